#ifndef NACRE_TESTS_NATIVE_JOURNAL_SESSION_H_
#define NACRE_TESTS_NATIVE_JOURNAL_SESSION_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "journal/blob_names.h"
#include "journal/checkpoint.h"
#include "journal/journal.h"
#include "journal/memory_volume.h"
#include "store/tree_diff.h"

namespace nacre {

/// Sizes at which a small workspace has many segments, frames and extents.
inline constexpr JournalOptions kTiny{.segment_bytes = 1024,
                                      .checkpoint_bytes = 1024,
                                      .frame_bytes = 120,
                                      .extent_threshold = 200,
                                      .extent_bytes = 150};

/// Answers one effect.
using Answer = std::function<Message(const Message& request)>;

inline Answer From(MemoryVolume& disk) {
  return [&disk](const Message& request) { return disk.Perform(request); };
}

/// A task of a journal on its way, an effect at a time.
template <typename T>
class Running {
 public:
  explicit Running(const std::function<Task<Result<T>>(Volume)>& start)
      : operation_([&](Host& host) { return Keep(start(Volume(host)), &result_); }) {
    effect_ = operation_.Step({});
  }

  bool done() const { return operation_.done(); }
  const Message& request() const { return effect_.request; }

  /// Goes on with the answer to `request()`.
  void Step(Message answer) { effect_ = operation_.Step(std::move(answer)); }

  /// What the task ended with. Requires `done()`.
  const Result<T>& result() const { return *result_; }

 private:
  static Task<Message> Keep(Task<Result<T>> task, std::optional<Result<T>>* result) {
    *result = co_await task;
    co_return {};
  }

  std::optional<Result<T>> result_;
  Operation operation_;
  Effect effect_;
};

/// A store with its journal, as one process has them.
class Session {
 public:
  explicit Session(const JournalOptions& options = kTiny, const StoreOptions& store = {})
      : store_(std::make_shared<Store>(store)),
        journal_(std::make_unique<Journal>(store_, options)) {}

  Store& store() { return *store_; }
  Journal& journal() { return *journal_; }
  const Tree& tree() const { return store_->tree(); }

  Running<void> Loading() {
    return Running<void>([this](Volume volume) { return journal_->Load(volume); });
  }
  Running<void> CatchingUp() {
    return Running<void>([this](Volume volume) { return journal_->CatchUp(volume); });
  }
  Running<void> Claiming(bool clean) {
    return Running<void>([this, clean](Volume volume) { return journal_->Claim(volume, clean); });
  }
  Running<CommitReport> Committing() {
    uint32_t writer = ++writers;
    return Running<CommitReport>(
        [this, writer](Volume volume) { return journal_->Commit(volume, writer); });
  }
  Running<bool> Tending() {
    uint32_t writer = ++writers;
    return Running<bool>([this, writer](Volume volume) { return journal_->Tend(volume, writer); });
  }

  Result<void> Load(const Answer& answer) { return Finish(Loading(), answer); }
  Result<void> CatchUp(const Answer& answer) { return Finish(CatchingUp(), answer); }
  Result<void> Claim(const Answer& answer, bool clean = true) {
    return Finish(Claiming(clean), answer);
  }
  Result<CommitReport> Commit(const Answer& answer) { return Finish(Committing(), answer); }
  Result<bool> Tend(const Answer& answer) { return Finish(Tending(), answer); }

  Result<bool> Fetch(const Answer& answer, const std::vector<uint64_t>& ids, bool judge = false) {
    return Finish(Running<bool>([&](Volume volume) {
                    return journal_->Fetch(volume, ids, judge, /*stay=*/true);
                  }),
                  answer);
  }

  /// A commit or a tending to be carried out step by step; either answers whether there is more.
  std::unique_ptr<Running<bool>> Begin(bool tends) {
    return std::make_unique<Running<bool>>(
        [this, tends](Volume volume) { return Do(tends, volume); });
  }

 private:
  template <typename T>
  static Result<T> Finish(Running<T> running, const Answer& answer) {
    while (!running.done()) running.Step(answer(running.request()));
    return running.result();
  }

  Task<Result<bool>> Do(bool tends, Volume volume) {
    uint32_t writer = ++writers;
    if (tends) co_return co_await journal_->Tend(volume, writer);
    auto done = co_await journal_->Commit(volume, writer);
    if (!done) co_return std::unexpected(done.error());
    co_return false;
  }

  // No two groups of a test have the same.
  static inline uint32_t writers = 0;

  std::shared_ptr<Store> store_;
  std::unique_ptr<Journal> journal_;
};

/// The newest checkpoint that a volume holds.
inline Checkpoint NewestOf(const MemoryVolume& disk) {
  Checkpoint newest;
  for (uint64_t slot = 0; slot < 2; ++slot) {
    if (!disk.Has(HeadName(slot))) continue;
    auto read = ParseCheckpoint(disk.Bytes(HeadName(slot)));
    if (read && read->number > newest.number) newest = *read;
  }
  return newest;
}

/// Whether two trees hold the same files and directories with the same times.
inline bool SameFiles(const Tree& a, const Tree& b) {
  TreeCursor left(a);
  TreeCursor right(b);
  for (; !left.done() && !right.done(); left.Next(), right.Next()) {
    if (left->path() != right->path() || !SameEntry(*left, *right) ||
        left->times() != right->times()) {
      return false;
    }
  }
  return left.done() && right.done();
}

}  // namespace nacre

#endif  // NACRE_TESTS_NATIVE_JOURNAL_SESSION_H_
