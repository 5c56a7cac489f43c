#ifndef NACRE_SEARCH_REGEX_H_
#define NACRE_SEARCH_REGEX_H_

#include <cstddef>
#include <memory>
#include <string_view>
#include <vector>

#include "base/status.h"
#include "search/automaton.h"
#include "search/literal.h"

namespace nacre {

struct RegexOptions {
  bool ignore_case = false;
  bool fixed_string = false;  ///< The pattern is a literal string, not a regular expression.
  bool multiline = false;     ///< Matches may span lines; otherwise each line is matched by itself.
};

/// A compiled search pattern in RE2's syntax, matched in linear time.
///
/// Lines end at LF. A line is matched as it is read: without its LF and without a CR before that
/// LF, so `$` matches at the end of a CRLF line; a pattern that spells out CR (`\r`) sees it. `^`
/// and `$` match at line bounds, and
/// `.`, `\s` and negated classes never match LF unless the pattern is multiline. A final LF starts
/// no further line.
///
/// Matching warms caches inside, so one `Regex` serves one thread at a time.
class Regex {
 public:
  /// Fails with `kInvalidPattern`, `Invalid regex pattern: {reason}`, on a pattern that is
  /// malformed, not UTF-8, over `limits::kPatternBytes`, too large once compiled, needs look-around
  /// or back-references, or needs a line break without `multiline`.
  static Result<Regex> Compile(std::string_view pattern, const RegexOptions& options);

  /// Whether `line` (one line, without its end) matches.
  Outcome MatchesLine(std::string_view line) const;

  bool multiline() const { return multiline_; }

  /// Whether the CR of a CRLF is part of the line that is matched.
  bool sees_carriage_return() const { return sees_carriage_return_; }

 private:
  friend class LineScanner;
  friend class SpanScanner;

  enum class Strategy {
    kLiterals,    ///< An occurrence of a literal is a match.
    kCandidates,  ///< Lines with a required literal are matched one by one.
    kBuffer,      ///< The automaton runs over the text as a whole.
    kEveryLine,   ///< Each line is matched by itself: the pattern's anchors mean the line.
  };

  Regex() = default;

  Strategy strategy_ = Strategy::kBuffer;
  bool multiline_ = false;
  bool sees_carriage_return_ = false;
  bool has_line_end_ = false;
  std::vector<LiteralSearcher> literals_;
  std::unique_ptr<Automaton> automaton_;  ///< Null when the literals are the pattern.
};

}  // namespace nacre

#endif  // NACRE_SEARCH_REGEX_H_
