#include "store/tree.h"

#include <string>
#include <utility>

#include "store/tree_node.h"

namespace nacre {
namespace {

// Read by leak tests only; the core runs on one thread.
size_t live_nodes = 0;

TreeTotals SumOf(const TreeNode& node) {
  TreeTotals sum;
  for (size_t i = 0; i < node.count(); ++i) {
    sum +=
        node.is_leaf() ? TotalsOf(*AsLeaf(node).entries[i]) : AsInner(node).children[i]->totals();
  }
  return sum;
}

template <typename Node>
Ref<TreeNode> CopyOf(const Node& source) {
  auto* copy = new Node();
  Ref<TreeNode> owner(copy);
  if constexpr (requires { source.entries; }) {
    std::copy_n(source.entries.begin(), source.count_, copy->entries.begin());
  } else {
    std::copy_n(source.children.begin(), source.count_, copy->children.begin());
    std::copy_n(source.first.begin(), source.count_, copy->first.begin());
  }
  copy->count_ = source.count_;
  copy->totals_ = source.totals_;
  return owner;
}

// Replaces a node that others hold too by a copy of its own.
TreeNode& Own(Ref<TreeNode>& node) {
  if (!node->unique()) node = node->is_leaf() ? CopyOf(AsLeaf(*node)) : CopyOf(AsInner(*node));
  return *node;
}

template <typename Array>
void OpenSlot(Array& slots, size_t count, size_t at) {
  std::move_backward(slots.begin() + at, slots.begin() + count, slots.begin() + count + 1);
}

template <typename Array>
void CloseSlot(Array& slots, size_t count, size_t at) {
  std::move(slots.begin() + at + 1, slots.begin() + count, slots.begin() + at);
  slots[count - 1] = {};
}

void PlaceChild(TreeInner& inner, size_t at, Ref<TreeNode> child) {
  OpenSlot(inner.children, inner.count_, at);
  OpenSlot(inner.first, inner.count_, at);
  inner.first[at] = child->First();
  inner.children[at] = std::move(child);
  ++inner.count_;
}

void MoveSlots(TreeNode& from, size_t begin, size_t count, TreeNode& to, size_t at) {
  if (from.is_leaf()) {
    std::move(AsLeaf(from).entries.begin() + begin, AsLeaf(from).entries.begin() + begin + count,
              AsLeaf(to).entries.begin() + at);
  } else {
    std::move(AsInner(from).children.begin() + begin,
              AsInner(from).children.begin() + begin + count, AsInner(to).children.begin() + at);
    std::copy_n(AsInner(from).first.begin() + begin, count, AsInner(to).first.begin() + at);
  }
}

void SetCount(TreeNode& node, size_t count) {
  auto& count_of = node.is_leaf() ? AsLeaf(node).count_ : AsInner(node).count_;
  auto& totals = node.is_leaf() ? AsLeaf(node).totals_ : AsInner(node).totals_;
  count_of = static_cast<uint32_t>(count);
  totals = SumOf(node);
}

// Makes room in a full node by moving its tail into a new right neighbour. An insertion at the very
// end leaves the left node well filled, which suits loads in path order.
template <typename Node>
Ref<TreeNode> Split(Node& node, size_t insert_at) {
  size_t keep = insert_at == TreeNode::kFanOut ? TreeNode::kFanOut - TreeNode::kMinimum
                                               : TreeNode::kFanOut / 2;
  auto* right = new Node();
  Ref<TreeNode> owner(right);
  MoveSlots(node, keep, TreeNode::kFanOut - keep, *right, 0);
  SetCount(*right, TreeNode::kFanOut - keep);
  SetCount(node, keep);
  return owner;
}

Ref<TreeNode> PutInLeaf(TreeLeaf& leaf, EntryRef entry) {
  size_t at = leaf.LowerBound(entry->path());
  if (at < leaf.count_ && leaf.entries[at]->path() == entry->path()) {
    leaf.totals_ -= TotalsOf(*leaf.entries[at]);
    leaf.totals_ += TotalsOf(*entry);
    leaf.entries[at] = std::move(entry);
    return {};
  }
  Ref<TreeNode> right;
  TreeLeaf* target = &leaf;
  if (leaf.count_ == TreeNode::kFanOut) {
    right = Split(leaf, at);
    if (at > leaf.count_) {
      at -= leaf.count_;
      target = &AsLeaf(*right);
    }
  }
  OpenSlot(target->entries, target->count_, at);
  target->totals_ += TotalsOf(*entry);
  target->entries[at] = std::move(entry);
  ++target->count_;
  return right;
}

// Puts `entry` below a node held once; a node that had to split hands back its new right neighbour.
Ref<TreeNode> PutBelow(TreeNode& node, EntryRef entry) {
  if (node.is_leaf()) return PutInLeaf(AsLeaf(node), std::move(entry));
  TreeInner& inner = AsInner(node);
  size_t at = inner.SlotOf(entry->path());
  TreeNode& child = Own(inner.children[at]);
  inner.totals_ -= child.totals();
  Ref<TreeNode> sibling = PutBelow(child, std::move(entry));
  inner.totals_ += child.totals();
  inner.first[at] = child.First();
  if (!sibling) return {};
  inner.totals_ += sibling->totals();
  Ref<TreeNode> right;
  TreeInner* target = &inner;
  size_t place = at + 1;
  if (inner.count_ == TreeNode::kFanOut) {
    right = Split(inner, place);
    if (place > inner.count_) {
      place -= inner.count_;
      target = &AsInner(*right);
    }
    // The split summed up what each half holds; the new child is in neither yet.
    target->totals_ += sibling->totals();
  }
  PlaceChild(*target, place, std::move(sibling));
  return right;
}

// Refills a child that has too few slots, from or together with a neighbour.
void Refill(TreeInner& inner, size_t at) {
  size_t left_at = at > 0 ? at - 1 : at;
  TreeNode& left = Own(inner.children[left_at]);
  TreeNode& right = Own(inner.children[left_at + 1]);
  size_t total = left.count() + right.count();
  if (total <= TreeNode::kFanOut) {
    MoveSlots(right, 0, right.count(), left, left.count());
    SetCount(left, total);
    CloseSlot(inner.children, inner.count_, left_at + 1);
    CloseSlot(inner.first, inner.count_, left_at + 1);
    --inner.count_;
  } else {
    size_t left_target = total / 2;
    size_t left_count = left.count();
    size_t right_count = right.count();
    if (left_count > left_target) {
      size_t moved = left_count - left_target;
      for (size_t i = right_count; i-- > 0;) MoveSlots(right, i, 1, right, i + moved);
      MoveSlots(left, left_target, moved, right, 0);
    } else {
      size_t moved = left_target - left_count;
      MoveSlots(right, 0, moved, left, left_count);
      MoveSlots(right, moved, right_count - moved, right, 0);
    }
    SetCount(left, left_target);
    SetCount(right, total - left_target);
    inner.first[left_at + 1] = right.First();
  }
  inner.first[left_at] = left.First();
}

// Takes out the entry at `path`, which is there, from below a node held once.
void EraseBelow(TreeNode& node, std::string_view path) {
  if (node.is_leaf()) {
    TreeLeaf& leaf = AsLeaf(node);
    size_t at = leaf.LowerBound(path);
    leaf.totals_ -= TotalsOf(*leaf.entries[at]);
    CloseSlot(leaf.entries, leaf.count_, at);
    --leaf.count_;
    return;
  }
  TreeInner& inner = AsInner(node);
  size_t at = inner.SlotOf(path);
  TreeNode& child = Own(inner.children[at]);
  inner.totals_ -= child.totals();
  EraseBelow(child, path);
  inner.totals_ += child.totals();
  if (child.count() < TreeNode::kMinimum) {
    Refill(inner, at);
  } else {
    inner.first[at] = child.First();
  }
}

// Sums over the entries less than `key`.
TreeTotals TotalsBefore(const TreeNode* node, std::string_view key) {
  TreeTotals sum;
  while (node != nullptr && !node->is_leaf()) {
    const TreeInner& inner = AsInner(*node);
    size_t at = inner.SlotOf(key);
    for (size_t i = 0; i < at; ++i) sum += inner.children[i]->totals();
    node = inner.children[at].get();
  }
  if (node == nullptr) return sum;
  const TreeLeaf& leaf = AsLeaf(*node);
  size_t at = leaf.LowerBound(key);
  for (size_t i = 0; i < at; ++i) sum += TotalsOf(*leaf.entries[i]);
  return sum;
}

// The height of a sound subtree whose first entry is greater than `after`; 0 when something is
// wrong.
size_t SoundHeight(const TreeNode& node, const Entry*& after, bool is_root) {
  if (node.count() == 0 || node.count() > TreeNode::kFanOut) return 0;
  if (!is_root && node.count() < TreeNode::kMinimum) return 0;
  if (SumOf(node) != node.totals()) return 0;
  size_t height = 0;
  for (size_t i = 0; i < node.count(); ++i) {
    if (node.is_leaf()) {
      const Entry* entry = AsLeaf(node).entries[i].get();
      if (after != nullptr && after->path() >= entry->path()) return 0;
      after = entry;
      continue;
    }
    const TreeInner& inner = AsInner(node);
    if (inner.first[i] != inner.children[i]->First()) return 0;
    size_t below = SoundHeight(*inner.children[i], after, false);
    if (below == 0 || (i > 0 && below != height)) return 0;
    height = below;
  }
  return height + 1;
}

}  // namespace

TreeNode::TreeNode(bool is_leaf) : is_leaf_(is_leaf) { ++live_nodes; }
TreeNode::~TreeNode() { --live_nodes; }
size_t TreeNode::LiveCount() { return live_nodes; }

void TreeNode::Destroy(TreeNode* node) {
  if (node->is_leaf_) {
    delete &AsLeaf(*node);
  } else {
    delete &AsInner(*node);
  }
}

TreeTotals TotalsOf(const Entry& entry) {
  return {.entries = 1, .files = entry.is_directory() ? 0u : 1u, .bytes = entry.size()};
}

TreeTotals& operator+=(TreeTotals& sum, const TreeTotals& other) {
  sum.entries += other.entries;
  sum.files += other.files;
  sum.bytes += other.bytes;
  return sum;
}

TreeTotals& operator-=(TreeTotals& sum, const TreeTotals& other) {
  sum.entries -= other.entries;
  sum.files -= other.files;
  sum.bytes -= other.bytes;
  return sum;
}

Tree::Tree() = default;
Tree::Tree(const Tree&) = default;
Tree::Tree(Tree&&) noexcept = default;
Tree& Tree::operator=(const Tree&) = default;
Tree& Tree::operator=(Tree&&) noexcept = default;
Tree::~Tree() = default;

const Entry* Tree::Find(std::string_view path) const {
  const TreeNode* node = root_.get();
  if (node == nullptr) return nullptr;
  while (!node->is_leaf()) node = AsInner(*node).children[AsInner(*node).SlotOf(path)].get();
  const TreeLeaf& leaf = AsLeaf(*node);
  size_t at = leaf.LowerBound(path);
  if (at == leaf.count() || leaf.entries[at]->path() != path) return nullptr;
  return leaf.entries[at].get();
}

void Tree::Put(EntryRef entry) {
  if (!root_) root_ = Ref<TreeNode>(new TreeLeaf());
  Ref<TreeNode> right = PutBelow(Own(root_), std::move(entry));
  if (!right) return;
  auto* inner = new TreeInner();
  Ref<TreeNode> taller(inner);
  PlaceChild(*inner, 0, std::move(root_));
  PlaceChild(*inner, 1, std::move(right));
  inner->totals_ = SumOf(*inner);
  root_ = std::move(taller);
}

bool Tree::Erase(std::string_view path) {
  if (Find(path) == nullptr) return false;
  EraseBelow(Own(root_), path);
  while (root_ && !root_->is_leaf() && root_->count() == 1) {
    Ref<TreeNode> only = AsInner(*root_).children[0];
    root_ = std::move(only);
  }
  if (root_->count() == 0) root_ = {};
  return true;
}

TreeTotals Tree::Totals() const { return root_ ? root_->totals() : TreeTotals{}; }

TreeTotals Tree::TotalsBelow(std::string_view path) const {
  if (path == "/") return Totals();
  std::string key(path);
  key += '/';
  TreeTotals before = TotalsBefore(root_.get(), key);
  key.back() = '0';
  TreeTotals sum = TotalsBefore(root_.get(), key);
  sum -= before;
  return sum;
}

bool Tree::SharesRootWith(const Tree& other) const { return root_ == other.root_; }

size_t Tree::LiveNodeCount() { return TreeNode::LiveCount(); }

bool Tree::IsSound() const {
  const Entry* after = nullptr;
  return !root_ || SoundHeight(*root_, after, true) > 0;
}

}  // namespace nacre
