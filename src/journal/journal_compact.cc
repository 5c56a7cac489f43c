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
  if (!compaction_) {
    // Room comes first: a snapshot that is given up half-way only takes some.
    bool compacts = WantsCompaction();
    uint64_t room = compacts ? NeededSegments() + 1 : IsRoomy() ? 0 : kReservedSegments;
    bool tight = free_.size() < room;
    if (tight) {
      auto made = co_await AddSpare(volume);
      if (made) co_return true;
      if (!compacts || free_.size() + 1 < room) {
        co_await RefuseCompaction(volume);
        co_return std::unexpected(made.error());
      }
    }
    if (!compacts) co_return false;
    auto begun = co_await BeginCompaction(volume, writer, tight);
    if (!begun) co_return std::unexpected(begun.error());
  }
  bool at_once = compaction_->first_kept == 0;
  auto more = co_await CompactSlice(volume);
  while (at_once && more && *more) more = co_await CompactSlice(volume);
  if (!more && compaction_) co_await RefuseCompaction(volume);
  co_return more;
}

// Puts the next try off until there is less to write or more to gain.
Task<Result<void>> Journal::RefuseCompaction(Volume volume) {
  std::vector<uint32_t> segments = std::exchange(free_, {});
  // After a checkpoint that may be there or not, those of the snapshot may be in use or not.
  if (compaction_ && sure_) segments.append_range(compaction_->segments);
  compaction_.reset();
  refused_at_ = checkpoint_.log.size() + checkpoint_.snapshot.size();
  refused_for_ = NeededSegments();
  co_return co_await Recycle(volume, std::move(segments));
}

bool Journal::IsRoomy() const {
  return checkpoint_.log.size() + checkpoint_.snapshot.size() == 1 &&
         place_.offset < options_.segment_bytes / 2;
}

// What a snapshot would take.
uint64_t Journal::NeededSegments() const {
  TreeTotals totals = durable_.Totals();
  uint64_t live = totals.bytes - extents_.LiveBytes() + totals.entries * kRecordBytes;
  return live / options_.segment_bytes + 1;
}

bool Journal::WantsCompaction() const {
  uint64_t used = checkpoint_.log.size() + checkpoint_.snapshot.size();
  uint64_t needed = NeededSegments();
  uint64_t enough = pressed_ ? needed + 1 : 2 * needed + kSlackSegments;
  bool may_do_now = used > refused_at_ || needed < refused_for_;
  return used > enough && may_do_now && end_.group > checkpoint_.group;
}

// From here on groups go to a segment of their own, which the snapshot does not cover; unless there
// is no room for it, so that there must be no groups until the snapshot is written.
Task<Result<void>> Journal::BeginCompaction(Volume volume, uint32_t writer, bool tight) {
  auto begun = std::make_unique<Compaction>();
  begun->serial = MakeSerial(checkpoint_.number, end_.chain);
  if (!tight) {
    auto added = co_await AddSegment(volume, /*grows=*/false);
    if (!added) co_return added;
    place_ = {.segment = checkpoint_.log.size() - 1, .offset = 0};
    begun->serial = checkpoint_.log.back().serial;
    begun->first_kept = begun->serial;
  }
  begun->tree = durable_;
  begun->end = end_;
  begun->offset = options_.segment_bytes;
  begun->writer = writer;
  compaction_ = std::move(begun);
  co_return {};
}

// A large content without an extent went away while the snapshot was written: a later group of the
// log says so, and nobody will ask for it.
const Extent* Journal::ExtentInSnapshot(const Entry& entry) const {
  static constexpr Extent kGone{.first = 0, .count = 1};
  const Extent* extent = extents_.Find(entry.content().get());
  bool gone = extent == nullptr && entry.size() >= options_.extent_threshold && !options_.cache;
  return gone ? &kGone : extent;
}

// Writes one frame of the snapshot, and after the last one has it count. Whether there is more.
Task<Result<bool>> Journal::CompactSlice(Volume volume) {
  std::string frame = BeginFrame();
  size_t here = compaction_->placed.size();
  TreeCursor at(compaction_->tree, compaction_->next_path);
  while (!at.done() && frame.size() < options_.frame_bytes) {
    PlannedStep step{.kind = at->is_directory() ? StepKind::kDirectory : StepKind::kFile,
                     .path = at->path(),
                     .entry = &*at,
                     .source = {}};
    auto added = co_await Append(volume, frame, step, ExtentInSnapshot(*at), compaction_->placed);
    if (!added) co_return std::unexpected(added.error());
    at.Next();
  }
  bool last = at.done();
  if (!last) compaction_->next_path = at->path();
  PadFrame(frame);
  auto size = static_cast<uint32_t>(frame.size());
  compaction_->chain = SealFrame(frame, {.group = compaction_->end.group,
                                         .chain = compaction_->chain,
                                         .index = compaction_->index++,
                                         .writer = compaction_->writer,
                                         .serial = compaction_->serial,
                                         .commits = last});
  auto written = co_await WriteSnapshotFrame(volume, std::move(frame), last);
  if (!written) co_return std::unexpected(written.error());
  PlaceAt(compaction_->placed, here,
          PlaceIn(compaction_->segments.back(), compaction_->offset - size));
  if (!last) co_return true;
  auto finished = co_await FinishCompaction(volume);
  if (!finished) co_return std::unexpected(finished.error());
  co_return false;
}

Task<Result<void>> Journal::WriteSnapshotFrame(Volume volume, std::string frame, bool flush) {
  if (frame.size() > options_.segment_bytes) co_return TooLong();
  if (compaction_->offset + frame.size() > options_.segment_bytes) {
    auto id = co_await TakeSegment(volume, /*grows=*/false);
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
  Settle(compaction_->placed);
  compaction_.reset();
  refused_at_ = 0;
  pressed_ = false;
  co_await Recycle(volume, std::move(unused));
  if (!checkpoint_.log.empty()) {
    place_.segment -= dropped;
    co_return {};
  }
  place_ = {};
  auto added = co_await AddSegment(volume, /*grows=*/false);
  if (!added) settled_ = false;
  co_return added;
}

}  // namespace nacre
