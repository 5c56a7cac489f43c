#ifndef NACRE_STORE_TREE_H_
#define NACRE_STORE_TREE_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "store/entry.h"
#include "store/ref.h"

namespace nacre {

class TreeNode;

/// Sums over some entries of a tree.
struct TreeTotals {
  uint64_t entries = 0;  ///< Files and directories.
  uint64_t files = 0;
  uint64_t bytes = 0;
  friend bool operator==(const TreeTotals&, const TreeTotals&) = default;
};

/// A persistent file tree: one copy-on-write B+ tree of entries, keyed and ordered by full path in
/// code-point order, so that a walk over the tree is a walk in the order of results, and the
/// entries below a directory are neighbours: they lie from `path + "/"` up to `path + "0"`.
///
/// A tree is a value. A copy is O(1) and shares every node; a change then copies the O(log n) nodes
/// on its path, or none when nobody else holds them. Height is bounded by the fan-out, never by the
/// depth of folders.
class Tree {
 public:
  Tree();
  Tree(const Tree&);
  Tree(Tree&&) noexcept;
  Tree& operator=(const Tree&);
  Tree& operator=(Tree&&) noexcept;
  ~Tree();

  /// The entry at normalised `path`, or null. "/" has no entry. O(log n).
  const Entry* Find(std::string_view path) const;

  /// Puts `entry` at its path, in place of what stood there.
  void Put(EntryRef entry);

  /// Takes out the entry at `path` alone, not what lies below. False when there is none.
  bool Erase(std::string_view path);

  /// Sums over the whole tree. O(1).
  TreeTotals Totals() const;

  /// Sums over what lies below directory `path`, itself not counted. O(log n).
  TreeTotals TotalsBelow(std::string_view path) const;

  /// Whether both are the same version: equal roots. Trees with equal entries may still answer
  /// false.
  bool SharesRootWith(const Tree& other) const;

  /// How many nodes exist in this process, for leak tests.
  static size_t LiveNodeCount();

  /// Whether every structural promise holds: order, fill, first keys and sums. For tests. O(n).
  bool IsSound() const;

 private:
  friend class TreeCursor;
  Ref<TreeNode> root_;
};

/// A place in a tree, moving in path order. The tree it was made from must outlive it unchanged.
class TreeCursor {
 public:
  /// At the first entry.
  explicit TreeCursor(const Tree& tree);

  /// At the first entry whose path is not less than `key`, which need not be a path.
  TreeCursor(const Tree& tree, std::string_view key);

  bool done() const { return entry_ == nullptr; }
  const Entry& operator*() const { return *entry_; }
  const Entry* operator->() const { return entry_; }

  /// To the next entry.
  void Next();

  /// Forward to the first entry whose path is not less than `key`. O(log n), and O(1) when it is
  /// near.
  void SeekForward(std::string_view key);

  /// Moves both forward over whole nodes that the trees share, as long as both stand at the start
  /// of one.
  static void SkipShared(TreeCursor& a, TreeCursor& b);

 private:
  static constexpr size_t kMaxHeight = 16;
  struct Level {
    const TreeNode* node;
    uint32_t index;
  };

  void Descend(const TreeNode* node);
  void DescendTo(const TreeNode* node, std::string_view key);
  void Leave(size_t levels);
  void Settle();

  std::array<Level, kMaxHeight> levels_;
  size_t height_ = 0;
  const Entry* entry_ = nullptr;
};

}  // namespace nacre

#endif  // NACRE_STORE_TREE_H_
