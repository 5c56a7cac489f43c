#ifndef NACRE_JOURNAL_REPLAY_H_
#define NACRE_JOURNAL_REPLAY_H_

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/status.h"
#include "journal/extents.h"
#include "journal/frame.h"
#include "journal/record.h"
#include "store/tree.h"

namespace nacre {

/// The frame that a log ends with: what the next one must name.
struct LogEnd {
  uint64_t group = 0;
  uint64_t chain = 0;
  friend bool operator==(const LogEnd&, const LogEnd&) = default;
};

/// Applies groups to a tree as their frames come in. A group changes the tree when its last frame
/// is there, and not before. The contents of extents are stood in for, until `Missing` is filled.
class Replay {
 public:
  /// Goes on from `tree`, which holds the groups up to `end`; `extents` are those known to hold
  /// contents of it. With a home, contents beyond its budget are not loaded, where they
  /// can be read again: from their place, or, in a cache, from elsewhere.
  Replay(Tree tree, LogEnd end, const ExtentTable& extents, ContentHome* home = nullptr,
         bool is_cache = false)
      : tree_(std::move(tree)), end_(end), extents_(&extents), home_(home), is_cache_(is_cache) {}

  /// Expects the group after `end` next: the snapshot of a tree is over, the log begins.
  void GoOnFrom(LogEnd end) {
    DropOpenGroup();
    end_ = end;
  }

  /// Reads frames from the start of `bytes` on, a segment's or the rest of one, as long as each is
  /// whole and the next one of the log. `kCorrupt` for a frame that has its checksum and makes no
  /// sense; what came before it is read. `place` is where the bytes lie, as `Content::place` has
  /// it.
  Result<void> Feed(std::string_view bytes, uint64_t place = 0);

  /// How many of the bytes last fed were frames of whole groups, up to the last that ended there.
  size_t committed() const { return committed_; }

  /// How many of the bytes last fed were frames of the log.
  size_t accepted() const { return accepted_; }

  /// Whether a frame with that header would be the next one.
  bool IsNext(const Frame& frame) const;

  /// Whether a group has begun that has not ended.
  bool IsInsideGroup() const { return next_index_ > 0; }

  /// Forgets the frames of a group that did not end.
  void DropOpenGroup();

  const Tree& tree() const { return tree_; }
  const LogEnd& end() const { return end_; }
  /// One more than the highest number of an extent's blob that was ever named.
  uint64_t next_extent() const { return next_extent_; }

  /// A content that is only stood in for.
  struct Absent {
    ContentRef stand_in;
    Extent extent;
  };
  /// The contents that stand somewhere in the tree and have not been read.
  std::vector<Absent> Missing() const;

  /// Puts each content wherever its stand-in stands.
  void Fill(const std::map<const Content*, ContentRef>& contents);

 private:
  bool Begins(const Frame& frame) const;
  Result<void> Apply(std::string_view records);
  Result<void> Apply(const Record& record);
  Result<ContentRef> ContentOf(const Record& record);
  Result<ContentRef> InHome(const Record& record);
  Result<ContentRef> StandInFor(const Extent& extent);

  Tree tree_;  // After the last whole group.
  Tree work_;  // With the frames since, while inside a group.
  LogEnd end_;
  uint64_t chain_ = 0;  // Of the last frame, while inside a group.
  uint32_t next_index_ = 0;
  uint32_t writer_ = 0;
  size_t committed_ = 0;
  size_t accepted_ = 0;
  uint64_t next_extent_ = 1;
  std::string parent_;  // A directory known to be in `work_`.
  const ExtentTable* extents_;
  ContentHome* home_;
  bool is_cache_;
  const char* fed_ = nullptr;  // What is being fed,
  uint64_t place_ = 0;         // and where it lies.
  std::map<Extent, ContentRef> stand_ins_;
};

}  // namespace nacre

#endif  // NACRE_JOURNAL_REPLAY_H_
