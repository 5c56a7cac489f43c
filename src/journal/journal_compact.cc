#include <algorithm>
#include <utility>

#include "journal/compaction.h"
#include "journal/journal.h"

namespace nacre {
namespace {

// Segments that may be in use beyond twice what the files need.
constexpr uint64_t kSlackSegments = 3;

// About what a record takes beside the content.
constexpr uint64_t kRecordBytes = 128;

}  // namespace

Task<Result<bool>> Journal::Tend(Volume volume, uint32_t writer) {
  if (!sure_) co_return Unsure();
  if (!compaction_ && !WantsCompaction()) {
    bool roomy = checkpoint_.log.size() + checkpoint_.snapshot.size() == 1 &&
                 place_.offset < options_.segment_bytes / 2;
    if (roomy || free_.size() >= 2) co_return false;
    uint32_t id = NewSegmentId();
    auto made = co_await volume.Create(SegmentName(id), options_.segment_bytes);
    if (!made) co_return std::unexpected(made.error());
    free_.push_back(id);
    co_return true;
  }
  if (!compaction_) {
    auto begun = co_await BeginCompaction(volume);
    if (!begun) co_return std::unexpected(begun.error());
  }
  auto more = co_await CompactSlice(volume, writer);
  if (more) co_return more;
  std::vector<uint32_t> segments = std::move(compaction_->segments);
  compaction_.reset();
  refused_at_ = checkpoint_.log.size() + checkpoint_.snapshot.size();
  // After a checkpoint that may be there or not, its segments may be in use or not.
  if (sure_) co_await Recycle(volume, std::move(segments));
  co_return more;
}

bool Journal::WantsCompaction() const {
  TreeTotals totals = durable_.Totals();
  uint64_t live = totals.bytes - extents_.LiveBytes() + totals.entries * kRecordBytes;
  uint64_t used = checkpoint_.log.size() + checkpoint_.snapshot.size();
  return used > 2 * (live / options_.segment_bytes + 1) + kSlackSegments && used > refused_at_;
}

// From here on groups go to a segment of their own, which the snapshot does not cover.
Task<Result<void>> Journal::BeginCompaction(Volume volume) {
  auto added = co_await AddSegment(volume, /*grows=*/false);
  if (!added) co_return added;
  place_ = {.segment = checkpoint_.log.size() - 1, .offset = 0};
  compaction_ = std::make_unique<Compaction>();
  compaction_->tree = durable_;
  compaction_->end = end_;
  compaction_->first_kept = checkpoint_.log.back().serial;
  compaction_->offset = options_.segment_bytes;
  co_return {};
}

// A large content without an extent went away while the snapshot was written: a later group of the
// log says so, and nobody will ask for it.
const Extent* Journal::ExtentInSnapshot(const Entry& entry) const {
  static constexpr Extent kGone{.first = 0, .count = 1};
  const Extent* extent = extents_.Find(entry.content().get());
  return extent == nullptr && entry.size() >= options_.extent_threshold ? &kGone : extent;
}

// Writes one frame of the snapshot, and after the last one has it count. Whether there is more.
Task<Result<bool>> Journal::CompactSlice(Volume volume, uint32_t writer) {
  std::string frame = BeginFrame();
  TreeCursor at(compaction_->tree, compaction_->next_path);
  while (!at.done() && frame.size() < options_.frame_bytes) {
    PlannedStep step{.kind = at->is_directory() ? StepKind::kDirectory : StepKind::kFile,
                     .path = at->path(),
                     .entry = &*at,
                     .source = {}};
    AppendRecord(frame, step, ExtentInSnapshot(*at));
    at.Next();
  }
  bool last = at.done();
  if (!last) compaction_->next_path = at->path();
  compaction_->chain = SealFrame(frame, compaction_->end.group, compaction_->chain,
                                 compaction_->index++, writer, last);
  auto written = co_await WriteSnapshotFrame(volume, std::move(frame), last);
  if (!written) co_return std::unexpected(written.error());
  if (!last) co_return true;
  auto finished = co_await FinishCompaction(volume);
  if (!finished) co_return std::unexpected(finished.error());
  co_return false;
}

Task<Result<void>> Journal::WriteSnapshotFrame(Volume volume, std::string frame, bool flush) {
  if (compaction_->offset + frame.size() > options_.segment_bytes) {
    auto id = co_await TakeSegment(volume, /*grows=*/true);
    if (!id) co_return std::unexpected(id.error());
    compaction_->segments.push_back(*id);
    compaction_->offset = 0;
  }
  uint32_t offset = compaction_->offset;
  compaction_->offset += static_cast<uint32_t>(frame.size());
  co_return co_await volume.Write(SegmentName(compaction_->segments.back()), offset,
                                  std::move(frame), flush);
}

Task<Result<void>> Journal::FinishCompaction(Volume volume) {
  Checkpoint next = checkpoint_;
  next.group = compaction_->end.group;
  next.chain = compaction_->end.chain;
  std::vector<uint32_t> unused = std::exchange(next.snapshot, compaction_->segments);
  auto kept = std::ranges::find(next.log, compaction_->first_kept, &LogSegment::serial);
  for (auto covered = next.log.begin(); covered != kept; ++covered) unused.push_back(covered->id);
  size_t dropped = static_cast<size_t>(kept - next.log.begin());
  next.log.erase(next.log.begin(), kept);
  auto written = co_await WriteCheckpoint(volume, std::move(next));
  if (!written) co_return written;
  place_.segment -= dropped;
  compaction_.reset();
  refused_at_ = 0;
  co_return co_await Recycle(volume, std::move(unused));
}

}  // namespace nacre
