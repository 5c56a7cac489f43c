#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <random>
#include <tuple>

#include "journal/workload.h"

// Those who read while another writes.

namespace nacre {
namespace {

std::string AnyPath(std::mt19937& random) {
  std::string path;
  for (auto depth = random() % 3 + 1; depth > 0; --depth) {
    path += "/" + std::string(1, "abcd"[random() % 4]);
  }
  return path;
}

/// One change out of all kinds, which may be refused.
void ChangeAnything(Store& store, std::mt19937& random, Timestamp now) {
  std::string path = AnyPath(random);
  switch (random() % 6) {
    case 0:
      std::ignore = store.Remove(path, true);
      break;
    case 1:
      std::ignore = store.Move(path, AnyPath(random), random() % 2 == 0, now);
      break;
    case 2:
      std::ignore = store.MakeDirectory(path, true, now);
      break;
    case 3:
      std::ignore = Put(store, path, Filled(200 + random() % 400, path + " large "), now);
      break;
    default:
      std::ignore = Put(store, path, Filled(random() % 150, path + " "), now);
  }
}

TEST(Follower, HasWhatTheWriterHas) {
  for (unsigned seed = 0; seed < 12; ++seed) {
    std::mt19937 random(seed);
    MemoryVolume disk;
    disk.zeroes_behind = seed % 3 == 0;
    Answer answer = From(disk);
    Session sessions[2];
    Session* writer = &sessions[0];
    Session* follower = &sessions[1];
    for (Session& session : sessions) ASSERT_TRUE(session.Load(answer));
    ASSERT_TRUE(writer->Claim(answer));
    int followed = 0;
    for (int step = 0; step < 400; ++step) {
      for (auto i = random() % 3 + 1; i > 0; --i) {
        ChangeAnything(writer->store(), random, kEarly + step);
      }
      auto report = writer->Commit(answer);
      ASSERT_TRUE(report) << report.error().message;
      ASSERT_TRUE(writer->Tend(answer));
      if (random() % 4 == 0) continue;
      auto done = follower->journal().Follow(*report);
      ASSERT_TRUE(done) << done.error().message;
      if (*done) {
        ++followed;
      } else {
        auto caught_up = follower->CatchUp(answer);
        ASSERT_TRUE(caught_up) << caught_up.error().message;
      }
      ASSERT_TRUE(SameFiles(follower->tree(), writer->tree())) << "seed " << seed << " " << step;
      ASSERT_EQ(follower->journal().group(), writer->journal().group());
      if (random() % 10 == 0) {
        std::swap(writer, follower);
        auto claimed = writer->Claim(answer, random() % 4 > 0);
        ASSERT_TRUE(claimed) << claimed.error().message;
      }
    }
    EXPECT_GT(followed, 50);
    Session fresh;
    ASSERT_TRUE(fresh.Load(answer));
    EXPECT_TRUE(fresh.tree().IsSound());
    EXPECT_TRUE(SameFiles(fresh.tree(), writer->tree())) << "seed " << seed;
  }
}

TEST(Follower, LeavesNothingBehind) {
  Living before;
  {
    std::mt19937 random(5);
    MemoryVolume disk;
    Session writer;
    ASSERT_TRUE(writer.Load(From(disk)));
    ASSERT_TRUE(writer.Claim(From(disk)));
    for (int step = 0; step < 100; ++step) {
      ChangeAnything(writer.store(), random, kEarly + step);
      ASSERT_TRUE(writer.Commit(From(disk)));
      ASSERT_TRUE(writer.Tend(From(disk)));
    }
    // One that is given up half-way, too.
    Save(writer.store(), "/large", Filled(500, "large "));
    Running<CommitReport> running = writer.Committing();
    running.Step(disk.Perform(running.request()));
    EXPECT_FALSE(running.done());
  }
  EXPECT_EQ(Living(), before);
}

TEST(Follower, IsNotMisledByAReportThatDoesNotFit) {
  MemoryVolume disk;
  Session writer;
  Session follower;
  ASSERT_TRUE(writer.Load(From(disk)));
  ASSERT_TRUE(writer.Claim(From(disk)));
  ASSERT_TRUE(follower.Load(From(disk)));
  Save(writer.store(), "/a", "a");
  auto report = writer.Commit(From(disk));
  ASSERT_TRUE(report);
  auto altered = [&](const std::function<void(CommitReport&)>& change) {
    CommitReport copy = *report;
    change(copy);
    return follower.journal().Follow(copy);
  };
  EXPECT_EQ(altered([](CommitReport& copy) { copy.offset = 1 << 20; }), false);
  EXPECT_EQ(altered([](CommitReport& copy) { copy.serial += 1; }), false);
  EXPECT_EQ(altered([](CommitReport& copy) { copy.group += 1; }), false);
  EXPECT_EQ(altered([](CommitReport& copy) { copy.frames.clear(); }), false);
  EXPECT_EQ(altered([](CommitReport& copy) { copy.frames[60] ^= 1; }), false);
  EXPECT_EQ(follower.tree().Totals().entries, 0U);
  EXPECT_EQ(follower.journal().Follow(*report), true);
  EXPECT_EQ(follower.journal().Follow(*report), true);
  EXPECT_TRUE(SameFiles(follower.tree(), writer.tree()));
  Save(follower.store(), "/own", "change");
  Save(writer.store(), "/b", "b");
  EXPECT_EQ(follower.journal().Follow(*writer.Commit(From(disk))), false);
  EXPECT_FAILS(follower.CatchUp(From(disk)), Code::kIo, "The store has changes of its own");
}

/// A writer that runs through the workload an effect at a time, each write of which can be seen
/// half done.
class SteppedWriter {
 public:
  explicit SteppedWriter(MemoryVolume& disk) : disk_(disk), states_(StatesOf(steps_)) {
    EXPECT_TRUE(session_.Load(From(disk)));
    EXPECT_TRUE(session_.Claim(From(disk)));
  }

  bool done() const { return at_ == steps_.size(); }
  /// How many steps are done for sure.
  size_t at() const { return at_; }
  const Tree& state(size_t step) const { return states_[std::min(step, steps_.size())]; }

  void Step(std::mt19937& random) {
    if (!running_) Begin();
    if (!running_) return;
    const Message& request = running_->request();
    if (!half_done_ && random() % 2 == 0) {
      disk_.PerformPartly(request, Fate::kPrefix, random);
      half_done_ = true;
      return;
    }
    half_done_ = false;
    running_->Step(disk_.Perform(request));
    Settle();
  }

 private:
  void Begin() {
    const WorkStep& step = steps_[at_];
    if (step.deed == StepDeed::kReopen) {
      ++at_;
      return;
    }
    if (step.change) step.change(session_.store());
    running_ = session_.Begin(step.deed == StepDeed::kTend);
    Settle();
  }

  void Settle() {
    if (!running_->done()) return;
    EXPECT_TRUE(running_->result()) << running_->result().error().message;
    running_.reset();
    ++at_;
  }

  MemoryVolume& disk_;
  std::vector<WorkStep> steps_ = Workload();
  std::vector<Tree> states_;
  Session session_;
  size_t at_ = 0;
  bool half_done_ = false;
  std::unique_ptr<Running<bool>> running_;
};

// Each reading takes as long as some of the writer's effects; what it finds must have been the
// state at some time in between.
TEST(Follower, ReadsAStateThatWas) {
  for (unsigned seed = 0; seed < 40; ++seed) {
    std::mt19937 random(seed);
    MemoryVolume disk;
    disk.zeroes_behind = seed % 4 == 0;
    SteppedWriter writer(disk);
    Session reader;
    auto pace = random() % 4 + 1;
    while (!writer.done()) {
      size_t first = writer.at();
      auto reading = random() % 2 == 0 ? reader.Loading() : reader.CatchingUp();
      while (!reading.done()) {
        for (auto i = random() % pace; i > 0 && !writer.done(); --i) writer.Step(random);
        reading.Step(disk.Perform(reading.request()));
      }
      auto read = reading.result();
      ASSERT_TRUE(read) << "seed " << seed << " step " << first << " " << read.error().message;
      bool was = false;
      for (size_t i = first; i <= writer.at() + 1 && !was; ++i) {
        was = SameFiles(reader.tree(), writer.state(i));
      }
      ASSERT_TRUE(was) << "seed " << seed << " from step " << first << " to " << writer.at();
      for (auto i = random() % 40; i > 0 && !writer.done(); --i) writer.Step(random);
    }
  }
}

}  // namespace
}  // namespace nacre
