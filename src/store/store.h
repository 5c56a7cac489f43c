#ifndef NACRE_STORE_STORE_H_
#define NACRE_STORE_STORE_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/limits.h"
#include "base/status.h"
#include "base/timestamp.h"
#include "search/grep.h"
#include "store/content.h"
#include "store/events.h"
#include "store/merge.h"
#include "store/tree.h"
#include "text/edit.h"
#include "text/hashline.h"
#include "text/patch.h"
#include "text/render.h"

namespace nacre {

/// A store's own quotas. A mutation that would pass one fails with `kQuotaExceeded` and changes
/// nothing.
struct StoreOptions {
  uint64_t max_bytes = limits::kDefaultStoreBytes;
  uint64_t max_files = limits::kDefaultStoreFiles;  ///< Files and directories, each counted.
  uint64_t max_file_bytes = limits::kFileBytes;
  size_t max_events = limits::kStoreEvents;
  Ref<ContentHome> home = {};  ///< Of contents that are kept elsewhere too; may be null.
};

/// What a listing or a search says about one path. The root has the name "".
struct FileInfo {
  std::string path;
  std::string name;
  bool is_directory = false;
  std::optional<uint64_t> size;          ///< Empty for a directory.
  std::optional<Timestamp> modified_at;  ///< Empty for a directory, or when unknown.
  std::optional<Timestamp> created_at;   ///< Empty when unknown.
};

struct Listing {
  std::string path;
  std::vector<FileInfo> entries;  ///< Directories first, then by name in code-point order.
};

struct WriteOptions {
  bool create_only = false;  ///< `kAlreadyExists` when the path is taken.
  std::string if_version;    ///< When set: `kStale` unless this is the file's version, or its first
                             ///< 12 digits.
};

struct WriteOutcome {
  std::string path;
  bool created = false;
  uint64_t size = 0;
};

struct MoveOutcome {
  std::string path;
  std::string from;
  bool overwritten = false;
};

enum class ReadFormat { kNumbered, kRaw, kHashline };

/// "numbered", "raw" or "hashline"; `kInvalidArgument` otherwise.
Result<ReadFormat> ParseReadFormat(std::string_view name);

struct ReadOptions {
  PageRequest page;  ///< `total_lines` is filled in by the store.
  ReadFormat format = ReadFormat::kNumbered;
  LineHash hash = LineHash::kMd5;
};

struct ReadOutcome {
  std::string path;
  Page page;
  std::string version;      ///< XXH3-128 of the whole file in hexadecimal.
  std::string line_hashes;  ///< Two digits for each line shown; hashline format only.
};

/// What any edit of one file did, or with `dry_run` would do.
struct EditOutcome {
  std::string path;
  size_t occurrences = 0;
  std::string diff;
  bool diff_truncated = false;
  bool tolerant = false;  ///< Whether a tolerant match was needed.
  std::string summary;    ///< Hashline edits only.
};

struct PatchedPath {
  std::string path;
  PatchAction action = PatchAction::kUpdate;
  std::string move_to;  ///< Empty for no move.
};

struct PatchOutcome {
  std::vector<PatchedPath> files;
  std::string diff;
  bool diff_truncated = false;
  bool tolerant = false;
};

struct GlobRequest {
  std::string pattern;
  std::string path = "/";  ///< The base directory, literal.
  bool dot = false;
  bool newest_first = false;  ///< By time of change, unknown ones last, then by path. Else by path.
  size_t limit = limits::kDefaultStoreFiles;  ///< At least 1.
};

struct GlobOutcome {
  std::vector<FileInfo> matches;  ///< Files only.
  bool truncated = false;
};

struct StoreUsage {
  uint64_t bytes = 0;
  uint64_t files = 0;
  uint64_t directories = 0;
  uint64_t max_bytes = 0;
  uint64_t max_files = 0;
  uint64_t max_file_bytes = 0;
};

/// One file of a batch. No content asks for a directory.
struct BatchItem {
  std::string path;  ///< As given; normalised by the store.
  ContentRef content;
};

/// When a file was last changed.
struct FileTime {
  std::string path;  ///< Normalised.
  Timestamp modified = 0;
};

struct BatchOutcome {
  uint64_t created = 0;
  uint64_t modified = 0;
  uint64_t bytes = 0;
};

enum class FileChangeKind { kAdded, kRemoved, kModified };

/// "added", "removed" or "modified".
std::string_view FileChangeKindName(FileChangeKind kind);

/// A file or directory that differs between two versions. A file that became a directory is two
/// changes.
struct FileChange {
  std::string path;
  FileChangeKind kind = FileChangeKind::kModified;
  bool is_directory = false;
  std::optional<uint64_t> size_before;
  std::optional<uint64_t> size_after;
  std::string diff;  ///< Unified, when asked for and both sides are text; else empty.
};

/// A set of changes that has just become the store's state; for a journal. Views live for the call.
struct Commit {
  std::span<const Event> events;
  const Tree& before;
  const Tree& after;
};

/// The in-memory workspace: a mutable head over a persistent tree. Every mutation happens whole or
/// not at all, takes its time as an argument, and ends in one commit. Paths come in raw and are
/// normalised here. Directories exist for themselves: a write makes its parents, and they outlive
/// their content. "/" always exists.
///
/// Common failures: `kInvalidPath`; `kNotFound` "File '/a' not found"; `kNotADirectory` where a
/// parent is a file; `kIsADirectory` where a file is needed; `kQuotaExceeded`.
class Store {
 public:
  explicit Store(StoreOptions options = {});
  Store(Store&&) = default;
  Store& operator=(Store&&) = default;

  // Reading.

  /// Whether a regular file stands at `path`. Never fails.
  bool Exists(std::string_view path) const;
  Result<FileInfo> Stat(std::string_view path) const;
  /// The entries of a directory; a file lists itself.
  Result<Listing> List(std::string_view path) const;
  /// The content of a file, shared. The bytes stay valid for as long as the reference is held.
  Result<ContentRef> ReadBytes(std::string_view path) const;
  /// `ReadBytes`, and `kNotText` unless the bytes are UTF-8.
  Result<ContentRef> ReadText(std::string_view path) const;
  /// A page of a text file.
  Result<ReadOutcome> Read(std::string_view path, const ReadOptions& options = {}) const;
  /// The files below a directory that match. `kNotFound` when there is no such directory.
  Result<GlobOutcome> Glob(const GlobRequest& request) const;
  /// Searches contents. `options.root` may be a raw path; a file is searched even if hidden, a path
  /// where nothing is fails with `kNotFound`.
  Result<GrepResult> Grep(GrepOptions options) const;
  StoreUsage Usage() const;

  // Writing.

  /// Puts `content` at `path`, making parents. Keeps the time of creation of a file that is there.
  Result<WriteOutcome> Write(std::string_view path, ContentRef content, Timestamp now,
                             const WriteOptions& options = {});
  /// Replaces strings in a text file: one edit, or several of which all or none apply.
  Result<EditOutcome> Edit(std::string_view path, std::span<const TextEdit> edits, bool dry_run,
                           Timestamp now);
  /// Edits lines by number and hash, all or none.
  Result<EditOutcome> EditByHash(std::string_view path, std::span<const LineEdit> edits,
                                 const LineEditOptions& options, bool dry_run, Timestamp now);
  /// Applies a V4A patch or a unified diff over any number of files, all or none.
  Result<PatchOutcome> Patch(std::string_view patch, const PatchOptions& options, bool dry_run,
                             Timestamp now);
  /// Many writes as one commit; a later item at a path wins.
  Result<BatchOutcome> Apply(std::span<const BatchItem> items, Timestamp now);
  /// As `Apply`, for entries with paths already normalised and times of their own; `now` for
  /// directories made.
  Result<BatchOutcome> Import(std::span<const EntryRef> entries, Timestamp now);
  /// Takes out a file, or a directory with all below it; one that is not empty needs `recursive`,
  /// else `kIsADirectory`. Removing "/" empties the store. Answers what is gone.
  Result<TreeTotals> Remove(std::string_view path, bool recursive);
  /// Renames a file or a directory with all below it, keeping its times and making parents.
  /// `kAlreadyExists` when `to` is taken, unless `overwrite` and both are files. A directory never
  /// moves into itself.
  Result<MoveOutcome> Move(std::string_view from, std::string_view to, bool overwrite,
                           Timestamp now);
  /// False when the directory is there already and `parents` is set. Without `parents`, the
  /// directory above must exist and the path must be free.
  Result<bool> MakeDirectory(std::string_view path, bool parents, Timestamp now);

  // Versions.

  /// A store with the same state and options, free to go its own way. O(1); shares what neither
  /// changes. Its events count on from here.
  Store Fork() const;
  /// The present state, immutable. O(1).
  const Tree& tree() const { return tree_; }
  /// Makes `snapshot` the present state.
  Result<TreeTotals> Restore(const Tree& snapshot);
  /// Makes `tree` the present state whatever the quotas say, and tells no observer: for a state
  /// that is kept elsewhere. Events tell the difference.
  void Adopt(const Tree& tree);
  /// Sets when files were last changed, as another keeper of them tells it; nobody hears of it.
  /// Paths where no file stands are passed over.
  void SetTimes(std::span<const FileTime> times);
  /// Brings the changes `base` -> `theirs` in. With conflicts and `kReport` nothing changes.
  Result<MergedTree> Merge(const Tree& base, const Tree& theirs, MergeStrategy strategy,
                           Timestamp now);

  // What is kept elsewhere too; without a home nothing happens.

  /// The present state is kept from now on, where `before` was: contents that came since may be
  /// unloaded, those that went may not.
  void MarkKept(const Tree& before);

  // Events.

  EventsSince ChangesSince(uint64_t sequence) const { return events_.Since(sequence); }
  uint64_t sequence() const { return events_.sequence(); }
  /// Called after each commit, never for a fork's. One observer; an empty function removes it.
  void Observe(std::function<void(const Commit&)> observer) { observer_ = std::move(observer); }

  const StoreOptions& options() const { return options_; }

 private:
  class Change;

  Result<EditOutcome> PutEdited(std::string_view path, EditResult result, bool dry_run,
                                Timestamp now);

  Tree tree_;
  StoreOptions options_;
  EventLog events_;
  std::function<void(const Commit&)> observer_;
};

/// What differs between two versions, in path order, at a cost that follows the difference; with
/// unified diffs of text files when `with_text`.
std::vector<FileChange> DescribeChanges(const Tree& before, const Tree& after, bool with_text);

}  // namespace nacre

#endif  // NACRE_STORE_STORE_H_
