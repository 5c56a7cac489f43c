#ifndef NACRE_STORE_EVENTS_H_
#define NACRE_STORE_EVENTS_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace nacre {

enum class EventKind : uint8_t { kCreated, kModified, kRemoved, kMoved, kDirectory };

/// "created", "modified", "removed", "moved" or "directory".
std::string_view EventKindName(EventKind kind);

/// One thing that a mutation did. A removed or moved directory is one event that stands for all it
/// held.
struct Event {
  uint64_t sequence = 0;  ///< Set by `EventLog::Append`; 1 for the first.
  EventKind kind = EventKind::kCreated;
  std::string path;
  std::string from;           ///< Where a moved file or directory was; else empty.
  bool is_directory = false;  ///< Whether a removed or moved path is a directory.
};

/// What happened after a sequence number.
struct EventsSince {
  std::vector<Event> events;  ///< In order.
  uint64_t sequence = 0;      ///< Of the newest event there is: where to go on from.
  bool overflowed = false;    ///< Older events were dropped: the reader must look at the tree anew.
};

/// The newest events of a store, in a bounded ring.
class EventLog {
 public:
  explicit EventLog(size_t capacity, uint64_t sequence = 0)
      : capacity_(capacity), first_(sequence), sequence_(sequence), dropped_to_(sequence) {}

  /// Numbers `events` in place and keeps the newest of them.
  void Append(std::span<Event> events);

  /// The events after `sequence`. A number from the future is an overflow too.
  EventsSince Since(uint64_t sequence) const;

  uint64_t sequence() const { return sequence_; }

 private:
  size_t Slot(uint64_t sequence) const;

  size_t capacity_;
  uint64_t first_;  ///< The number before the first event.
  uint64_t sequence_;
  uint64_t dropped_to_;      ///< Events up to this number are gone.
  std::vector<Event> ring_;  ///< The event numbered n stands at `Slot(n)`.
};

}  // namespace nacre

#endif  // NACRE_STORE_EVENTS_H_
