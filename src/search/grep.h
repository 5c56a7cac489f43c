#ifndef NACRE_SEARCH_GREP_H_
#define NACRE_SEARCH_GREP_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/limits.h"
#include "base/status.h"
#include "search/file_filter.h"
#include "search/grep_result.h"
#include "search/regex.h"

namespace nacre {

enum class GrepOutput {
  kContent,  ///< Matching lines.
  kFiles,    ///< Files with a match; each is read up to its first.
  kCount,    ///< Files with their number of matches.
};

struct GrepOptions {
  std::string pattern = {};
  std::string root = "/";  ///< Normalised path of the directory or file that is searched.
  std::string glob = {};   ///< See `FileFilter`; empty keeps all files.
  bool ignore_hidden = true;
  bool ignore_vendored = false;
  bool ignore_case = false;
  bool fixed_string = false;
  bool multiline = false;
  size_t before = 0;  ///< Context lines, at most `limits::kGrepContextLines`.
  size_t after = 0;
  size_t max_matches =
      limits::kGrepMatches;  ///< Of matches (content) or files (files, count); at least 1.
  GrepOutput output = GrepOutput::kContent;

  // To go on with a grep that stopped. Then `max_matches` is what is left of it, and may be 0.
  std::string from = {};  ///< Path of the first file that is searched; empty for all.
  uint64_t spent = 0;     ///< `GrepResult::size` so far.
};

/// What the caller knows of a file's bytes. Unknown ones are checked, but only in files with a
/// match.
enum class TextHint { kUnknown, kText, kBinary };

/// A compiled grep: which files, which lines. The caller walks its own tree in path order:
///
///     GrepResult result;
///     for (each file below root) {
///       if (query.Selects(relative) && !query.SearchFile(path, bytes, hint, result)) break;
///     }
///
/// A root that is a file is searched without asking `Selects`.
class GrepQuery {
 public:
  /// Fails on a bad pattern (see `Regex::Compile`; tried first), a bad glob (see `Glob::Compile`)
  /// or a number out of range.
  static Result<GrepQuery> Compile(const GrepOptions& options);

  /// Whether the file at `relative_path`, seen from the root, is to be searched: not hidden, not
  /// vendored, kept by the file filter. Looks at every segment, so that it also serves flat
  /// listings.
  bool Selects(std::string_view relative_path) const;

  /// Whether a selected file can lie below directory `relative_dir`, seen from the root.
  bool ShouldDescend(std::string_view relative_dir) const;

  /// Searches one file's bytes and adds what it finds to `result`, under `path`. One match per
  /// line. Returns false once a bound is reached and nothing more will be added
  /// (`result.truncated`). Binary files with a match are added to `result.skipped`.
  bool SearchFile(std::string_view path, std::string_view bytes, TextHint hint,
                  GrepResult& result) const;

 private:
  GrepQuery(GrepOptions options, Regex regex, FileFilter filter);

  bool PassesNames(std::string_view relative_path, bool is_file) const;

  GrepOptions options_;
  Regex regex_;
  FileFilter filter_;
  bool skip_vendored_ = false;
};

/// Whether a directory of this name holds fetched, generated or version control files: `.git`,
/// `node_modules`,
/// `__pycache__`, `build`, `dist`, virtual environments and caches.
bool IsVendoredName(std::string_view name);

}  // namespace nacre

#endif  // NACRE_SEARCH_GREP_H_
