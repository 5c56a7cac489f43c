#ifndef NACRE_STORE_CHANGE_H_
#define NACRE_STORE_CHANGE_H_

#include <string>
#include <string_view>
#include <vector>

#include "store/store.h"

namespace nacre {

/// A mutation being prepared on a copy of the tree. It becomes the store's state by `Commit`, or
/// never.
class Store::Change {
 public:
  explicit Change(Store& store) : store_(store), tree_(store.tree_) {}

  const Tree& tree() const { return tree_; }

  /// Puts `entry` where nothing or an entry of its kind stands, making parents. Whether the path is
  /// new.
  Result<bool> Put(EntryRef entry, Timestamp now);

  /// `Put` of a file that keeps the time of creation of the one it replaces.
  Result<bool> Write(std::string_view path, ContentRef content, Timestamp now);

  /// Takes out what stands at `path`, with all below it.
  void Remove(const Entry& entry);

  /// Renames what stands at `from`, with all below it, making the parents of `to`. Whether a file
  /// there gave way.
  Result<bool> Move(std::string_view from, std::string_view to, bool overwrite, Timestamp now);

  /// Replaces the whole state; events tell the difference.
  Result<void> Replace(const Tree& tree);

  /// Whether `Commit` would succeed: within the quotas, and with all loaded that was asked for.
  Result<void> CheckQuotas() const;

  /// `Replace` of a state that may be over the quotas, at once the store's state.
  void Adopt(const Tree& tree);

  /// `CheckQuotas`, and makes the change the store's state.
  Result<void> Commit();

 private:
  void Note(EventKind kind, std::string_view path, bool is_directory = false,
            std::string_view from = {});
  Result<bool> Put(EntryRef entry, const Entry* existing, Timestamp now);
  void NoteDifference(const Tree& tree);
  Result<void> MakeParents(std::string_view path, Timestamp now);
  Result<void> CheckFileSize(const Entry& entry) const;

  Store& store_;
  Tree tree_;
  std::vector<Event> events_;
  std::string known_directory_;  // Where the last entry was made; empty once that may be gone.
};

}  // namespace nacre

#endif  // NACRE_STORE_CHANGE_H_
