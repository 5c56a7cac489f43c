#include "journal/journal.h"

#include <gtest/gtest.h>

#include <set>

#include "journal/blob_names.h"
#include "journal/checkpoint.h"
#include "journal/frame.h"
#include "journal/workload.h"

namespace nacre {
namespace {

Tree LoadedFrom(MemoryVolume& disk) {
  Session session;
  auto loaded = session.Load(From(disk));
  EXPECT_TRUE(loaded) << loaded.error().message;
  EXPECT_TRUE(session.tree().IsSound());
  return session.tree();
}

TEST(Journal, AnEmptyVolumeIsAnEmptyWorkspace) {
  MemoryVolume disk;
  Session session;
  Save(session.store(), "/mine", "goes away");
  ASSERT_TRUE(session.Load(From(disk)));
  EXPECT_EQ(session.tree().Totals().entries, 0U);
  EXPECT_FALSE(session.journal().exists());
  EXPECT_TRUE(disk.Names().empty());
}

TEST(Journal, ACommitNeedsAClaim) {
  MemoryVolume disk;
  Session session;
  ASSERT_TRUE(session.Load(From(disk)));
  Save(session.store(), "/a", "a");
  EXPECT_FAILS(session.Commit(From(disk)), Code::kIo,
               "What the volume holds is not known: claim it anew");
  EXPECT_EQ(session.tree().Totals().entries, 0U);
}

TEST(Journal, EveryStateOfTheWorkloadSurvives) {
  for (bool zeroes_behind : {false, true}) {
    MemoryVolume disk;
    disk.zeroes_behind = zeroes_behind;
    std::vector<WorkStep> steps = Workload();
    std::vector<Tree> states = StatesOf(steps);
    Session session;
    ASSERT_TRUE(session.Load(From(disk)));
    ASSERT_TRUE(session.Claim(From(disk)));
    for (size_t i = 0; i < steps.size(); ++i) {
      Status why;
      ASSERT_EQ(RunSteps({steps[i]}, 0, session, From(disk), &why), 1U) << i << why.message;
      ASSERT_TRUE(SameFiles(session.tree(), states[i + 1])) << i;
      ASSERT_TRUE(SameFiles(LoadedFrom(disk), states[i + 1])) << i;
    }
  }
}

// Without these the tests that run the workload would show less than they say.
TEST(Journal, TheWorkloadDoesAllThatAJournalDoes) {
  MemoryVolume disk;
  std::set<std::string> deeds;
  size_t snapshots = 0;
  std::set<uint32_t> used;
  Answer watch = [&](const Message& request) {
    std::string name = request.value.value("name", "");
    deeds.insert(request.value.value("op", "") + " " + name.substr(0, 3));
    Message answer = disk.Perform(request);
    if (!request.value.value("op", "").starts_with("write")) return answer;
    auto frame = ParseFrame(request.payload);
    if (frame && frame->index > 0) {
      deeds.insert("many frames");
      if (request.value.value("offset", 1) == 0) deeds.insert("many segments");
    }
    Checkpoint now = NewestOf(disk);
    if (!now.snapshot.empty() && now.log.size() == 1 && name.starts_with("head")) ++snapshots;
    if (name.starts_with("head") && !now.log.empty() && !used.insert(now.log.back().id).second &&
        NumberOfSerial(now.log.back().serial) == now.number) {
      deeds.insert("used again");
    }
    return answer;
  };
  std::vector<WorkStep> steps = Workload();
  Session session;
  ASSERT_TRUE(session.Load(watch));
  ASSERT_TRUE(session.Claim(watch));
  ASSERT_EQ(RunSteps(steps, 0, session, watch), steps.size());
  EXPECT_GE(snapshots, 2U);
  for (const char* deed : {"create ext", "remove ext", "create seg", "remove seg", "many frames",
                           "many segments", "used again"}) {
    EXPECT_TRUE(deeds.contains(deed)) << deed;
  }
}

}  // namespace
}  // namespace nacre
