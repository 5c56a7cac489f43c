#include "store/events.h"

#include <algorithm>
#include <array>

namespace nacre {

std::string_view EventKindName(EventKind kind) {
  constexpr std::array<std::string_view, 5> kNames = {"created", "modified", "removed", "moved",
                                                      "directory"};
  return kNames[static_cast<size_t>(kind)];
}

void EventLog::Append(std::span<Event> events) {
  for (Event& event : events) {
    event.sequence = ++sequence_;
    if (ring_.size() < capacity_) {
      ring_.push_back(event);
    } else if (capacity_ > 0) {
      ring_[Slot(event.sequence)] = event;
    }
  }
  dropped_to_ = sequence_ - ring_.size();
}

EventsSince EventLog::Since(uint64_t sequence) const {
  EventsSince since;
  since.sequence = sequence_;
  since.overflowed = sequence < dropped_to_ || sequence > sequence_;
  for (uint64_t next = std::max(sequence, dropped_to_); next < sequence_;) {
    since.events.push_back(ring_[Slot(++next)]);
  }
  return since;
}

size_t EventLog::Slot(uint64_t sequence) const {
  return static_cast<size_t>((sequence - first_ - 1) % capacity_);
}

}  // namespace nacre
