#include <gtest/gtest.h>

#include <memory>
#include <random>
#include <tuple>

#include "journal/workload.h"

// A writer that does not know that another one has taken its place.

namespace nacre {
namespace {

/// A writer that makes small and large changes and tends its journal, an effect at a time, and does
/// not care what fails.
class BusyWriter {
 public:
  BusyWriter(Session& session, MemoryVolume& disk, std::string name, unsigned seed)
      : session_(session), disk_(disk), name_(std::move(name)), random_(seed) {}

  /// Carries out one effect.
  void Step() {
    if (!running_) running_ = Begin();
    if (!running_->done()) running_->Step(disk_.Perform(running_->request()));
    if (running_->done()) running_.reset();
  }

  bool idle() const { return !running_; }

 private:
  std::unique_ptr<Running<bool>> Begin() {
    if (random_() % 3 == 0) return session_.Begin(/*tends=*/true);
    if (random_() % 3 == 0) {
      // Also of files that both have.
      std::string other = (random_() % 2 == 0 ? "/shared" : "/big") + std::to_string(random_() % 6);
      std::ignore = session_.store().Remove(other, true);
    }
    std::string path = "/" + name_ + std::to_string(random_() % 6);
    Save(session_.store(), path, Filled(random_() % 400, path + " "), kLate + count_++);
    return session_.Begin(/*tends=*/false);
  }

  Session& session_;
  MemoryVolume& disk_;
  std::string name_;
  std::mt19937 random_;
  Timestamp count_ = 0;
  std::unique_ptr<Running<bool>> running_;
};

void Prepare(Session& session, MemoryVolume& disk) {
  ASSERT_TRUE(session.Load(From(disk)));
  ASSERT_TRUE(session.Claim(From(disk)));
  for (int i = 0; i < 6; ++i) {
    Save(session.store(), "/shared" + std::to_string(i), Filled(190, "x"));
    Save(session.store(), "/big" + std::to_string(i), Filled(260, "y"));
    ASSERT_TRUE(session.Commit(From(disk)));
    ASSERT_TRUE(session.Tend(From(disk)));
  }
}

// The new writer begins at any effect of the old one, which goes on all the time. Only between a
// look at the checkpoints and what the new writer does next it holds still: nothing but the host's
// lock can tell two that write a checkpoint at the same instant apart.
TEST(Zombie, WhatTheOldWriterDoesAfterTheClaimIsNotSeen) {
  for (unsigned seed = 0; seed < 50; ++seed) {
    std::mt19937 random(seed);
    MemoryVolume disk;
    disk.zeroes_behind = seed % 5 == 0;
    Session old_session;
    ASSERT_NO_FATAL_FAILURE(Prepare(old_session, disk));
    BusyWriter zombie(old_session, disk, "old", seed);
    for (auto i = random() % 60; i > 0; --i) zombie.Step();

    Session session;
    ASSERT_TRUE(session.Load(From(disk)));
    Answer meanwhile = [&](const Message& request) {
      Message answer = disk.Perform(request);
      if (request.value.value("name", "").starts_with("head")) return answer;
      for (auto i = random() % 3; i > 0; --i) zombie.Step();
      return answer;
    };
    Result<void> claimed;
    for (int tries = 0; tries < 20; ++tries) {
      claimed = session.Claim(meanwhile, /*clean=*/false);
      if (claimed) break;
    }
    ASSERT_TRUE(claimed) << "seed " << seed << " " << claimed.error().message;
    BusyWriter writer(session, disk, "new", seed + 1);
    for (int i = 0; i < 200; ++i) {
      writer.Step();
      if (i < 150) {
        for (auto steps = random() % 3; steps > 0; --steps) zombie.Step();
      }
      if (!writer.idle()) continue;
      ASSERT_TRUE(session.tree().SharesRootWith(session.journal().durable()));
      Session fresh;
      auto loaded = fresh.Load(From(disk));
      ASSERT_TRUE(loaded) << "seed " << seed << " step " << i << " " << loaded.error().message;
      ASSERT_TRUE(SameFiles(fresh.tree(), session.tree())) << "seed " << seed << " step " << i;
    }
    EXPECT_GT(session.journal().group(), 20U);
  }
}

TEST(Zombie, AnOldWriterThatNeedsASegmentIsTold) {
  MemoryVolume disk;
  Session old_session;
  ASSERT_NO_FATAL_FAILURE(Prepare(old_session, disk));
  Session session;
  ASSERT_TRUE(session.Load(From(disk)));
  ASSERT_TRUE(session.Claim(From(disk), /*clean=*/false));
  Result<CommitReport> done;
  for (int i = 0; i < 20 && done; ++i) {
    Save(old_session.store(), "/old" + std::to_string(i), Filled(190, "z"));
    done = old_session.Commit(From(disk));
  }
  EXPECT_FAILS(done, Code::kIo, "Another writer has taken the workspace over");
}

}  // namespace
}  // namespace nacre
