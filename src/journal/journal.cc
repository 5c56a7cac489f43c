#include "journal/journal.h"

#include <algorithm>
#include <utility>

#include "journal/compaction.h"

namespace nacre {

Journal::Journal(std::shared_ptr<Store> store, const JournalOptions& options)
    : store_(std::move(store)), options_(options) {}

Journal::~Journal() = default;

void Journal::RollBack() {
  if (HasChanges()) store_->Adopt(durable_);
}

Result<bool> Journal::Follow(const CommitReport& report) {
  auto segment = std::ranges::find(checkpoint_.log, report.serial, &LogSegment::serial);
  if (!sure_ || segment == checkpoint_.log.end() || report.offset > EndOf(*segment)) return false;
  if (report.group <= end_.group) return true;
  if (HasChanges()) return false;
  // A group that began in an earlier segment is longer than what it takes of this one.
  uint64_t begin = report.offset - report.frames.size();
  uint64_t place = report.frames.size() > report.offset ? 0 : PlaceIn(segment->id, begin);
  Replay replay(durable_, end_, extents_, home(), options_.cache);
  auto fed = replay.Feed(report.frames, place);
  if (!fed) return std::unexpected(std::move(fed.error()));
  if (replay.end().group != report.group || !replay.Missing().empty()) return false;
  CountExtents(durable_, replay.tree());
  extents_.TakeUnused();
  durable_ = replay.tree();
  end_ = replay.end();
  place_ = {.segment = static_cast<size_t>(segment - checkpoint_.log.begin()),
            .offset = static_cast<uint32_t>(report.offset)};
  settled_ = false;
  store_->Adopt(durable_);
  return true;
}

std::unexpected<Status> Journal::Unsure() {
  return Fail(Code::kIo, "What the volume holds is not known: claim it anew");
}

std::unexpected<Status> Journal::TooLong() {
  return Fail(Code::kLimitExceeded, "A record is longer than a segment of the journal");
}

}  // namespace nacre
