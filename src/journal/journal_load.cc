#include <algorithm>
#include <cstring>
#include <utility>

#include "base/format.h"
#include "base/hash.h"
#include "journal/compaction.h"
#include "journal/journal.h"

namespace nacre {
namespace {

constexpr std::string_view kSegmentPrefix = "seg-";

// The writer may begin to use a segment again while another reads it.
constexpr int kLoadAttempts = 50;

/// From the first byte that is not zero, at a multiple of 8.
std::string_view WithoutZeros(std::string_view bytes) {
  size_t first = bytes.find_first_not_of('\0');
  if (first == std::string_view::npos) return {};
  bytes.remove_prefix(first / Frame::kAlignment * Frame::kAlignment);
  return bytes;
}

}  // namespace

uint32_t Journal::EndOf(const LogSegment& segment) const {
  return std::min(segment.sealed, options_.segment_bytes);
}

Task<Result<Checkpoint>> Journal::ReadCheckpoint(Volume volume) {
  Checkpoint newest;
  int damaged = 0;
  for (uint64_t slot = 0; slot < 2; ++slot) {
    auto bytes = co_await volume.Read(HeadName(slot), 0, options_.checkpoint_bytes);
    if (!bytes && bytes.error().code == Code::kNotFound) continue;
    if (!bytes) co_return std::unexpected(bytes.error());
    auto checkpoint = ParseCheckpoint(*bytes);
    if (!checkpoint) {
      if (checkpoint.error().code == Code::kUnsupported) co_return checkpoint;
      ++damaged;
    } else if (checkpoint->number > newest.number) {
      newest = std::move(*checkpoint);
    }
  }
  // While only one slot was ever written nothing has been promised.
  if (newest.number == 0 && damaged == 2) {
    co_return Fail(Code::kCorrupt, "Both checkpoints of the workspace are damaged");
  }
  slot_damaged_ = damaged > 0;
  co_return newest;
}

Task<Result<void>> Journal::Load(Volume volume) {
  for (int attempt = 1;; ++attempt) {
    auto loaded = co_await TryLoad(volume);
    if (loaded && *loaded) co_return {};
    if (attempt < kLoadAttempts && loaded) continue;
    if (loaded) {
      co_return Fail(Code::kIo, "The workspace changes too fast to be read");
    }
    co_return std::unexpected(loaded.error());
  }
}

// False when the writer has moved on meanwhile, so that what was read may be of two states.
Task<Result<bool>> Journal::TryLoad(Volume volume) {
  auto checkpoint = co_await ReadCheckpoint(volume);
  if (!checkpoint) co_return std::unexpected(checkpoint.error());
  checkpoint_ = std::move(*checkpoint);
  compaction_.reset();
  ExtentTable extents;
  Replay replay({}, {}, extents);
  Place place;
  auto read = co_await ReadAll(volume, replay, extents, place);
  auto now = co_await ReadCheckpoint(volume);
  if (!now) co_return std::unexpected(now.error());
  if (now->number != checkpoint_.number) co_return false;
  if (!read) co_return std::unexpected(read.error());
  Adopt(replay, std::move(extents), place);
  co_return true;
}

Task<Result<void>> Journal::ReadAll(Volume volume, Replay& replay, ExtentTable& extents,
                                    Place& place) {
  if (checkpoint_.number == 0) co_return {};
  if (!checkpoint_.snapshot.empty()) {
    auto read = co_await ReadSnapshot(volume, replay);
    if (!read) co_return read;
  }
  replay.GoOnFrom({.group = checkpoint_.group, .chain = checkpoint_.chain});
  auto read = co_await ReadLog(volume, replay, place);
  uint64_t group = replay.end().group;
  if (read) read = co_await CheckEnd(volume, place, group);
  if (read && slot_damaged_) read = co_await CheckUnnamed(volume, group);
  if (read) read = co_await ReadMissing(volume, replay, extents);
  co_return read;
}

// A snapshot is one group, with the number of the last one that it holds.
Task<Result<void>> Journal::ReadSnapshot(Volume volume, Replay& replay) {
  replay.GoOnFrom({.group = checkpoint_.group - 1, .chain = 0});
  for (uint32_t id : checkpoint_.snapshot) {
    auto bytes = co_await volume.Read(SegmentName(id), 0, options_.segment_bytes);
    if (!bytes) co_return std::unexpected(bytes.error());
    auto fed = replay.Feed(*bytes);
    if (!fed) co_return std::unexpected(fed.error());
  }
  if (replay.end().group == checkpoint_.group) co_return {};
  co_return Fail(Code::kCorrupt, "The snapshot of the workspace is damaged");
}

// Reads groups from `place` on, and moves it behind the last whole one.
Task<Result<void>> Journal::ReadLog(Volume volume, Replay& replay, Place& place) {
  uint32_t offset = place.offset;
  for (size_t i = place.segment; i < checkpoint_.log.size(); ++i) {
    const LogSegment segment = checkpoint_.log[i];
    auto bytes = co_await volume.Read(SegmentName(segment.id), offset, EndOf(segment) - offset);
    if (!bytes) co_return std::unexpected(bytes.error());
    auto fed = replay.Feed(*bytes);
    if (!fed) co_return std::unexpected(fed.error());
    if (*fed > 0) place = {.segment = i, .offset = offset + static_cast<uint32_t>(*fed)};
    offset = 0;
  }
  replay.DropOpenGroup();
  co_return {};
}

// What follows the last whole group must be a torn end. A frame of a group after the next one says
// that the next one was safe, and has been damaged since.
Task<Result<void>> Journal::CheckEnd(Volume volume, Place place, uint64_t group) {
  dropped_bytes_ = 0;
  uint32_t offset = place.offset;
  for (size_t i = place.segment; i < checkpoint_.log.size(); ++i) {
    const LogSegment segment = checkpoint_.log[i];
    auto bytes = co_await volume.Read(SegmentName(segment.id), offset, EndOf(segment) - offset);
    if (!bytes) co_return std::unexpected(bytes.error());
    std::string_view rest = WithoutZeros(*bytes);
    auto frame = ParseFrame(rest);
    if (frame && frame->group == group + 1) dropped_bytes_ += frame->size;
    if (!options_.repair && HasLaterFrame(rest, group + 1)) {
      co_return Fail(
          Code::kCorrupt,
          Format("Group {} of the workspace's journal is damaged, in {} from byte {} on", group + 1,
                 SegmentName(checkpoint_.log[place.segment].id), place.offset));
    }
    offset = 0;
  }
  co_return {};
}

// When the other checkpoint is damaged it may have been the newer one. A segment that it named
// would hold later groups.
Task<Result<void>> Journal::CheckUnnamed(Volume volume, uint64_t group) {
  if (options_.repair) co_return {};
  auto blobs = co_await volume.List();
  if (!blobs) co_return std::unexpected(blobs.error());
  for (const BlobInfo& blob : *blobs) {
    auto is_this = [&](const LogSegment& segment) { return SegmentName(segment.id) == blob.name; };
    if (!blob.name.starts_with(kSegmentPrefix) || std::ranges::any_of(checkpoint_.log, is_this)) {
      continue;
    }
    auto bytes = co_await volume.Read(blob.name, 0, options_.segment_bytes);
    if (!bytes) co_return std::unexpected(bytes.error());
    if (HasLaterFrame(*bytes, group)) {
      co_return Fail(Code::kCorrupt, "The newest checkpoint of the workspace is damaged");
    }
  }
  co_return {};
}

Task<Result<void>> Journal::ReadMissing(Volume volume, Replay& replay, ExtentTable& extents) {
  for (const Replay::Absent& absent : replay.Missing()) {
    auto buffer = ContentBuffer::Allocate(absent.extent.size);
    if (!buffer) co_return std::unexpected(buffer.error());
    size_t filled = 0;
    for (uint32_t i = 0; i < absent.extent.count; ++i) {
      std::string name = ExtentName(absent.extent.first + i);
      auto bytes = co_await volume.Read(std::move(name), 0, options_.extent_bytes);
      if (!bytes && bytes.error().code != Code::kNotFound) {
        co_return std::unexpected(bytes.error());
      }
      if (!bytes || bytes->size() > buffer->size() - filled) break;
      std::memcpy(buffer->data() + filled, bytes->data(), bytes->size());
      filled += bytes->size();
    }
    std::string_view content(buffer->data(), filled);
    if (filled != buffer->size() || Xxh3(content) != absent.extent.checksum) {
      co_return Fail(Code::kCorrupt, Format("A large file of the workspace is damaged, in {}",
                                            ExtentName(absent.extent.first)));
    }
    ContentRef whole = std::move(*buffer).Freeze();
    replay.Fill(absent.stand_in, whole);
    extents.Add(std::move(whole), absent.extent);
  }
  co_return {};
}

void Journal::Adopt(const Replay& replay, ExtentTable extents, Place place) {
  extents_ = std::move(extents);
  checkpoint_.next_extent = std::max(checkpoint_.next_extent, replay.next_extent());
  CountExtents({}, replay.tree());
  durable_ = replay.tree();
  end_ = replay.end();
  place_ = place;
  sure_ = true;
  store_->Adopt(durable_);
}

Task<Result<void>> Journal::CatchUp(Volume volume) {
  if (HasChanges()) co_return Fail(Code::kIo, "The store has changes of its own");
  auto read = co_await ReadNews(volume);
  if (!read) co_return std::unexpected(read.error());
  if (*read) co_return {};
  co_return co_await Load(volume);
}

// False when the log was replaced by a snapshot since, so that all must be read anew.
Task<Result<bool>> Journal::ReadNews(Volume volume) {
  auto checkpoint = co_await ReadCheckpoint(volume);
  if (!checkpoint) co_return std::unexpected(checkpoint.error());
  if (checkpoint_.number == 0 || place_.segment >= checkpoint_.log.size() || !sure_) {
    co_return false;
  }
  uint64_t here = checkpoint_.log[place_.segment].serial;
  auto found = std::ranges::find(checkpoint->log, here, &LogSegment::serial);
  if (found == checkpoint->log.end()) co_return false;
  Place place{.segment = static_cast<size_t>(found - checkpoint->log.begin()),
              .offset = place_.offset};
  if (place.offset > EndOf(*found)) co_return false;
  checkpoint_ = std::move(*checkpoint);
  place_ = place;
  Replay replay(durable_, end_, extents_);
  auto read = co_await ReadLog(volume, replay, place);
  if (!read) co_return std::unexpected(read.error());
  if (replay.end() == end_) co_return true;
  auto now = co_await ReadCheckpoint(volume);
  if (!now) co_return std::unexpected(now.error());
  if (now->number != checkpoint_.number) co_return false;
  auto filled = co_await ReadMissing(volume, replay, extents_);
  if (!filled) co_return false;
  checkpoint_.next_extent = std::max(checkpoint_.next_extent, replay.next_extent());
  CountExtents(durable_, replay.tree());
  extents_.TakeUnused();
  durable_ = replay.tree();
  end_ = replay.end();
  place_ = place;
  store_->Adopt(durable_);
  co_return true;
}

}  // namespace nacre
