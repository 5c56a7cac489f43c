#include <algorithm>
#include <set>
#include <utility>

#include "journal/compaction.h"
#include "journal/journal.h"

namespace nacre {
namespace {

// More segments and extents than a writer makes that cannot write a checkpoint.
constexpr uint32_t kFencedSegments = 1024;
constexpr uint64_t kFencedExtents = 1 << 20;

}  // namespace

Task<Result<void>> Journal::Claim(Volume volume, bool clean) {
  auto caught_up = co_await CatchUp(volume);
  if (!caught_up) co_return caught_up;
  bool fenced = !clean || damaged_;
  if (settled_ && !fenced) co_return {};
  compaction_.reset();
  fence_ = 0;
  pressed_ = false;
  refused_at_ = 0;
  auto blobs = co_await volume.List();
  if (!blobs) co_return std::unexpected(blobs.error());
  FindSpares(*blobs);
  for (uint64_t slot = 0; slot < 2; ++slot) {
    bool is_there = std::ranges::contains(*blobs, HeadName(slot), &BlobInfo::name);
    if (is_there && checkpoint_.number > 0) continue;
    auto made = co_await volume.Create(HeadName(slot), options_.checkpoint_bytes);
    if (!made) co_return made;
  }
  Result<void> done;
  if (!fenced) done = co_await SettleEnd(volume, /*flush=*/false);
  if (done) done = co_await SettleHead(volume);
  if (done && fenced) done = co_await Fence(volume);
  if (done && checkpoint_.log.empty()) done = co_await AddSegment(volume, /*grows=*/false);
  if (!done) co_return done;
  // With both slots in use, one that is damaged later is not taken for a workspace not begun.
  if (fenced || checkpoint_.number == 1) {
    Checkpoint next = checkpoint_;
    if (fenced) CutOff(next);
    done = co_await WriteCheckpoint(volume, std::move(next));
    if (!done) co_return done;
    if (fenced) place_ = {.segment = checkpoint_.log.size() - 1, .offset = 0};
  }
  co_await Tidy(volume, std::move(*blobs));
  settled_ = true;
  damaged_ = false;
  co_return {};
}

void Journal::FindSpares(const std::vector<BlobInfo>& blobs) {
  std::set<uint32_t> used(checkpoint_.snapshot.begin(), checkpoint_.snapshot.end());
  for (const LogSegment& segment : checkpoint_.log) used.insert(segment.id);
  free_.clear();
  held_.clear();
  for (const BlobInfo& blob : blobs) {
    if (auto id = SegmentIdOf(blob.name); id && !used.contains(*id)) {
      if (!MayReuse(*id)) {
        held_.push_back(*id);
      } else if (blob.size == options_.segment_bytes) {
        free_.insert(std::ranges::upper_bound(free_, *id), *id);
      }
    } else if (auto number = ExtentNumberOf(blob.name); number && *number < Extent::kMostNumber) {
      next_extent_ = std::max(next_extent_, *number + 1);
    }
  }
}

// From the checkpoint that is written here on, another writer that is still alive can neither write
// one, nor remove a file; and what it makes has other names than what is made here.
Task<Result<void>> Journal::Fence(Volume volume) {
  uint32_t fence = NewSegmentId() + kFencedSegments;
  std::vector<uint32_t> spares = std::exchange(free_, {});
  fence_ = fence;
  next_extent_ += kFencedExtents;
  auto added = co_await AddSegment(volume, /*grows=*/false);
  if (!added && sure_ && !spares.empty()) {
    // Without room it must do with what the other may write to.
    fence_ = 0;
    free_ = std::move(spares);
    added = co_await AddSegment(volume, /*grows=*/false);
  }
  if (!added) co_return added;
  // What the other made safe until then counts.
  uint64_t checksum = checkpoint_.checksum;
  auto caught_up = co_await CatchUp(volume);
  if (!caught_up) co_return caught_up;
  if (checkpoint_.checksum == checksum) co_return co_await SettleEnd(volume, /*flush=*/true);
  sure_ = false;
  co_return Unsure();
}

// Keeps segments for what comes, and removes what nothing names. What cannot be removed now is
// removed when the volume is claimed again.
Task<Result<void>> Journal::Tidy(Volume volume, std::vector<BlobInfo> blobs) {
  FindSpares(blobs);
  std::vector<uint32_t> spares = std::exchange(free_, {});
  for (const BlobInfo& blob : blobs) {
    auto number = ExtentNumberOf(blob.name);
    if (number && !extents_.Covers(*number)) co_await volume.Remove(blob.name);
  }
  co_return co_await Recycle(volume, std::move(spares));
}

// Who wrote the newest checkpoint may have died before it was safe, and a flush covers only what is
// written by who flushes. So the same bytes are written once more, which no tear can harm, before
// anything else is written or removed.
Task<Result<void>> Journal::SettleHead(Volume volume) {
  if (checkpoint_.number == 0) co_return {};
  auto ours = co_await CheckOurs(volume);
  if (!ours) co_return ours;
  std::string head = EncodeCheckpoint(checkpoint_);
  co_return co_await volume.Write(HeadName(checkpoint_.number), 0, std::move(head), true);
}

// The same for the end of the log. What somebody else adds behind it may be gone after that.
Task<Result<void>> Journal::SettleEnd(Volume volume, bool flush) {
  if (place_.offset < Frame::kAlignment) co_return {};
  std::string name = SegmentName(checkpoint_.log[place_.segment].id);
  uint64_t offset = place_.offset - Frame::kAlignment;
  auto bytes = co_await volume.Read(name, offset, Frame::kAlignment);
  if (!bytes) co_return std::unexpected(bytes.error());
  co_return co_await volume.Write(std::move(name), offset, std::move(*bytes), flush);
}

// Has the log end here for good, and go on in its last segment.
void Journal::CutOff(Checkpoint& checkpoint) const {
  std::vector<LogSegment>& log = checkpoint.log;
  size_t kept = place_.segment;
  if (place_.offset > 0) log[kept++].sealed = place_.offset;
  if (kept < log.size()) log.erase(log.begin() + static_cast<ptrdiff_t>(kept), log.end() - 1);
}

}  // namespace nacre
