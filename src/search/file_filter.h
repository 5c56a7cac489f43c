#ifndef NACRE_SEARCH_FILE_FILTER_H_
#define NACRE_SEARCH_FILE_FILTER_H_

#include <string_view>

#include "base/status.h"
#include "search/glob.h"

namespace nacre {

/// Which files a grep looks into, in the manner of ripgrep's `--glob`: a glob without a slash is
/// matched against the basename at any depth; with one, against the path from the search root (a
/// leading slash only anchors); a leading
/// `!` keeps what does not match, and prunes directories that do. Wildcards match dots: whether
/// hidden files are searched is a question of its own.
class FileFilter {
 public:
  /// Keeps everything.
  FileFilter() = default;

  /// Fails as `Glob::Compile` does. An empty `glob` keeps everything.
  static Result<FileFilter> Compile(std::string_view glob);

  /// Whether the file at `relative_path`, seen from the search root, is kept.
  bool Selects(std::string_view relative_path) const;

  /// Whether a kept file can lie below directory `relative_dir`, seen from the search root.
  bool CouldSelectBelow(std::string_view relative_dir) const;

 private:
  enum class Kind { kEverything, kBasename, kPath };

  bool MatchesGlob(std::string_view relative_path) const;

  Kind kind_ = Kind::kEverything;
  bool negated_ = false;
  Glob glob_;
};

}  // namespace nacre

#endif  // NACRE_SEARCH_FILE_FILTER_H_
