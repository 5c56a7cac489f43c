#ifndef NACRE_SEARCH_GLOB_H_
#define NACRE_SEARCH_GLOB_H_

#include <string>
#include <string_view>
#include <vector>

#include "base/status.h"
#include "search/glob_segment.h"

namespace nacre {

struct GlobOptions {
  bool dot = false;  ///< Wildcards also match names that start with a dot.
};

/// A compiled path pattern.
///
/// `*`, `?` and `[...]` stay within one segment and do not match a leading dot; a segment `**`
/// matches any number of segments, none hidden, and at the end of the pattern every file below.
/// `**` inside a segment is `*`. Classes know ranges, `!` and `^` negation, POSIX names and
/// escapes; an unclosed `[` is literal. `{a,b}`, nested, and `{1..3}`,
/// `{a..e}` expand first. A backslash takes the next character literally. Letters are
/// case-sensitive and `?` is one code point. Leading slashes, `.` segments and runs of `/` are
/// ignored; a trailing `/` matches no file, except `**/`.
class Glob {
 public:
  /// Fails with `kInvalidPattern` on an empty pattern, one with NUL, invalid UTF-8 or a `..`
  /// segment, over `limits::kGlobPatternBytes`, or whose braces expand to more than
  /// `limits::kGlobAlternatives`.
  static Result<Glob> Compile(std::string_view pattern, const GlobOptions& options = {});

  /// Whether the file at `relative_path` (seen from the base directory, no leading slash) matches.
  /// O(pattern segments x path segments x length), without backtracking beyond that.
  bool Matches(std::string_view relative_path) const;

  /// Whether any path below directory `relative_dir` ("" for the base) can match. May say yes in
  /// vain, never no.
  bool CouldMatchBelow(std::string_view relative_dir) const;

 private:
  struct Alternative {
    std::vector<GlobSegment> segments;
    bool directories_only = false;  ///< The pattern ended in "/": no file matches.
  };

  static bool CompileAlternative(std::string_view pattern, bool dot, Alternative& out);
  static bool MatchesAlternative(const Alternative& alternative, std::string_view path);
  static bool CouldMatchBelowAlternative(const Alternative& alternative, std::string_view dir);

  std::vector<Alternative> alternatives_;
};

}  // namespace nacre

#endif  // NACRE_SEARCH_GLOB_H_
