#include <algorithm>
#include <cstring>
#include <map>
#include <utility>

#include "base/format.h"
#include "base/hash.h"
#include "journal/compaction.h"
#include "journal/journal.h"
#include "journal/reading.h"

namespace nacre {
namespace {

// The writer may begin to use a segment again while another reads it.
constexpr int kLoadAttempts = 50;

bool IsCorrupt(const Result<void>& result) {
  return !result && result.error().code == Code::kCorrupt;
}

/// The bytes of a segment that must be there.
Task<Result<std::string>> ReadSegment(Volume volume, uint32_t id, uint32_t begin, uint32_t end) {
  auto bytes = co_await volume.Read(SegmentName(id), begin, end - begin);
  if (!bytes && bytes.error().code == Code::kNotFound) {
    co_return Fail(Code::kCorrupt, Format("The workspace lacks {}", SegmentName(id)));
  }
  co_return bytes;
}

}  // namespace

// The content of an extent that must be there.
Task<Result<ContentRef>> Journal::ReadExtentContent(Volume volume, Extent extent) {
  auto damaged = [&] {
    return Fail(Code::kCorrupt, Format("A large file of the workspace is damaged, in {}",
                                       ExtentName(extent.first)));
  };
  if (extent.count != (extent.size + options_.extent_bytes - 1) / options_.extent_bytes)
    co_return damaged();
  auto buffer = ContentBuffer::Allocate(extent.size);
  if (!buffer) co_return std::unexpected(buffer.error());
  size_t filled = 0;
  for (uint32_t i = 0; i < extent.count; ++i) {
    auto bytes = co_await volume.Read(ExtentName(extent.first + i), 0, options_.extent_bytes);
    if (!bytes && bytes.error().code == Code::kNotFound) co_return damaged();
    if (!bytes) co_return std::unexpected(bytes.error());
    if (bytes->size() > buffer->size() - filled) co_return damaged();
    std::memcpy(buffer->data() + filled, bytes->data(), bytes->size());
    filled += bytes->size();
  }
  bool whole = filled == buffer->size() && Xxh3({buffer->data(), filled}) == extent.checksum;
  if (!whole) co_return damaged();
  co_return std::move(*buffer).Freeze();
}

uint32_t Journal::EndOf(const LogSegment& segment) const {
  return std::min(segment.sealed, options_.segment_bytes);
}

Task<Result<Journal::Heads>> Journal::ReadHeads(Volume volume) {
  Heads heads;
  int damaged = 0;
  int unwritten = 0;
  for (uint64_t slot = 0; slot < 2; ++slot) {
    auto bytes = co_await volume.Read(HeadName(slot), 0, options_.checkpoint_bytes);
    bool is_there = bytes || bytes.error().code != Code::kNotFound;
    if (is_there && !bytes) co_return std::unexpected(bytes.error());
    auto checkpoint = is_there ? ParseCheckpoint(*bytes) : Checkpoint();
    if (!checkpoint) {
      if (checkpoint.error().code == Code::kUnsupported) {
        co_return std::unexpected(checkpoint.error());
      }
      ++damaged;
    } else if (checkpoint->number == 0) {
      ++unwritten;
    } else if (checkpoint->number > heads.newest.number) {
      heads.newest = std::move(*checkpoint);
    }
  }
  // While only one slot was ever written nothing has been promised.
  if (heads.newest.number == 0 && damaged == 2) {
    co_return Fail(Code::kCorrupt, "Both checkpoints of the workspace are damaged");
  }
  heads.damaged = damaged > 0 || (unwritten > 0 && heads.newest.number > 1);
  co_return heads;
}

// A writer at work makes what is read beside it look damaged, but not twice at the same place: what
// it changes is said by a newer group or checkpoint first.
Task<Result<void>> Journal::Load(Volume volume) {
  std::optional<std::pair<uint64_t, LogEnd>> damaged_at;
  for (int attempt = 0; attempt < kLoadAttempts; ++attempt) {
    Reading reading({}, {}, {}, home(), options_.cache);
    auto read = co_await ReadAll(volume, reading);
    if (IsCorrupt(read)) {
      std::pair here(reading.checkpoint.checksum, reading.replay.end());
      if (damaged_at == here) co_return read;
      damaged_at = here;
      continue;
    }
    if (!read) co_return read;
    auto now = co_await ReadHeads(volume);
    if (!now) co_return std::unexpected(now.error());
    if (now->newest.checksum != reading.checkpoint.checksum) continue;
    settled_ = false;
    // What forks and snapshots have of the state before may lie nowhere by now.
    for (TreeCursor at(durable_); !at.done(); at.Next()) {
      if (!at->is_directory() && at->content()->loaded()) at->content()->LeaveHome();
    }
    Adopt(reading);
    co_return {};
  }
  co_return Fail(Code::kIo, "The workspace changes too fast to be read");
}

Task<Result<void>> Journal::ReadAll(Volume volume, Reading& reading) {
  auto heads = co_await ReadHeads(volume);
  if (!heads) co_return std::unexpected(heads.error());
  reading.checkpoint = std::move(heads->newest);
  if (!reading.checkpoint.snapshot.empty()) {
    auto read = co_await ReadSnapshot(volume, reading);
    if (!read) co_return read;
  }
  reading.replay.GoOnFrom({.group = reading.checkpoint.group, .chain = reading.checkpoint.chain});
  auto read = co_await ReadLog(volume, reading);
  bool may_be_old = heads->damaged || reading.checkpoint.number == 0;
  if (read && may_be_old) read = co_await CheckUnnamed(volume, reading);
  if (read) read = co_await ReadMissing(volume, reading);
  co_return read;
}

// A snapshot is one group, with the number of the last one that it holds.
Task<Result<void>> Journal::ReadSnapshot(Volume volume, Reading& reading) {
  uint64_t group = reading.checkpoint.group;
  reading.replay.GoOnFrom({.group = group - 1, .chain = 0});
  for (uint32_t id : reading.checkpoint.snapshot) {
    auto bytes = co_await ReadSegment(volume, id, 0, options_.segment_bytes);
    if (!bytes) co_return std::unexpected(bytes.error());
    auto fed = reading.replay.Feed(*bytes, PlaceIn(id, 0));
    if (!fed) co_return fed;
  }
  if (reading.replay.end().group == group) co_return {};
  co_return Fail(Code::kCorrupt, "The snapshot of the workspace is damaged");
}

// Reads groups from the place on, and moves it behind the last whole one. What follows must be a
// torn end: a frame of a group after the next one says that the next one was safe, and has been
// damaged since.
Task<Result<void>> Journal::ReadLog(Volume volume, Reading& reading) {
  Replay& replay = reading.replay;
  uint32_t offset = reading.place.offset;
  Result<void> fed;
  for (size_t i = reading.place.segment; i < reading.checkpoint.log.size() && fed; ++i) {
    const LogSegment segment = reading.checkpoint.log[i];
    auto bytes = co_await ReadSegment(volume, segment.id, offset, EndOf(segment));
    fed = bytes ? replay.Feed(*bytes, PlaceIn(segment.id, offset)) : std::unexpected(bytes.error());
    if (!bytes) break;
    if (replay.committed() > 0) {
      reading.place = {.segment = i, .offset = offset + static_cast<uint32_t>(replay.committed())};
      reading.dropped_bytes = 0;
      reading.damaged = false;
    }
    std::string_view rest = std::string_view(*bytes).substr(replay.accepted());
    reading.dropped_bytes += replay.accepted() - replay.committed();
    auto torn = ParseFrameHeader(rest);
    if (torn && replay.IsNext(*torn)) {
      reading.dropped_bytes += std::min(torn->size, rest.size());
    }
    if (HasLaterFrame(rest, replay.end().group + 1, segment.serial)) reading.damaged = true;
    offset = 0;
  }
  replay.DropOpenGroup();
  if (!fed && !(options_.repair && IsCorrupt(fed))) co_return fed;
  if (!fed) reading.damaged = true;
  if (!reading.damaged || options_.repair) co_return {};
  const LogSegment& segment = reading.checkpoint.log[reading.place.segment];
  co_return Fail(Code::kCorrupt,
                 Format("Group {} of the workspace's journal is damaged, in {} from byte {} on",
                        replay.end().group + 1, SegmentName(segment.id), reading.place.offset));
}

// When the other checkpoint is damaged it may have been the newer one. A segment that it put in use
// holds later groups. The same says of a workspace without checkpoints that it is none.
Task<Result<void>> Journal::CheckUnnamed(Volume volume, const Reading& reading) {
  const Checkpoint& checkpoint = reading.checkpoint;
  if (options_.repair && checkpoint.number > 0) co_return {};
  auto blobs = co_await volume.List();
  if (!blobs) co_return std::unexpected(blobs.error());
  for (const BlobInfo& blob : *blobs) {
    if (!SegmentIdOf(blob.name)) continue;
    auto bytes = co_await volume.Read(blob.name, 0, options_.segment_bytes);
    if (!bytes && bytes.error().code == Code::kNotFound) continue;
    if (!bytes) co_return std::unexpected(bytes.error());
    auto frame = ParseFrame(*bytes);
    if (frame && frame->group > reading.replay.end().group &&
        NumberOfSerial(frame->serial) > checkpoint.number) {
      co_return Fail(Code::kCorrupt, "The newest checkpoint of the workspace is damaged");
    }
  }
  co_return {};
}

Task<Result<void>> Journal::ReadMissing(Volume volume, Reading& reading) {
  std::map<const Content*, ContentRef> contents;
  for (const Replay::Absent& absent : reading.replay.Missing()) {
    Result<ContentRef> content;
    if (home() != nullptr && !home()->HasRoom(absent.extent.size)) {
      content = Content::Unread(absent.extent.size, absent.extent.checksum);
    } else {
      content = co_await ReadExtentContent(volume, absent.extent);
    }
    if (content && home() != nullptr) home()->Keep(**content);
    if (!content) co_return std::unexpected(content.error());
    reading.extents.Add(*content, absent.extent);
    contents.emplace(absent.stand_in.get(), *content);
  }
  reading.replay.Fill(contents);
  co_return {};
}

void Journal::Adopt(Reading& reading) {
  next_extent_ =
      std::max({next_extent_, reading.checkpoint.next_extent, reading.replay.next_extent()});
  settled_ = settled_ && sure_ && checkpoint_.checksum == reading.checkpoint.checksum &&
             end_ == reading.replay.end();
  checkpoint_ = std::move(reading.checkpoint);
  if (!settled_) compaction_.reset();
  extents_ = std::move(reading.extents);
  CountExtents(reading.before, reading.replay.tree());
  extents_.TakeUnused();
  durable_ = reading.replay.tree();
  end_ = reading.replay.end();
  place_ = reading.place;
  sure_ = true;
  damaged_ = reading.damaged;
  dropped_bytes_ = reading.dropped_bytes;
  store_->Adopt(durable_);
}

Task<Result<void>> Journal::CatchUp(Volume volume) {
  if (HasChanges()) co_return Fail(Code::kIo, "The store has changes of its own");
  auto read = co_await ReadNews(volume);
  if (!read) co_return std::unexpected(read.error());
  if (*read) co_return {};
  co_return co_await Load(volume);
}

// False when the log was replaced by a snapshot since, or looks damaged, so that all must be read
// anew.
Task<Result<bool>> Journal::ReadNews(Volume volume) {
  if (!sure_ || damaged_ || place_.segment >= checkpoint_.log.size()) co_return false;
  auto heads = co_await ReadHeads(volume);
  if (!heads && heads.error().code == Code::kCorrupt) co_return false;
  if (!heads) co_return std::unexpected(heads.error());
  if (heads->damaged) co_return false;
  Reading reading(durable_, end_, extents_, home(), options_.cache);
  reading.checkpoint = std::move(heads->newest);
  const std::vector<LogSegment>& log = reading.checkpoint.log;
  uint64_t here = checkpoint_.log[place_.segment].serial;
  auto found = std::ranges::find(log, here, &LogSegment::serial);
  if (found == log.end() || place_.offset > EndOf(*found)) co_return false;
  reading.place = {.segment = static_cast<size_t>(found - log.begin()), .offset = place_.offset};
  auto read = co_await ReadLog(volume, reading);
  if (read) read = co_await ReadMissing(volume, reading);
  if (IsCorrupt(read)) co_return false;
  if (!read) co_return std::unexpected(read.error());
  auto now = co_await ReadHeads(volume);
  if (!now) co_return std::unexpected(now.error());
  if (now->newest.checksum != reading.checkpoint.checksum) co_return false;
  Adopt(reading);
  co_return true;
}

}  // namespace nacre
