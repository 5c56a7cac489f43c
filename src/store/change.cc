#include "store/change.h"

#include <algorithm>
#include <iterator>
#include <string>
#include <utility>

#include "base/format.h"
#include "base/memory.h"
#include "base/path.h"
#include "store/directories.h"
#include "store/failures.h"
#include "store/tree_diff.h"

namespace nacre {

Result<bool> Store::Change::Put(EntryRef entry, Timestamp now) {
  const Entry* existing = tree_.Find(entry->path());
  return Put(std::move(entry), existing, now);
}

Result<bool> Store::Change::Put(EntryRef entry, const Entry* existing, Timestamp now) {
  std::string_view path = entry->path();
  if (auto fits = CheckFileSize(*entry); !fits) return std::unexpected(std::move(fits.error()));
  if (existing == nullptr) {
    if (auto made = MakeParents(path, now); !made) return std::unexpected(std::move(made.error()));
    Note(entry->is_directory() ? EventKind::kDirectory : EventKind::kCreated, path);
  } else if (existing->is_directory() != entry->is_directory()) {
    if (existing->is_directory()) return IsADirectoryFailure(path);
    return NotADirectoryFailure(path);
  } else if (existing->is_directory()) {
    return false;
  } else {
    Note(EventKind::kModified, path);
  }
  bool created = existing == nullptr;
  tree_.Put(std::move(entry));
  return created;
}

Result<bool> Store::Change::Write(std::string_view path, ContentRef content, Timestamp now) {
  if (path == "/") return IsADirectoryFailure(path);
  EntryTimes times{.created = now, .modified = now};
  const Entry* existing = tree_.Find(path);
  if (existing != nullptr && !existing->is_directory()) times.created = existing->times().created;
  return Put(Entry::Make(path, std::move(content), times), existing, now);
}

void Store::Change::Remove(const Entry& entry) {
  EntryRef held(&entry);
  std::string_view path = held->path();
  Note(EventKind::kRemoved, path, held->is_directory());
  known_directory_.clear();
  if (held->is_directory()) EraseBelowPath(tree_, path);
  tree_.Erase(path);
}

Result<bool> Store::Change::Move(std::string_view from, std::string_view to, bool overwrite,
                                 Timestamp now) {
  const Entry* source = tree_.Find(from);
  if (source == nullptr && from != "/") return NoSuchPath(tree_, from);
  if (IsWithin(to, from)) {
    return Fail(Code::kInvalidArgument, Format("Cannot move '{}' into itself, to '{}'", from, to),
                std::string(to));
  }
  const Entry* target = tree_.Find(to);
  bool taken = target != nullptr || to == "/";
  bool gives_way = target != nullptr && !target->is_directory() && !source->is_directory();
  if (taken && !(overwrite && gives_way)) {
    return Fail(Code::kAlreadyExists, Format("Path '{}' already exists", to), std::string(to));
  }
  std::vector<EntryRef> moved = {EntryRef(source)};
  if (source->is_directory())
    std::ranges::move(EntriesBelow(tree_, from), std::back_inserter(moved));
  if (auto made = MakeParents(to, now); !made) return std::unexpected(std::move(made.error()));
  known_directory_.clear();
  for (const EntryRef& entry : moved) tree_.Erase(entry->path());
  for (const EntryRef& entry : moved) {
    auto path = NormalizePath(Format("{}{}", to, entry->path().substr(from.size())));
    if (!path) return std::unexpected(std::move(path.error()));
    tree_.Put(Entry::Make(*path, entry->content(), entry->times()));
  }
  Note(EventKind::kMoved, to, moved[0]->is_directory(), from);
  return taken;
}

Result<void> Store::Change::Replace(const Tree& tree) {
  for (const TreeChange& change : DiffTrees(tree_, tree, Sameness::kBytesAndTimes)) {
    if (change.after == nullptr) continue;
    if (auto fits = CheckFileSize(*change.after); !fits) return fits;
  }
  NoteDifference(tree);
  return {};
}

void Store::Change::Adopt(const Tree& tree) {
  NoteDifference(tree);
  store_.tree_ = std::move(tree_);
  store_.events_.Append(events_);
  // Whether two contents are the same is said by events alone, which may say too much.
  Content::ForgetLacks();
}

void Store::Change::NoteDifference(const Tree& tree) {
  for (const TreeChange& change : DiffTrees(tree_, tree, Sameness::kBytesAndTimes)) {
    bool kind_changed = change.before != nullptr && change.after != nullptr &&
                        change.before->is_directory() != change.after->is_directory();
    std::string_view path = change.path();
    if (change.before != nullptr && (change.after == nullptr || kind_changed)) {
      // Where the directory above is gone too, its own event stands for this one.
      if (IsDirectory(tree, Dirname(path))) {
        Note(EventKind::kRemoved, path, change.before->is_directory());
      }
    }
    if (change.after == nullptr) continue;
    if (change.after->is_directory()) {
      Note(EventKind::kDirectory, path);
    } else {
      bool is_new = change.before == nullptr || kind_changed;
      Note(is_new ? EventKind::kCreated : EventKind::kModified, path);
    }
  }
  known_directory_.clear();
  tree_ = tree;
}

Result<void> Store::Change::Commit() {
  if (auto within = CheckQuotas(); !within) return within;
  TreeTotals now = store_.tree_.Totals();
  TreeTotals next = tree_.Totals();
  if (next.bytes > now.bytes || next.entries > now.entries) {
    if (auto room = CheckHeadroom(); !room) return room;
  }
  Tree before = std::exchange(store_.tree_, std::move(tree_));
  store_.events_.Append(events_);
  if (store_.observer_ && !events_.empty()) {
    store_.observer_({.events = events_, .before = before, .after = store_.tree_});
  }
  return {};
}

void Store::Change::Note(EventKind kind, std::string_view path, bool is_directory,
                         std::string_view from) {
  Event& event = events_.emplace_back();
  event.kind = kind;
  event.path = path;
  event.from = from;
  event.is_directory = is_directory || kind == EventKind::kDirectory;
}

Result<void> Store::Change::MakeParents(std::string_view path, Timestamp now) {
  std::string_view parent = Dirname(path);
  if (parent == known_directory_) return {};
  std::vector<EntryRef> made;
  if (auto done = nacre::MakeParents(tree_, path, now, made); !done) return done;
  for (const EntryRef& entry : made) Note(EventKind::kDirectory, entry->path());
  known_directory_ = parent;
  return {};
}

Result<void> Store::Change::CheckFileSize(const Entry& entry) const {
  if (entry.size() <= store_.options_.max_file_bytes) return {};
  std::string path(entry.path());
  return Fail(Code::kQuotaExceeded,
              Format("File '{}' of {} bytes is over the workspace's limit of {} bytes a file", path,
                     entry.size(), store_.options_.max_file_bytes),
              path);
}

// A store that is over its quota already may still shrink.
Result<void> Store::Change::CheckQuotas() const {
  if (!Content::Lacks().empty()) {
    return Fail(Code::kNotLoaded, "What the change is made of is not loaded");
  }
  TreeTotals before = store_.tree_.Totals();
  TreeTotals after = tree_.Totals();
  const StoreOptions& options = store_.options_;
  std::string path = events_.empty() ? std::string() : events_.back().path;
  if (after.bytes > options.max_bytes && after.bytes > before.bytes) {
    return Fail(Code::kQuotaExceeded,
                Format("The workspace would hold {} bytes; at most {} are allowed", after.bytes,
                       options.max_bytes),
                std::move(path));
  }
  if (after.entries > options.max_files && after.entries > before.entries) {
    return Fail(Code::kQuotaExceeded,
                Format("The workspace would hold {} files and directories; at most {} are allowed",
                       after.entries, options.max_files),
                std::move(path));
  }
  return {};
}

}  // namespace nacre
