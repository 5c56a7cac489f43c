#include <gtest/gtest.h>

#include <array>
#include <random>

#include "journal/workload.h"

// The process dies, or the power fails, at every effect of the workload, and again at every effect
// of the recovery.

namespace nacre {
namespace {

/// A point at which things may go wrong.
struct Moment {
  MemoryVolume disk;          ///< As the effect finds it.
  Message request;            ///< The effect.
  std::array<Tree, 2> right;  ///< What may be found afterwards.
};

bool Changes(const Message& request) {
  std::string op = request.value.at("op").get<std::string>();
  return op != "read" && op != "list";
}

/// Answers from `disk`, and notes every effect that changes it.
Answer Noting(MemoryVolume& disk, const std::array<Tree, 2>& right, std::vector<Moment>& moments) {
  return [&](const Message& request) {
    if (Changes(request)) moments.push_back({disk, request, right});
    return disk.Perform(request);
  };
}

std::vector<Moment> MomentsOfWorkload(bool zeroes_behind) {
  std::vector<WorkStep> steps = Workload();
  std::vector<Tree> states = StatesOf(steps);
  std::vector<Moment> moments;
  std::array<Tree, 2> right;
  MemoryVolume disk;
  disk.zeroes_behind = zeroes_behind;
  Answer answer = Noting(disk, right, moments);
  Session session;
  EXPECT_TRUE(session.Load(answer));
  EXPECT_TRUE(session.Claim(answer));
  for (size_t i = 0; i < steps.size(); ++i) {
    right = {states[i], states[i + 1]};
    EXPECT_EQ(RunSteps({steps[i]}, 0, session, answer), 1U);
  }
  return moments;
}

/// The disk after the effect of `moment` came as far as `fate` has it, and then all stopped.
MemoryVolume Crashed(const Moment& moment, Fate fate, bool loses_power, std::mt19937& random) {
  MemoryVolume disk = moment.disk;
  disk.PerformPartly(moment.request, fate, random);
  if (loses_power) {
    disk.CutPower(random);
  } else {
    disk.KillProcess();
  }
  return disk;
}

bool IsOneOf(const std::array<Tree, 2>& right, const Tree& tree) {
  return SameFiles(tree, right[0]) || SameFiles(tree, right[1]);
}

/// Opens the workspace twice, goes on writing and opens it once more; answers the moments of that.
testing::AssertionResult Recovers(MemoryVolume disk, const std::array<Tree, 2>& right, bool clean,
                                  std::vector<Moment>& moments) {
  auto failed = [](const char* where, const Status& why) {
    return testing::AssertionFailure() << where << ": " << why.message;
  };
  Session first;
  Session second;
  if (auto loaded = first.Load(From(disk)); !loaded) return failed("load", loaded.error());
  if (auto loaded = second.Load(From(disk)); !loaded) return failed("load", loaded.error());
  if (!IsOneOf(right, first.tree())) return testing::AssertionFailure() << "a wrong state";
  if (!first.tree().IsSound()) return testing::AssertionFailure() << "a broken tree";
  if (!SameFiles(first.tree(), second.tree()) ||
      first.journal().group() != second.journal().group()) {
    return testing::AssertionFailure() << "another state the second time";
  }
  // Until the workspace is claimed, what was not acknowledged may go away with the power.
  std::array<Tree, 2> now = right;
  Answer answer = Noting(disk, now, moments);
  if (auto claimed = first.Claim(answer, clean); !claimed) return failed("claim", claimed.error());
  // One that may not fit behind what was left over, and one with an extent.
  for (size_t size : {190, 230}) {
    now[0] = first.tree();
    EXPECT_TRUE(Put(first.store(), "/after", Filled(size, "after ")));
    now[1] = first.tree();
    auto done = first.Commit(answer);
    if (!done) return failed("commit", done.error());
  }
  Session third;
  if (auto loaded = third.Load(From(disk)); !loaded) return failed("reload", loaded.error());
  if (!SameFiles(third.tree(), now[1])) return testing::AssertionFailure() << "lost the next group";
  return testing::AssertionSuccess();
}

class CrashTest : public testing::TestWithParam<bool> {};

TEST_P(CrashTest, AtEveryEffectTheLastSafeStateIsFound) {
  std::mt19937 random(1);
  std::vector<Moment> moments = MomentsOfWorkload(GetParam());
  ASSERT_GT(moments.size(), 100U);
  std::vector<Moment> unused;
  for (size_t i = 0; i < moments.size(); ++i) {
    for (Fate fate : kFates) {
      for (int loss = 0; loss < 2; ++loss) {
        unused.clear();
        MemoryVolume disk = Crashed(moments[i], fate, loss > 0, random);
        ASSERT_TRUE(Recovers(disk, moments[i].right, random() % 2 == 0, unused))
            << "effect " << i << " " << moments[i].request.value << " fate "
            << static_cast<int>(fate) << " loss " << loss;
      }
    }
  }
}

TEST_P(CrashTest, AtEveryEffectOfTheRecoveryToo) {
  std::mt19937 random(2);
  std::vector<Moment> moments = MomentsOfWorkload(GetParam());
  for (size_t i = 0; i < moments.size(); ++i) {
    Fate fate = kFates[i % 4];
    bool loses_power = i % 3 == 0;
    std::vector<Moment> recovery;
    MemoryVolume disk = Crashed(moments[i], fate, loses_power, random);
    ASSERT_TRUE(Recovers(disk, moments[i].right, i % 2 == 0, recovery)) << "effect " << i;
    for (size_t j = 0; j < recovery.size(); ++j) {
      for (int variant = 0; variant < 3; ++variant) {
        std::vector<Moment> unused;
        Fate next = kFates[random() % 4];
        MemoryVolume again = Crashed(recovery[j], next, variant > 0, random);
        ASSERT_TRUE(Recovers(again, recovery[j].right, random() % 2 == 0, unused))
            << "effect " << i << " " << moments[i].request.value << " fate "
            << static_cast<int>(fate) << ", then effect " << j << " " << recovery[j].request.value
            << " fate " << static_cast<int>(next) << " variant " << variant;
      }
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Volumes, CrashTest, testing::Bool(), [](const auto& info) {
  return info.param ? "ThatZeroWhatIsBehind" : "Plain";
});

// A flush covers what its own process wrote. The first part of a group must not depend on that of
// the next writer, wherever the group goes on.
TEST(Crash, AGroupThatGoesOnInASegmentOfAFailedOneIsSafe) {
  std::mt19937 random(3);
  for (int round = 0; round < 20; ++round) {
    MemoryVolume disk;
    Session session;
    ASSERT_TRUE(session.Load(From(disk)));
    ASSERT_TRUE(session.Claim(From(disk)));
    auto is_last_write = [](const Message& request) {
      return request.value.at("op") == "write" && request.value.at("flush").get<bool>() &&
             SegmentIdOf(request.value.at("name").get<std::string>());
    };
    bool refused = false;
    Answer refusing_once = [&](const Message& request) -> Message {
      if (refused || !is_last_write(request)) return disk.Perform(request);
      refused = true;
      return {.value = {{"error", {{"code", "io"}, {"message", "Refused"}}}}, .payload = {}};
    };
    PutMany(session.store(), "/refused", 12, 100);
    EXPECT_FAILS(session.Commit(refusing_once), Code::kIo, "Refused");
    PutMany(session.store(), "/whole", 12, 100);
    Running<CommitReport> running = session.Committing();
    while (!is_last_write(running.request())) running.Step(disk.Perform(running.request()));
    disk.PerformPartly(running.request(), Fate::kWhole, random);
    disk.KillProcess();

    Session next;
    ASSERT_TRUE(next.Load(From(disk)));
    ASSERT_TRUE(next.journal().group() == 1);
    ASSERT_TRUE(next.Claim(From(disk)));
    Save(next.store(), "/after", "more");
    ASSERT_TRUE(next.Commit(From(disk)));
    disk.CutPower(random);
    Session last;
    auto loaded = last.Load(From(disk));
    ASSERT_TRUE(loaded) << loaded.error().message;
    EXPECT_TRUE(SameFiles(last.tree(), next.tree()));
  }
}

// A group that was begun may stand at the end of a segment in which the next one has no room.
TEST(Crash, AGroupThatWasBegunDoesNotHideTheNextOne) {
  size_t hidden = 0;
  for (size_t filler = 0; filler < 190; filler += 8) {
    MemoryVolume disk;
    Session session;
    ASSERT_TRUE(session.Load(From(disk)));
    ASSERT_TRUE(session.Claim(From(disk)));
    for (size_t size : {size_t{190}, size_t{190}, filler}) {
      Save(session.store(), "/file", Filled(size, "x"));
      ASSERT_TRUE(session.Commit(From(disk)));
    }
    PutMany(session.store(), "/many", 6, 40);
    Running<CommitReport> running = session.Committing();
    ASSERT_EQ(running.request().value.at("name"), "seg-1");
    running.Step(disk.Perform(running.request()));
    ASSERT_FALSE(running.done());
    disk.KillProcess();

    Session next;
    ASSERT_TRUE(next.Load(From(disk)));
    EXPECT_GT(next.journal().dropped_bytes(), 0U);
    ASSERT_TRUE(next.Claim(From(disk)));
    for (int i = 0; i < 3; ++i) {
      Save(next.store(), "/next" + std::to_string(i), Filled(190, "y"));
      ASSERT_TRUE(next.Commit(From(disk)));
      hidden += i == 0 && NewestOf(disk).log.size() > 1 ? 1 : 0;
      Session last;
      auto loaded = last.Load(From(disk));
      ASSERT_TRUE(loaded) << filler << " " << loaded.error().message;
      ASSERT_TRUE(SameFiles(last.tree(), next.tree())) << filler;
    }
  }
  EXPECT_GT(hidden, 0U);
}

}  // namespace
}  // namespace nacre
