#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "journal/journal.h"
#include "journal/workload.h"

namespace nacre {
namespace {

constexpr uint64_t kBudget = 300;

StoreOptions WithBudget(uint64_t budget = kBudget) {
  StoreOptions options;
  options.home = Ref(new ContentHome(budget));
  return options;
}

std::vector<uint64_t> UnloadedIn(const Tree& tree) {
  std::vector<uint64_t> ids;
  for (TreeCursor at(tree); !at.done(); at.Next()) {
    if (!at->is_directory() && !at->content()->loaded()) ids.push_back(at->content()->id());
  }
  std::ranges::sort(ids);
  return ids;
}

// Loads all of a tree, which says whether its bytes are what they were.
Result<bool> LoadAll(Session& session, const Tree& tree, const Answer& answer) {
  return session.Fetch(answer, UnloadedIn(tree), /*judge=*/true);
}

std::string Text(size_t index, size_t size) {
  return std::string(size, static_cast<char>('a' + index % 26)) + std::to_string(index);
}

TEST(JournalBudget, EveryStateOfTheWorkloadSurvivesAndCanBeLoaded) {
  MemoryVolume disk;
  std::vector<WorkStep> steps = Workload();
  std::vector<Tree> states = StatesOf(steps);
  StoreOptions options = WithBudget();
  ContentHome& home = *options.home;
  Session session(kTiny, options);
  ASSERT_TRUE(session.Load(From(disk)));
  ASSERT_TRUE(session.Claim(From(disk)));
  for (size_t i = 0; i < steps.size(); ++i) {
    // Some steps change what a file holds.
    ASSERT_TRUE(LoadAll(session, session.tree(), From(disk))) << i;
    Status why;
    if (steps[i].deed == StepDeed::kReopen) {
      session = Session(kTiny, options);
      ASSERT_TRUE(session.Load(From(disk)));
      ASSERT_TRUE(session.Claim(From(disk)));
    } else {
      ASSERT_EQ(RunSteps({steps[i]}, 0, session, From(disk), &why), 1U) << i << why.message;
    }
    home.MakeRoom(0);
    EXPECT_LE(home.loaded_bytes(), kBudget);
    Session reader(kTiny, WithBudget());
    ASSERT_TRUE(reader.Load(From(disk))) << i;
    EXPECT_LE(reader.store().options().home->loaded_bytes(), kBudget);
    for (Session* each : {&session, &reader}) {
      ASSERT_TRUE(SameFiles(each->tree(), states[i + 1])) << i;
      auto loaded = LoadAll(*each, each->tree(), From(disk));
      ASSERT_TRUE(loaded) << i << loaded.error().message;
      ASSERT_TRUE(UnloadedIn(each->tree()).empty());
      ASSERT_TRUE(SameFiles(each->tree(), states[i + 1])) << i;
    }
  }
}

TEST(JournalBudget, CompactionMovesWhatIsNotLoadedAndKeepsWhatAForkHas) {
  MemoryVolume disk;
  Session session(kTiny, WithBudget());
  ContentHome& home = *session.store().options().home;
  ASSERT_TRUE(session.Claim(From(disk)));
  for (size_t i = 0; i < 20; ++i) {
    Save(session.store(), "/kept" + std::to_string(i), Text(i, 40 + 20 * i));
    Save(session.store(), "/file" + std::to_string(i), Text(i, 40 + 20 * i));
  }
  ASSERT_TRUE(session.Commit(From(disk)));
  Store fork = session.store().Fork();
  home.MakeRoom(kBudget);
  uint64_t before = NewestOf(disk).number;
  for (size_t round = 0; round < 30; ++round) {
    for (size_t i = 0; i < 20; ++i) {
      Save(session.store(), "/file" + std::to_string(i), Text(round, 30 + 20 * i));
    }
    ASSERT_TRUE(session.Commit(From(disk)));
    for (auto more = session.Tend(From(disk)); more && *more;) more = session.Tend(From(disk));
    home.MakeRoom(kBudget);
  }
  EXPECT_FALSE(NewestOf(disk).snapshot.empty());
  EXPECT_GT(NewestOf(disk).number, before + 30);
  for (const Tree& tree : {session.tree(), fork.tree()}) {
    auto loaded = LoadAll(session, tree, From(disk));
    ASSERT_TRUE(loaded) << loaded.error().message;
    EXPECT_FALSE(*loaded);
  }
  for (size_t i = 0; i < 20; ++i) {
    for (const char* name : {"/kept", "/file"}) {
      auto content = fork.ReadBytes(name + std::to_string(i));
      ASSERT_TRUE(content);
      EXPECT_EQ((*content)->bytes(), Text(i, 40 + 20 * i));
    }
    auto now = session.store().ReadBytes("/file" + std::to_string(i));
    EXPECT_EQ((*now)->bytes(), Text(29, 30 + 20 * i));
  }
}

TEST(JournalBudget, SegmentsThatAForkNeedsAreUsedAgainOnceItIsGone) {
  MemoryVolume disk;
  Session session(kTiny, WithBudget());
  ASSERT_TRUE(session.Claim(From(disk)));
  for (size_t i = 0; i < 20; ++i) {
    Save(session.store(), "/f" + std::to_string(i), Text(i, 100));
  }
  ASSERT_TRUE(session.Commit(From(disk)));
  auto churn = [&] {
    for (size_t round = 0; round < 20; ++round) {
      for (size_t i = 0; i < 20; ++i) {
        Save(session.store(), "/f" + std::to_string(i), Text(round, 100));
      }
      EXPECT_TRUE(session.Commit(From(disk)));
      for (auto more = session.Tend(From(disk)); more && *more;) more = session.Tend(From(disk));
      session.store().options().home->MakeRoom(kBudget);
    }
    return disk.Names().size();
  };
  size_t with_fork = 0;
  {
    Store fork = session.store().Fork();
    session.store().options().home->MakeRoom(kBudget);
    with_fork = churn();
    EXPECT_TRUE(LoadAll(session, fork.tree(), From(disk)));
  }
  EXPECT_LT(churn(), with_fork);
}

TEST(JournalBudget, AFollowerWhosePlacesAreStaleIsToldSoAndNeverGetsOtherBytes) {
  MemoryVolume disk;
  Session writer;
  ASSERT_TRUE(writer.Claim(From(disk)));
  for (size_t i = 0; i < 20; ++i) Save(writer.store(), "/f" + std::to_string(i), Text(i, 60));
  ASSERT_TRUE(writer.Commit(From(disk)));
  Session follower(kTiny, WithBudget(0));
  ASSERT_TRUE(follower.Load(From(disk)));
  Store fork = follower.store().Fork();
  EXPECT_EQ(UnloadedIn(fork.tree()).size(), 20U);
  for (size_t round = 0; round < 30; ++round) {
    for (size_t i = 0; i < 20; ++i) {
      Save(writer.store(), "/f" + std::to_string(i), Text(round, 60));
    }
    ASSERT_TRUE(writer.Commit(From(disk)));
    for (auto more = writer.Tend(From(disk)); more && *more;) more = writer.Tend(From(disk));
  }
  auto lost = follower.Fetch(From(disk), UnloadedIn(follower.tree()));
  ASSERT_TRUE(lost) << lost.error().message;
  EXPECT_TRUE(*lost);
  ASSERT_TRUE(follower.CatchUp(From(disk)));
  auto loaded = LoadAll(follower, follower.tree(), From(disk));
  ASSERT_TRUE(loaded) << loaded.error().message;
  EXPECT_TRUE(SameFiles(follower.tree(), writer.tree()));
  EXPECT_FAILS(LoadAll(follower, fork.tree(), From(disk)), Code::kConflict,
               "Somebody else has written to the workspace since this state was taken, and what it "
               "had is not loaded");
  for (TreeCursor at(fork.tree()); !at.done(); at.Next()) EXPECT_FALSE(at->content()->loaded());
}

TEST(JournalBudget, ADamagedPlaceIsCorrupt) {
  MemoryVolume disk;
  Session session(kTiny, WithBudget(0));
  ASSERT_TRUE(session.Claim(From(disk)));
  Save(session.store(), "/small", Text(1, 50));
  Save(session.store(), "/large", Text(2, 500));
  ASSERT_TRUE(session.Commit(From(disk)));
  std::vector<uint64_t> ids = UnloadedIn(session.tree());
  ASSERT_EQ(ids.size(), 2U);
  for (const std::string& name : disk.Names()) {
    if (name.starts_with("head")) continue;
    for (char& byte : disk.Damage(name)) byte ^= 1;
  }
  for (uint64_t id : ids) {
    EXPECT_TRUE(*session.Fetch(From(disk), {id}));
    EXPECT_FAILS(session.Fetch(From(disk), {id}, /*judge=*/true), Code::kCorrupt,
                 "A file of the workspace is damaged");
  }
}

TEST(JournalBudget, ACacheNeedsNothingThatIsNotLoaded) {
  MemoryVolume disk;
  JournalOptions options = kTiny;
  options.cache = true;
  StoreOptions store = WithBudget(200);
  Session first(options, store);
  ASSERT_TRUE(first.Claim(From(disk)));
  ContentRef unread = *Content::Unread(1000);
  store.home->Keep(*unread);
  ASSERT_TRUE(first.store().Write("/unread", unread, 1));
  Save(first.store(), "/a", Text(1, 90));
  Save(first.store(), "/b", Text(2, 90));
  Save(first.store(), "/c", Text(3, 190));
  ASSERT_TRUE(first.Commit(From(disk)));
  for (int round = 0; round < 20; ++round) {
    Save(first.store(), "/changing", Text(4, 100 + static_cast<size_t>(round)));
    ASSERT_TRUE(first.Commit(From(disk)));
    for (auto more = first.Tend(From(disk)); more && *more;) more = first.Tend(From(disk));
  }
  Session second(options, WithBudget(200));
  ASSERT_TRUE(second.Load(From(disk)));
  EXPECT_LE(second.store().options().home->loaded_bytes(), 200U);
  EXPECT_TRUE(second.tree().Find("/a")->content()->loaded());
  const Content& c = *second.tree().Find("/c")->content();
  EXPECT_FALSE(c.loaded());
  EXPECT_EQ(c.Checksum(), (*Content::Copy(Text(3, 190)))->Checksum());
  const Content& found = *second.tree().Find("/unread")->content();
  EXPECT_EQ(found.size(), 1000U);
  EXPECT_EQ(found.Checksum(), std::nullopt);
}

}  // namespace
}  // namespace nacre
