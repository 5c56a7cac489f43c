#include <algorithm>
#include <utility>

#include "journal/compaction.h"
#include "journal/journal.h"

namespace nacre {
namespace {

// More free segments than these are given back.
constexpr size_t kSpareSegments = 4;

}  // namespace

// One that cannot be removed now is removed when the volume is claimed again.
Task<Result<void>> Journal::Recycle(Volume volume, std::vector<uint32_t> ids) {
  ids.append_range(std::exchange(held_, {}));
  for (uint32_t id : ids) {
    if (!MayReuse(id)) {
      held_.push_back(id);
    } else if (id >= fence_ && free_.size() < kSpareSegments) {
      free_.push_back(id);
    } else {
      co_await volume.Remove(SegmentName(id));
    }
  }
  co_return {};
}

// Fails when somebody else has written a checkpoint since.
Task<Result<void>> Journal::CheckOurs(Volume volume) {
  auto heads = co_await ReadHeads(volume);
  if (!heads) co_return std::unexpected(heads.error());
  if (heads->newest.checksum == checkpoint_.checksum) co_return {};
  sure_ = false;
  co_return Fail(Code::kIo, "Another writer has taken the workspace over");
}

Task<Result<void>> Journal::WriteCheckpoint(Volume volume, Checkpoint next) {
  auto ours = co_await CheckOurs(volume);
  if (!ours) co_return ours;
  next.number = checkpoint_.number + 1;
  next.next_extent = next_extent_;
  std::string bytes = EncodeCheckpoint(next);
  // What could not be read again must not be written.
  if (bytes.size() > options_.checkpoint_bytes || !ParseCheckpoint(bytes)) {
    co_return Fail(Code::kLimitExceeded, "The workspace has more segments than it can name");
  }
  auto written = co_await volume.Write(HeadName(next.number), 0, std::move(bytes), true);
  // Which of the two counts now is for a new reading to say.
  if (!written) sure_ = false;
  if (written) checkpoint_ = std::move(next);
  co_return written;
}

// Puts one more segment in use, at the end of the log.
Task<Result<void>> Journal::AddSegment(Volume volume, bool grows) {
  auto id = co_await TakeSegment(volume, grows);
  if (!id) co_return std::unexpected(id.error());
  Checkpoint next = checkpoint_;
  next.log.push_back({.id = *id,
                      .sealed = LogSegment::kOpen,
                      .serial = MakeSerial(checkpoint_.number + 1, end_.chain)});
  auto written = co_await WriteCheckpoint(volume, std::move(next));
  if (!written && sure_) free_.push_back(*id);
  co_return written;
}

// What grows leaves some free segments to what does not: removing must work when all is full.
Task<Result<uint32_t>> Journal::TakeSegment(Volume volume, bool grows) {
  while (free_.size() < (grows ? kReservedSegments + 1 : 1)) {
    auto made = co_await AddSpare(volume);
    if (made) continue;
    if (made.error().code == Code::kQuotaExceeded) pressed_ = true;
    co_return std::unexpected(made.error());
  }
  uint32_t id = free_.back();
  free_.pop_back();
  co_return id;
}

Task<Result<void>> Journal::AddSpare(Volume volume) {
  uint32_t id = NewSegmentId();
  auto made = co_await volume.Create(SegmentName(id), options_.segment_bytes);
  if (made) free_.push_back(id);
  co_return made;
}

uint32_t Journal::NewSegmentId() const {
  uint32_t last = fence_;
  for (uint32_t id : checkpoint_.snapshot) last = std::max(last, id);
  for (const LogSegment& segment : checkpoint_.log) last = std::max(last, segment.id);
  for (uint32_t id : free_) last = std::max(last, id);
  for (uint32_t id : held_) last = std::max(last, id);
  if (compaction_) {
    for (uint32_t id : compaction_->segments) last = std::max(last, id);
  }
  return last + 1;
}

}  // namespace nacre
