#ifndef NACRE_JOURNAL_READING_H_
#define NACRE_JOURNAL_READING_H_

#include <utility>

#include "journal/journal.h"

namespace nacre {

/// What is being read from the volume: the journal takes it over when all is well, or nothing.
struct Journal::Reading {
  /// Goes on from `tree`, which holds the groups up to `end`; `table` has its extents.
  Reading(const Tree& tree, LogEnd end, ExtentTable table, ContentHome* home, bool is_cache)
      : before(tree), extents(std::move(table)), replay(tree, end, extents, home, is_cache) {}
  Reading(const Reading&) = delete;
  Reading& operator=(const Reading&) = delete;

  Checkpoint checkpoint;
  Tree before;  ///< The tree whose places `extents` counts.
  ExtentTable extents;
  Replay replay;
  Place place;  ///< Behind the last whole group.
  uint64_t dropped_bytes = 0;
  bool damaged = false;  ///< Whether `place` is no torn end: something that was safe stood there.
};

}  // namespace nacre

#endif  // NACRE_JOURNAL_READING_H_
