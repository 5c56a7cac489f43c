#ifndef NACRE_JOURNAL_COMPACTION_H_
#define NACRE_JOURNAL_COMPACTION_H_

#include <string>
#include <vector>

#include "journal/journal.h"

namespace nacre {

/// A snapshot being written, a slice at a time, while groups go on being added to the log.
struct Journal::Compaction {
  Tree tree;  ///< What the snapshot shows: the state after `end`.
  LogEnd end;
  uint64_t first_kept = 0;         ///< Serial of the segment of the log that begins after `end`,
                                   ///< or 0 when none does.
  uint64_t serial = 0;             ///< Of all its frames.
  std::vector<uint32_t> segments;  ///< Written so far, the last one up to `offset`.
  uint32_t offset = 0;
  uint32_t writer = 0;  ///< Of all its frames, as they are one group.
  uint64_t chain = 0;
  uint32_t index = 0;
  std::vector<Placed> placed = {};  ///< The contents written so far.
  std::string next_path;            ///< Where the next slice goes on.
};

}  // namespace nacre

#endif  // NACRE_JOURNAL_COMPACTION_H_
