#include <algorithm>
#include <charconv>
#include <set>
#include <string_view>
#include <utility>

#include "base/format.h"
#include "journal/compaction.h"
#include "journal/journal.h"

namespace nacre {
namespace {

constexpr std::string_view kSegmentPrefix = "seg-";
constexpr std::string_view kExtentPrefix = "ext-";

/// Segments kept for what comes; more are given back.
constexpr size_t kSpareSegments = 2;

/// The number behind `prefix`, or nothing for another name.
template <typename T>
std::optional<T> NumberOf(std::string_view name, std::string_view prefix) {
  if (!name.starts_with(prefix)) return std::nullopt;
  name.remove_prefix(prefix.size());
  T number = 0;
  auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), number);
  if (error != std::errc() || end != name.data() + name.size()) return std::nullopt;
  return number;
}

}  // namespace

Task<Result<void>> Journal::Claim(Volume volume, bool clean) {
  auto caught_up = co_await CatchUp(volume);
  if (!caught_up) co_return caught_up;
  compaction_.reset();
  if (checkpoint_.number == 0) {
    for (uint64_t slot = 0; slot < 2; ++slot) {
      auto made = co_await volume.Create(HeadName(slot), options_.checkpoint_bytes);
      if (!made) co_return made;
    }
  }
  auto tidied = co_await Tidy(volume);
  if (!tidied) co_return tidied;
  if (!clean || checkpoint_.log.empty()) {
    auto added = co_await AddSegment(volume, /*grows=*/false);
    if (!added) co_return added;
  }
  // With both slots in use, one that is damaged later cannot be taken for a workspace not begun.
  if (checkpoint_.number == 1) {
    auto written = co_await WriteCheckpoint(volume, checkpoint_);
    if (!written) co_return written;
  }
  if (clean) co_return {};
  // Whatever another writer still adds to the segments before is not read any more.
  Checkpoint next = checkpoint_;
  for (size_t i = 0; i + 1 < next.log.size(); ++i) {
    uint32_t end = i < place_.segment ? EndOf(next.log[i]) : i > place_.segment ? 0 : place_.offset;
    next.log[i].sealed = std::min(next.log[i].sealed, end);
  }
  auto written = co_await WriteCheckpoint(volume, std::move(next));
  if (!written) co_return written;
  place_ = {.segment = checkpoint_.log.size() - 1, .offset = 0};
  co_return {};
}

// Finds the segments that are free, and removes the extents that nothing names.
Task<Result<void>> Journal::Tidy(Volume volume) {
  auto blobs = co_await volume.List();
  if (!blobs) co_return std::unexpected(blobs.error());
  std::set<uint32_t> used(checkpoint_.snapshot.begin(), checkpoint_.snapshot.end());
  for (const LogSegment& segment : checkpoint_.log) used.insert(segment.id);
  free_.clear();
  std::vector<uint32_t> unused;
  for (const BlobInfo& blob : *blobs) {
    if (auto id = NumberOf<uint32_t>(blob.name, kSegmentPrefix); id && !used.contains(*id)) {
      unused.push_back(*id);
    } else if (auto number = NumberOf<uint64_t>(blob.name, kExtentPrefix)) {
      checkpoint_.next_extent = std::max(checkpoint_.next_extent, *number + 1);
      if (!extents_.Covers(*number)) co_await volume.Remove(blob.name);
    }
  }
  co_return co_await Recycle(volume, std::move(unused));
}

Task<Result<void>> Journal::Recycle(Volume volume, std::vector<uint32_t> ids) {
  for (uint32_t id : ids) {
    if (free_.size() < kSpareSegments) {
      free_.push_back(id);
      continue;
    }
    auto removed = co_await volume.Remove(SegmentName(id));
    if (!removed) co_return removed;
  }
  co_return {};
}

Task<Result<void>> Journal::WriteCheckpoint(Volume volume, Checkpoint next) {
  next.number = checkpoint_.number + 1;
  next.next_extent = checkpoint_.next_extent;
  std::string bytes = EncodeCheckpoint(next);
  if (bytes.size() > options_.checkpoint_bytes) {
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
  next.log.push_back({.id = *id, .sealed = LogSegment::kOpen, .serial = checkpoint_.number + 1});
  co_return co_await WriteCheckpoint(volume, std::move(next));
}

// What grows leaves the last free segment to what does not: removing must work when all is full.
Task<Result<uint32_t>> Journal::TakeSegment(Volume volume, bool grows) {
  if (free_.size() > (grows ? 1 : 0)) {
    uint32_t id = free_.back();
    free_.pop_back();
    co_return id;
  }
  uint32_t id = NewSegmentId();
  auto made = co_await volume.Create(SegmentName(id), options_.segment_bytes);
  if (!made) co_return std::unexpected(made.error());
  co_return id;
}

uint32_t Journal::NewSegmentId() const {
  uint32_t last = 0;
  for (uint32_t id : checkpoint_.snapshot) last = std::max(last, id);
  for (const LogSegment& segment : checkpoint_.log) last = std::max(last, segment.id);
  for (uint32_t id : free_) last = std::max(last, id);
  if (compaction_) {
    for (uint32_t id : compaction_->segments) last = std::max(last, id);
  }
  return last + 1;
}

}  // namespace nacre
