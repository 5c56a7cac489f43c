#include <gtest/gtest.h>

#include <random>

#include "journal/workload.h"

// The host refuses an effect: every one of the workload in turn, and all that would take room.

namespace nacre {
namespace {

struct Failure {
  std::string code = "io";
  Fate fate = Fate::kNothing;  ///< What the refused effect has done in spite of it.
};

/// Counts the effects that come by, and refuses the one with a given number.
class Refusing {
 public:
  Refusing(MemoryVolume& disk, size_t number, Failure failure)
      : disk_(disk),
        number_(number),
        failure_(std::move(failure)),
        random_(static_cast<unsigned>(number)) {}

  Message operator()(const Message& request) {
    if (count_++ != number_) return disk_.Perform(request);
    refused_ = request;
    disk_.PerformPartly(request, failure_.fate, random_);
    return {.value = {{"error", {{"code", failure_.code}, {"message", "Refused"}}}}, .payload = {}};
  }

  size_t count() const { return count_; }
  const Message& refused() const { return refused_; }

 private:
  MemoryVolume& disk_;
  size_t number_;
  Failure failure_;
  std::mt19937 random_;
  size_t count_ = 0;
  Message refused_;
};

// Removing what nobody needs any more may fail quietly, and so may asking whether that is so, and
// making room that a compaction can do without.
bool MayFailQuietly(const Message& request) {
  std::string op = request.value.at("op").get<std::string>();
  bool makes_segment =
      op == "create" && SegmentIdOf(request.value.at("name").get<std::string>()).has_value();
  return op == "remove" || op == "read" || makes_segment;
}

class FailureTest : public testing::TestWithParam<bool> {
 protected:
  // Runs the workload with one effect refused; answers false when it has fewer effects.
  bool RunRefusing(size_t number, const Failure& failure) {
    MemoryVolume disk;
    disk.zeroes_behind = GetParam();
    Refusing refusing(disk, number, failure);
    Answer answer = [&](const Message& request) { return refusing(request); };
    size_t at = 0;
    Session session;
    Status why;
    auto begun = session.Load(answer);
    if (begun) begun = session.Claim(answer);
    if (begun) at = RunSteps(steps_, 0, session, answer, &why);
    if (refusing.count() <= number) return false;
    if (!begun) why = begun.error();
    if (at == steps_.size()) {
      EXPECT_TRUE(MayFailQuietly(refusing.refused())) << number << " " << refusing.refused().value;
    } else {
      EXPECT_EQ(why.message, "Refused") << number << " " << refusing.refused().value;
      EXPECT_EQ(CodeName(why.code), failure.code);
      GoOn(disk, session, at);
    }
    Session last;
    auto loaded = last.Load(From(disk));
    EXPECT_TRUE(loaded) << loaded.error().message;
    EXPECT_TRUE(SameFiles(last.tree(), states_.back()))
        << number << " " << refusing.refused().value;
    return !HasFailure();
  }

  // After the failure the store is back, and with a new claim the rest can be done.
  void GoOn(MemoryVolume& disk, Session& session, size_t at) {
    bool reopens = at < steps_.size() && steps_[at].deed == StepDeed::kReopen;
    if (!reopens) EXPECT_TRUE(SameFiles(session.tree(), states_[at])) << "at step " << at;
    Session fresh;
    EXPECT_TRUE(fresh.Load(From(disk)));
    EXPECT_TRUE(SameFiles(fresh.tree(), states_[at])) << "at step " << at;
    auto claimed = session.Claim(From(disk));
    ASSERT_TRUE(claimed) << claimed.error().message;
    EXPECT_TRUE(SameFiles(session.tree(), states_[at])) << "at step " << at;
    Status why;
    EXPECT_EQ(RunSteps(steps_, at, session, From(disk), &why), steps_.size()) << why.message;
  }

  std::vector<WorkStep> steps_ = Workload();
  std::vector<Tree> states_ = StatesOf(steps_);
};

TEST_P(FailureTest, EveryEffectMayBeRefusedOnce) {
  // Each kind of volume sees half of the pairs of effect and fate.
  for (size_t half = 0; half < 2; ++half) {
    size_t number = 0;
    auto fate = [&] { return kFates[half * 2 + (number + (GetParam() ? 1 : 0)) % 2]; };
    while (RunRefusing(number, {.fate = fate()})) ++number;
    ASSERT_FALSE(HasFailure()) << "effect " << number << " fate " << static_cast<int>(fate());
    EXPECT_GT(number, 200U);
  }
}

TEST_P(FailureTest, AFullHostIsReportedAsSuch) {
  size_t number = 0;
  while (RunRefusing(number, {.code = "quota_exceeded"})) ++number;
  ASSERT_FALSE(HasFailure()) << "effect " << number;
}

INSTANTIATE_TEST_SUITE_P(Volumes, FailureTest, testing::Bool(), [](const auto& info) {
  return info.param ? "ThatZeroWhatIsBehind" : "Plain";
});

// What was written before a failure whose withdrawal fails too may be there or not, but nothing is
// written behind it until the volume is claimed anew.
TEST(Failure, AGroupThatCannotBeWithdrawnStopsTheJournal) {
  for (Fate fate : kFates) {
    MemoryVolume disk;
    std::mt19937 random(3);
    Session session;
    ASSERT_TRUE(session.Load(From(disk)));
    ASSERT_TRUE(session.Claim(From(disk)));
    Save(session.store(), "/first", "safe");
    ASSERT_TRUE(session.Commit(From(disk)));
    Tree before = session.tree();
    Save(session.store(), "/big", Filled(300, "in an extent "));
    Tree after = session.tree();
    Answer refusing = [&](const Message& request) -> Message {
      if (request.value.at("op") != "write") return disk.Perform(request);
      disk.PerformPartly(request, fate, random);
      fate = Fate::kNothing;
      return {.value = {{"error", {{"code", "io"}, {"message", "Refused"}}}}, .payload = {}};
    };
    EXPECT_FAILS(session.Commit(refusing), Code::kIo, "Refused");
    EXPECT_TRUE(SameFiles(session.tree(), before));
    Save(session.store(), "/second", "not yet");
    EXPECT_FAILS(session.Commit(From(disk)), Code::kIo,
                 "What the volume holds is not known: claim it anew");
    auto claimed = session.Claim(From(disk));
    ASSERT_TRUE(claimed) << claimed.error().message;
    EXPECT_TRUE(SameFiles(session.tree(), before) || SameFiles(session.tree(), after));
    Save(session.store(), "/second", "now");
    ASSERT_TRUE(session.Commit(From(disk)));
    Session fresh;
    ASSERT_TRUE(fresh.Load(From(disk)));
    EXPECT_TRUE(SameFiles(fresh.tree(), session.tree()));
  }
}

TEST(Failure, RemovingWorksWhenNothingCanBeMade) {
  MemoryVolume disk;
  Session session;
  ASSERT_TRUE(session.Load(From(disk)));
  ASSERT_TRUE(session.Claim(From(disk)));
  bool is_full = false;
  Answer answer = [&](const Message& request) -> Message {
    if (!is_full || request.value.at("op") != "create") return disk.Perform(request);
    return {.value = {{"error", {{"code", "quota_exceeded"}, {"message", "Full"}}}}, .payload = {}};
  };
  for (int i = 0; i < 12; ++i) {
    Save(session.store(), "/file" + std::to_string(i), Filled(190, "x"));
    ASSERT_TRUE(session.Commit(answer));
    ASSERT_TRUE(session.Tend(answer));
  }
  is_full = true;
  // Growing is refused before the last spare is used up.
  bool refused = false;
  for (int i = 0; i < 12 && !refused; ++i) {
    Save(session.store(), "/more" + std::to_string(i), Filled(190, "x"));
    auto done = session.Commit(answer);
    refused = !done;
    if (refused) EXPECT_EQ(CodeName(done.error().code), "quota_exceeded");
  }
  EXPECT_TRUE(refused);
  for (int i = 0; i < 12; ++i) {
    Erase(session.store(), "/file" + std::to_string(i));
    auto done = session.Commit(answer);
    ASSERT_TRUE(done) << i << done.error().message;
  }
  Session fresh;
  ASSERT_TRUE(fresh.Load(From(disk)));
  EXPECT_TRUE(SameFiles(fresh.tree(), session.tree()));
}

TEST(Failure, RemovingWorksWhenABurstHasFilledTheDiskBeforeThereWasTimeToTend) {
  for (uint64_t segments : {4, 5, 6, 9}) {
    SCOPED_TRACE(segments);
    MemoryVolume disk;
    disk.capacity = segments * kTiny.segment_bytes;
    Session session;
    ASSERT_TRUE(session.Load(From(disk)));
    ASSERT_TRUE(session.Claim(From(disk)));
    int written = 0;
    for (; written < 100; ++written) {
      Save(session.store(), "/file" + std::to_string(written), Filled(190, "x"));
      auto done = session.Commit(From(disk));
      if (done) continue;
      EXPECT_EQ(CodeName(done.error().code), "quota_exceeded");
      break;
    }
    ASSERT_LT(written, 100);
    for (int i = 0; i < written; ++i) {
      Erase(session.store(), "/file" + std::to_string(i));
      auto done = session.Commit(From(disk));
      ASSERT_TRUE(done) << i << done.error().message;
    }
    Session fresh;
    ASSERT_TRUE(fresh.Load(From(disk)));
    EXPECT_TRUE(SameFiles(fresh.tree(), session.tree()));
  }
}

// A full disk must not stay full when all on it is thrown away, however often.
TEST(Failure, AFullDiskIsEmptiedAndFilledAgain) {
  MemoryVolume disk;
  JournalOptions options = kTiny;
  options.segment_bytes = 4096;
  options.extent_threshold = 1000;
  disk.capacity = 12 * uint64_t{options.segment_bytes};
  Session session(options);
  ASSERT_TRUE(session.Load(From(disk)));
  ASSERT_TRUE(session.Claim(From(disk)));
  auto tend = [&] {
    for (int slices = 0; slices < 40; ++slices) {
      auto more = session.Tend(From(disk));
      if (!more || !*more) return;
    }
  };
  for (int round = 0; round < 20; ++round) {
    int written = 0;
    for (; written < 50; ++written) {
      Save(session.store(), "/file" + std::to_string(written), Filled(900, "x"), kEarly + round);
      if (!session.Commit(From(disk))) break;
      tend();
    }
    EXPECT_GE(written, 20) << "round " << round;
    for (int i = 0; i < written; ++i) {
      Erase(session.store(), "/file" + std::to_string(i));
      auto done = session.Commit(From(disk));
      ASSERT_TRUE(done) << "round " << round << " file " << i << " " << done.error().message;
      tend();
    }
  }
}

}  // namespace
}  // namespace nacre
