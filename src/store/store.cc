#include "store/store.h"

#include <array>
#include <utility>

#include "base/format.h"
#include "base/memory.h"
#include "base/path.h"
#include "store/change.h"
#include "store/directories.h"
#include "store/failures.h"
#include "store/tree_diff.h"
#include "text/diff.h"

namespace nacre {
namespace {

constexpr size_t kFullVersionDigits = 32;
// What a file takes besides its content and most paths: entry, event, its share of nodes.
constexpr uint64_t kBytesOfEntry = 512;

Result<void> CheckRoomFor(size_t entries) { return CheckHeadroom(entries * kBytesOfEntry); }

Result<void> CheckVersion(const Tree& tree, std::string_view path, std::string_view version) {
  if (version.size() < kVersionTagDigits || version.size() > kFullVersionDigits) {
    return Fail(Code::kInvalidArgument,
                Format("Version '{}' must have {} to {} hexadecimal digits",
                       version.substr(0, limits::kMessageQuoteChars), kVersionTagDigits,
                       kFullVersionDigits),
                std::string(path));
  }
  auto file = FindFile(tree, path);
  if (!file) return std::unexpected(std::move(file.error()));
  const std::string& current = (*file)->content()->Version();
  if (current.starts_with(version)) return {};
  return Fail(Code::kStale,
              Format("File '{}' has changed: its version is '{}', not '{}'", path,
                     current.substr(0, version.size()), version),
              std::string(path));
}

std::optional<uint64_t> SizeOf(const Entry* entry) {
  if (entry == nullptr || entry->is_directory()) return std::nullopt;
  return entry->size();
}

FileChange Describe(const Entry* before, const Entry* after, bool with_text) {
  const Entry& entry = after != nullptr ? *after : *before;
  FileChange change{.path = std::string(entry.path()),
                    .kind = before == nullptr  ? FileChangeKind::kAdded
                            : after == nullptr ? FileChangeKind::kRemoved
                                               : FileChangeKind::kModified,
                    .is_directory = entry.is_directory(),
                    .size_before = SizeOf(before),
                    .size_after = SizeOf(after),
                    .diff = {}};
  if (!with_text || entry.is_directory()) return change;
  DiffSides sides;
  if (before != nullptr) {
    sides.old_path = before->path();
    sides.old_text = before->content()->bytes();
  }
  if (after != nullptr) {
    sides.new_path = after->path();
    sides.new_text = after->content()->bytes();
  }
  change.diff = DiffTexts(sides).text;
  return change;
}

}  // namespace

std::string_view FileChangeKindName(FileChangeKind kind) {
  constexpr std::array<std::string_view, 3> kNames = {"added", "removed", "modified"};
  return kNames[static_cast<size_t>(kind)];
}

Store::Store(StoreOptions options) : options_(std::move(options)), events_(options_.max_events) {}

Result<WriteOutcome> Store::Write(std::string_view raw, ContentRef content, Timestamp now,
                                  const WriteOptions& options) {
  auto path = NormalizePath(raw);
  if (!path) return std::unexpected(std::move(path.error()));
  if (options.create_only && tree_.Find(*path) != nullptr) {
    return Fail(Code::kAlreadyExists, Format("Path '{}' already exists", *path), *path);
  }
  if (!options.if_version.empty()) {
    if (auto same = CheckVersion(tree_, *path, options.if_version); !same) {
      return std::unexpected(std::move(same.error()));
    }
  }
  uint64_t size = content->size();
  Change change(*this);
  auto created = change.Write(*path, std::move(content), now);
  if (!created) return std::unexpected(std::move(created.error()));
  if (auto done = change.Commit(); !done) return std::unexpected(std::move(done.error()));
  return WriteOutcome{.path = std::move(*path), .created = *created, .size = size};
}

Result<BatchOutcome> Store::Apply(std::span<const BatchItem> items, Timestamp now) {
  if (auto room = CheckRoomFor(items.size()); !room) return std::unexpected(room.error());
  Change change(*this);
  BatchOutcome outcome;
  for (const BatchItem& item : items) {
    auto path = NormalizePath(item.path);
    if (!path) return std::unexpected(std::move(path.error()));
    if (!item.content && *path == "/") continue;
    uint64_t size = item.content ? item.content->size() : 0;
    EntryTimes times{.created = now, .modified = now};
    auto created = item.content ? change.Write(*path, item.content, now)
                                : change.Put(Entry::Make(*path, {}, times), now);
    if (!created) return std::unexpected(std::move(created.error()));
    ++(*created ? outcome.created : outcome.modified);
    outcome.bytes += size;
  }
  if (auto done = change.Commit(); !done) return std::unexpected(std::move(done.error()));
  return outcome;
}

void Store::MarkKept(const Tree& before) {
  if (!options_.home) return;
  std::vector<TreeChange> changes = DiffTrees(before, tree_, Sameness::kContent);
  for (const TreeChange& change : changes) {
    if (change.before != nullptr && !change.before->is_directory()) {
      options_.home->Remove(*change.before->content());
    }
  }
  for (const TreeChange& change : changes) {
    if (change.after != nullptr && !change.after->is_directory()) {
      options_.home->Keep(*change.after->content());
    }
  }
}

Result<BatchOutcome> Store::Import(std::span<const EntryRef> entries, Timestamp now) {
  if (auto room = CheckRoomFor(entries.size()); !room) return std::unexpected(room.error());
  Change change(*this);
  BatchOutcome outcome;
  for (const EntryRef& entry : entries) {
    auto created = change.Put(entry, now);
    if (!created) return std::unexpected(std::move(created.error()));
    ++(*created ? outcome.created : outcome.modified);
    outcome.bytes += entry->size();
  }
  if (auto done = change.Commit(); !done) return std::unexpected(std::move(done.error()));
  return outcome;
}

Result<TreeTotals> Store::Remove(std::string_view raw, bool recursive) {
  auto path = NormalizePath(raw);
  if (!path) return std::unexpected(std::move(path.error()));
  const Entry* entry = tree_.Find(*path);
  if (entry == nullptr && *path != "/") return NoSuchPath(tree_, *path);
  TreeTotals gone = tree_.TotalsBelow(*path);
  if (gone.entries > 0 && !recursive) {
    return Fail(Code::kIsADirectory,
                Format("Directory '{}' is not empty; removing it needs recursive", *path), *path);
  }
  if (entry != nullptr) {
    ++gone.entries;
    gone.files += entry->is_directory() ? 0 : 1;
    gone.bytes += entry->size();
  }
  Change change(*this);
  if (entry != nullptr) {
    change.Remove(*entry);
  } else if (auto emptied = change.Replace(Tree()); !emptied) {
    return std::unexpected(std::move(emptied.error()));
  }
  if (auto done = change.Commit(); !done) return std::unexpected(std::move(done.error()));
  return gone;
}

Result<MoveOutcome> Store::Move(std::string_view raw_from, std::string_view raw_to, bool overwrite,
                                Timestamp now) {
  auto from = NormalizePath(raw_from);
  if (!from) return std::unexpected(std::move(from.error()));
  auto to = NormalizePath(raw_to);
  if (!to) return std::unexpected(std::move(to.error()));
  Change change(*this);
  auto overwritten = change.Move(*from, *to, overwrite, now);
  if (!overwritten) return std::unexpected(std::move(overwritten.error()));
  if (auto done = change.Commit(); !done) return std::unexpected(std::move(done.error()));
  return MoveOutcome{.path = std::move(*to), .from = std::move(*from), .overwritten = *overwritten};
}

Result<bool> Store::MakeDirectory(std::string_view raw, bool parents, Timestamp now) {
  auto path = NormalizePath(raw);
  if (!path) return std::unexpected(std::move(path.error()));
  const Entry* existing = tree_.Find(*path);
  if (existing != nullptr || *path == "/") {
    if (parents && IsDirectory(tree_, *path)) return false;
    return Fail(Code::kAlreadyExists, Format("Path '{}' already exists", *path), *path);
  }
  if (!parents && !IsDirectory(tree_, Dirname(*path))) {
    std::string_view above = Dirname(*path);
    if (tree_.Find(above) != nullptr) return NotADirectoryFailure(above);
    return NoSuchPath(tree_, above);
  }
  Change change(*this);
  auto made = change.Put(Entry::Make(*path, {}, {.created = now, .modified = now}), now);
  if (!made) return made;
  if (auto done = change.Commit(); !done) return std::unexpected(std::move(done.error()));
  return true;
}

Store Store::Fork() const {
  Store fork(options_);
  fork.tree_ = tree_;
  fork.events_ = EventLog(options_.max_events, events_.sequence());
  return fork;
}

Result<TreeTotals> Store::Restore(const Tree& snapshot) {
  Change change(*this);
  if (auto fits = change.Replace(snapshot); !fits) return std::unexpected(std::move(fits.error()));
  if (auto done = change.Commit(); !done) return std::unexpected(std::move(done.error()));
  return tree_.Totals();
}

void Store::Adopt(const Tree& tree) { Change(*this).Adopt(tree); }

void Store::SetTimes(std::span<const FileTime> times) {
  for (const FileTime& time : times) {
    const Entry* entry = tree_.Find(time.path);
    if (entry == nullptr || entry->is_directory()) continue;
    EntryTimes changed{.created = entry->times().created, .modified = time.modified};
    tree_.Put(Entry::Make(time.path, entry->content(), changed));
  }
}

Result<MergedTree> Store::Merge(const Tree& base, const Tree& theirs, MergeStrategy strategy,
                                Timestamp now) {
  auto merged = MergeTrees(base, tree_, theirs, strategy, now);
  if (!merged) return merged;
  if (strategy == MergeStrategy::kReport && !merged->conflicts.empty()) return merged;
  Change change(*this);
  if (auto fits = change.Replace(merged->tree); !fits)
    return std::unexpected(std::move(fits.error()));
  if (auto done = change.Commit(); !done) return std::unexpected(std::move(done.error()));
  return merged;
}

std::vector<FileChange> DescribeChanges(const Tree& before, const Tree& after, bool with_text) {
  std::vector<FileChange> changes;
  for (const TreeChange& change : DiffTrees(before, after)) {
    bool kind_changed = change.before != nullptr && change.after != nullptr &&
                        change.before->is_directory() != change.after->is_directory();
    if (kind_changed) {
      changes.push_back(Describe(change.before, nullptr, with_text));
      changes.push_back(Describe(nullptr, change.after, with_text));
    } else {
      changes.push_back(Describe(change.before, change.after, with_text));
    }
  }
  return changes;
}

}  // namespace nacre
