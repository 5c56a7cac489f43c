#include "store/tree_diff.h"

namespace nacre {

bool SameEntry(const Entry& a, const Entry& b) {
  if (a.is_directory() || b.is_directory()) return a.is_directory() == b.is_directory();
  const Content& one = *a.content();
  const Content& other = *b.content();
  if (&one == &other) return true;
  if (one.size() != other.size()) return false;
  if (!one.loaded() || !other.loaded()) {
    auto first = one.Checksum();
    auto second = other.Checksum();
    if (first && second) return first == second;
  }
  return one.bytes() == other.bytes();
}

std::vector<TreeChange> DiffTrees(const Tree& before, const Tree& after, Sameness sameness) {
  auto same = [sameness](const Entry& a, const Entry& b) {
    if (&a == &b) return true;
    bool same_bytes = sameness == Sameness::kContent ? a.content() == b.content() : SameEntry(a, b);
    bool times_count =
        sameness == Sameness::kContent || (sameness != Sameness::kBytes && !a.is_directory());
    return same_bytes && (!times_count || a.times() == b.times());
  };
  std::vector<TreeChange> changes;
  TreeCursor old_at(before);
  TreeCursor new_at(after);
  for (;;) {
    TreeCursor::SkipShared(old_at, new_at);
    if (old_at.done() && new_at.done()) return changes;
    int order = old_at.done() ? 1 : new_at.done() ? -1 : old_at->path().compare(new_at->path());
    const Entry* old_entry = order <= 0 ? &*old_at : nullptr;
    const Entry* new_entry = order >= 0 ? &*new_at : nullptr;
    if (order != 0 || !same(*old_entry, *new_entry)) {
      changes.push_back({.before = old_entry, .after = new_entry});
    }
    if (order <= 0) old_at.Next();
    if (order >= 0) new_at.Next();
  }
}

}  // namespace nacre
