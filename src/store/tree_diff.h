#ifndef NACRE_STORE_TREE_DIFF_H_
#define NACRE_STORE_TREE_DIFF_H_

#include <cstdint>
#include <string_view>
#include <vector>

#include "store/tree.h"

namespace nacre {

/// A path that stands differently in two trees. Neither pointer is owned: they live as long as the
/// trees.
struct TreeChange {
  const Entry* before;  ///< Null when the path is only in the newer tree.
  const Entry* after;   ///< Null when the path is only in the older tree.

  std::string_view path() const { return before != nullptr ? before->path() : after->path(); }
};

/// Whether both hold the same: the same bytes, or both directories. Times do not count.
bool SameEntry(const Entry& a, const Entry& b);

/// What makes two entries of one path the same.
enum class Sameness {
  kBytes,          ///< The same bytes, or both directories.
  kBytesAndTimes,  ///< And a file's times.
  kContent,        ///< One and the same content, and all times.
};

/// Every path at which `before` and `after` differ, in path order. Nodes that the trees share are
/// skipped whole, so the cost is that of the difference, not of the trees.
std::vector<TreeChange> DiffTrees(const Tree& before, const Tree& after,
                                  Sameness sameness = Sameness::kBytes);

}  // namespace nacre

#endif  // NACRE_STORE_TREE_DIFF_H_
