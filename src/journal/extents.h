#ifndef NACRE_JOURNAL_EXTENTS_H_
#define NACRE_JOURNAL_EXTENTS_H_

#include <compare>
#include <cstddef>
#include <cstdint>
#include <map>
#include <vector>

#include "store/content.h"

namespace nacre {

/// Where a large content lies: `count` blobs of its own, numbered from `first`, each but the last
/// full. So compaction never copies it.
struct Extent {
  /// A number from there on is none.
  static constexpr uint64_t kMostNumber = uint64_t{1} << 61;

  uint64_t first = 0;
  uint32_t count = 0;
  uint64_t size = 0;
  uint64_t checksum = 0;  ///< XXH3-64 of the content.
  friend auto operator<=>(const Extent&, const Extent&) = default;
};

/// Which contents of a tree lie in extents, and in how many places of the tree each stands.
class ExtentTable {
 public:
  /// The extent of `content`, or null.
  const Extent* Find(const Content* content) const;

  /// The content that lies in `extent`, or null.
  ContentRef FindContent(const Extent& extent) const;

  /// Whether the blob with that number is part of an extent.
  bool Covers(uint64_t number) const;

  /// Bytes of all contents that lie in extents.
  uint64_t LiveBytes() const;

  /// Notes that `content` lies in `extent`, so far in no place.
  void Add(ContentRef content, const Extent& extent);

  /// Notes that `content` came to stand in one more place, or one less. No effect for a content
  /// without extent.
  void Count(const Content* content, int places);

  /// Drops and answers the extents that stand nowhere, but for those of contents that somebody
  /// still has, and that are not loaded.
  std::vector<Extent> TakeUnused();

 private:
  struct Row {
    ContentRef content;
    Extent extent;
    int64_t places = 0;
  };
  std::map<const Content*, Row> rows_;
};

}  // namespace nacre

#endif  // NACRE_JOURNAL_EXTENTS_H_
