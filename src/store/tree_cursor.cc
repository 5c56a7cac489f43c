#include <string_view>

#include "store/tree.h"
#include "store/tree_node.h"

namespace nacre {

TreeCursor::TreeCursor(const Tree& tree) {
  if (tree.root_) Descend(tree.root_.get());
}

TreeCursor::TreeCursor(const Tree& tree, std::string_view key) {
  if (tree.root_) DescendTo(tree.root_.get(), key);
}

void TreeCursor::Next() {
  ++levels_[height_ - 1].index;
  Settle();
}

void TreeCursor::SeekForward(std::string_view key) {
  if (entry_ == nullptr || entry_->path() >= key) return;
  Level& bottom = levels_[height_ - 1];
  const TreeLeaf& leaf = AsLeaf(*bottom.node);
  if (leaf.entries[leaf.count() - 1]->path() >= key) {
    bottom.index = static_cast<uint32_t>(leaf.LowerBound(key));
    entry_ = leaf.entries[bottom.index].get();
    return;
  }
  while (--height_ > 0) {
    Level& level = levels_[height_ - 1];
    const TreeInner& inner = AsInner(*level.node);
    size_t at = inner.SlotOf(key);
    if (at + 1 < inner.count() || height_ == 1) {
      level.index = static_cast<uint32_t>(at);
      DescendTo(inner.children[at].get(), key);
      return;
    }
  }
  entry_ = nullptr;
}

void TreeCursor::SkipShared(TreeCursor& a, TreeCursor& b) {
  while (a.entry_ != nullptr && b.entry_ != nullptr) {
    size_t shared = 0;
    for (size_t up = 1; up <= a.height_ && up <= b.height_; ++up) {
      const Level& of_a = a.levels_[a.height_ - up];
      const Level& of_b = b.levels_[b.height_ - up];
      if (of_a.index != 0 || of_b.index != 0) break;
      if (of_a.node == of_b.node) shared = up;
    }
    if (shared == 0) return;
    a.Leave(shared);
    b.Leave(shared);
  }
}

void TreeCursor::Leave(size_t levels) {
  height_ -= levels;
  if (height_ == 0) {
    entry_ = nullptr;
    return;
  }
  Next();
}

void TreeCursor::Descend(const TreeNode* node) {
  levels_[height_++] = {node, 0};
  while (!node->is_leaf()) {
    node = AsInner(*node).children[0].get();
    levels_[height_++] = {node, 0};
  }
  entry_ = AsLeaf(*node).entries[0].get();
}

void TreeCursor::DescendTo(const TreeNode* node, std::string_view key) {
  while (!node->is_leaf()) {
    size_t at = AsInner(*node).SlotOf(key);
    levels_[height_++] = {node, static_cast<uint32_t>(at)};
    node = AsInner(*node).children[at].get();
  }
  levels_[height_++] = {node, static_cast<uint32_t>(AsLeaf(*node).LowerBound(key))};
  Settle();
}

// Brings a cursor whose lowest index may be one past its node to the entry it means, or to the end.
void TreeCursor::Settle() {
  while (height_ > 0) {
    Level& level = levels_[height_ - 1];
    if (level.index < level.node->count()) {
      if (level.node->is_leaf()) {
        entry_ = AsLeaf(*level.node).entries[level.index].get();
      } else {
        Descend(AsInner(*level.node).children[level.index].get());
      }
      return;
    }
    if (--height_ > 0) ++levels_[height_ - 1].index;
  }
  entry_ = nullptr;
}

}  // namespace nacre
