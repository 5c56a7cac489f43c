#include <algorithm>
#include <utility>

#include "base/format.h"
#include "base/hash.h"
#include "journal/journal.h"
#include "store/tree_diff.h"

namespace nacre {
namespace {

// Followers read larger groups from the volume.
constexpr size_t kReportBytes = 256 << 10;

}  // namespace

CommitReport Journal::Report() const {
  CommitReport report;
  report.group = end_.group;
  if (place_.segment < checkpoint_.log.size()) {
    report.serial = checkpoint_.log[place_.segment].serial;
  }
  report.offset = place_.offset;
  return report;
}

Task<Result<CommitReport>> Journal::Commit(Volume volume, uint32_t writer) {
  if (!HasChanges()) co_return Report();
  if (!sure_ || checkpoint_.log.empty()) {
    RollBack();
    co_return Unsure();
  }
  Tree before = durable_;
  Tree after = store_->tree();
  TreeTotals now = after.Totals();
  TreeTotals then = before.Totals();
  Group group{.steps = PlanChanges(before, after),
              .writer = writer,
              .grows = now.bytes >= then.bytes && now.entries >= then.entries,
              .end = end_};
  Place start = place_;
  auto written = co_await WriteExtents(volume, group);
  if (written && !group.steps.empty()) written = co_await WriteFrames(volume, group);
  if (!written) {
    co_await Withdraw(volume, group);
    place_ = start;
    RollBack();
    co_return std::unexpected(written.error());
  }
  CountExtents(before, after);
  std::vector<Extent> unused = extents_.TakeUnused();
  if (!unused.empty()) {
    // Who has taken over meanwhile may not have read of the removal.
    auto ours = co_await CheckOurs(volume);
    if (ours) co_await RemoveExtents(volume, std::move(unused));
    if (!sure_) {
      RollBack();
      co_return std::unexpected(ours.error());
    }
  }
  durable_ = after;
  end_ = group.end;
  Settle(group.placed);
  CommitReport report = Report();
  report.changed = !group.steps.empty();
  report.frames = std::move(group.frames);
  co_return report;
}

Task<Result<void>> Journal::WriteFrames(Volume volume, Group& group) {
  uint64_t number = group.end.group + 1;
  uint32_t index = 0;
  bool small = true;
  size_t here = 0;
  std::string frame = BeginFrame();
  for (const PlannedStep& step : group.steps) {
    const Extent* extent = nullptr;
    if (step.kind == StepKind::kFile) extent = extents_.Find(step.entry->content().get());
    auto added = co_await Append(volume, frame, step, extent, group.placed);
    if (!added) co_return added;
    bool last = &step == &group.steps.back();
    if (!last && frame.size() < options_.frame_bytes) continue;
    PadFrame(frame);
    auto room = co_await MakeRoom(volume, frame.size(), group.grows);
    if (!room) co_return room;
    if (!group.first) group.first = place_;
    const LogSegment segment = checkpoint_.log[place_.segment];
    group.end.chain = SealFrame(frame, {.group = number,
                                        .chain = group.end.chain,
                                        .index = index++,
                                        .writer = group.writer,
                                        .serial = segment.serial,
                                        .commits = last});
    small = small && group.frames.size() + frame.size() <= kReportBytes;
    if (small) group.frames += frame;
    uint32_t offset = place_.offset;
    PlaceAt(group.placed, here, PlaceIn(segment.id, offset));
    here = group.placed.size();
    place_.offset += static_cast<uint32_t>(frame.size());
    auto written = co_await volume.Write(SegmentName(segment.id), offset,
                                         std::exchange(frame, BeginFrame()), last);
    if (!written) co_return written;
  }
  if (!small) group.frames.clear();
  group.end.group = number;
  co_return {};
}

// Sees to it that nobody ever reads the group, as its changes are about to be taken back.
Task<Result<void>> Journal::Withdraw(Volume volume, const Group& group) {
  if (group.first) {
    std::string name = SegmentName(checkpoint_.log[group.first->segment].id);
    auto hidden = co_await volume.Write(std::move(name), group.first->offset,
                                        std::string(Frame::kHeaderBytes, '\0'), true);
    if (!hidden) {
      // It may yet be read: nothing may be written after it, and its extents stay.
      sure_ = false;
      co_return hidden;
    }
  }
  co_return co_await RemoveExtents(volume, extents_.TakeUnused());
}

Task<Result<void>> Journal::MakeRoom(Volume volume, size_t size, bool grows) {
  if (size > options_.segment_bytes) co_return TooLong();
  while (place_.offset + size > EndOf(checkpoint_.log[place_.segment])) {
    // A checkpoint in any case: what comes after the crossing must not be safe before what is.
    Result<void> crossed;
    if (place_.segment + 1 == checkpoint_.log.size()) {
      crossed = co_await AddSegment(volume, grows);
    } else {
      crossed = co_await WriteCheckpoint(volume, checkpoint_);
    }
    if (!crossed) co_return crossed;
    ++place_.segment;
    place_.offset = 0;
  }
  co_return {};
}

Task<Result<void>> Journal::WriteExtents(Volume volume, const Group& group) {
  for (const PlannedStep& step : group.steps) {
    if (step.kind != StepKind::kFile || step.entry->size() < options_.extent_threshold) continue;
    ContentRef content = step.entry->content();
    if (!content->loaded() || extents_.Find(content.get()) != nullptr) continue;
    auto extent = co_await WriteExtent(volume, *content);
    if (!extent) co_return std::unexpected(extent.error());
    if (extent->count == 0) continue;
    extents_.Add(std::move(content), *extent);
  }
  co_return {};
}

Task<Result<Extent>> Journal::WriteExtent(Volume volume, const Content& content) {
  if (next_extent_ >= Extent::kMostNumber) {
    co_return Fail(Code::kLimitExceeded, "The workspace has no numbers left for large files");
  }
  Extent extent{.first = next_extent_, .size = content.size(), .checksum = Xxh3(content.bytes())};
  for (uint64_t written = 0; written < extent.size; ++extent.count) {
    if (!content.loaded()) break;
    std::string piece(content.bytes().substr(static_cast<size_t>(written), options_.extent_bytes));
    written += piece.size();
    ++next_extent_;
    auto made =
        co_await volume.CreateFilled(ExtentName(extent.first + extent.count), std::move(piece));
    if (made) continue;
    std::vector<Extent> half_made{extent};
    co_await RemoveExtents(volume, std::move(half_made));
    co_return std::unexpected(made.error());
  }
  if (content.loaded()) co_return extent;
  // It was unloaded meanwhile, as a cache's contents may be.
  std::vector<Extent> half_made{std::exchange(extent, {})};
  co_await RemoveExtents(volume, std::move(half_made));
  co_return extent;
}

// One that cannot be removed now is removed when the volume is claimed again.
Task<Result<void>> Journal::RemoveExtents(Volume volume, std::vector<Extent> extents) {
  for (const Extent& extent : extents) {
    for (uint32_t i = 0; i < extent.count; ++i) {
      co_await volume.Remove(ExtentName(extent.first + i));
    }
  }
  co_return {};
}

void Journal::CountExtents(const Tree& before, const Tree& after) {
  for (const TreeChange& change : DiffTrees(before, after, Sameness::kContent)) {
    if (change.before != nullptr) extents_.Count(change.before->content().get(), -1);
    if (change.after != nullptr) extents_.Count(change.after->content().get(), +1);
  }
}

}  // namespace nacre
