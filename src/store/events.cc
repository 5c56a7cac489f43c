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
  for (Event& event : events) event.sequence = ++sequence_;
  std::span<Event> kept = events.last(std::min(events.size(), capacity_));
  events_.insert(events_.end(), kept.begin(), kept.end());
  if (events_.size() > capacity_) {
    events_.erase(events_.begin(),
                  events_.begin() + static_cast<std::ptrdiff_t>(events_.size() - capacity_));
  }
  dropped_to_ = sequence_ - events_.size();
}

EventsSince EventLog::Since(uint64_t sequence) const {
  EventsSince since;
  since.sequence = sequence_;
  since.overflowed = sequence < dropped_to_ || sequence > sequence_;
  for (const Event& event : events_) {
    if (event.sequence > sequence) since.events.push_back(event);
  }
  return since;
}

}  // namespace nacre
