#ifndef NACRE_STORE_TREE_NODE_H_
#define NACRE_STORE_TREE_NODE_H_

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "store/tree.h"

namespace nacre {

/// A node of the tree: a leaf of entries, or an inner node of children. Only a node held once is
/// ever changed. Every node but the root has between `kMinimum` and `kFanOut` slots filled.
class TreeNode : public RefCounted {
 public:
  static constexpr size_t kFanOut = 64;
  static constexpr size_t kMinimum = kFanOut / 4;

  bool is_leaf() const { return is_leaf_; }
  size_t count() const { return count_; }
  const TreeTotals& totals() const { return totals_; }
  const Entry* First() const;

  static size_t LiveCount();

 protected:
  explicit TreeNode(bool is_leaf);
  ~TreeNode();

  bool is_leaf_;
  uint32_t count_ = 0;
  TreeTotals totals_;

 private:
  template <typename T>
  friend class Ref;
  static void Destroy(TreeNode* node);
};

/// Sums of one entry.
TreeTotals TotalsOf(const Entry& entry);
TreeTotals& operator+=(TreeTotals& sum, const TreeTotals& other);
TreeTotals& operator-=(TreeTotals& sum, const TreeTotals& other);

struct TreeLeaf final : TreeNode {
  TreeLeaf() : TreeNode(true) {}
  using TreeNode::count_;
  using TreeNode::totals_;

  std::array<EntryRef, kFanOut> entries;

  /// The first slot whose path is not less than `key`.
  size_t LowerBound(std::string_view key) const {
    auto end = entries.begin() + count_;
    auto less = [](const EntryRef& entry, std::string_view k) { return entry->path() < k; };
    return static_cast<size_t>(std::lower_bound(entries.begin(), end, key, less) - entries.begin());
  }
};

struct TreeInner final : TreeNode {
  TreeInner() : TreeNode(false) {}
  using TreeNode::count_;
  using TreeNode::totals_;

  std::array<Ref<TreeNode>, kFanOut> children;
  /// The first entry below each child; held by its leaf.
  std::array<const Entry*, kFanOut> first;

  /// The slot below which `key` lies, if anywhere.
  size_t SlotOf(std::string_view key) const {
    auto end = first.begin() + count_;
    auto less = [](std::string_view k, const Entry* entry) { return k < entry->path(); };
    auto above = std::upper_bound(first.begin(), end, key, less);
    return above == first.begin() ? 0 : static_cast<size_t>(above - first.begin()) - 1;
  }
};

inline const TreeLeaf& AsLeaf(const TreeNode& node) { return static_cast<const TreeLeaf&>(node); }
inline TreeLeaf& AsLeaf(TreeNode& node) { return static_cast<TreeLeaf&>(node); }
inline const TreeInner& AsInner(const TreeNode& node) {
  return static_cast<const TreeInner&>(node);
}
inline TreeInner& AsInner(TreeNode& node) { return static_cast<TreeInner&>(node); }

inline const Entry* TreeNode::First() const {
  return is_leaf_ ? AsLeaf(*this).entries[0].get() : AsInner(*this).first[0];
}

}  // namespace nacre

#endif  // NACRE_STORE_TREE_NODE_H_
