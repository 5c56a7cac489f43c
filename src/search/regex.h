#ifndef NACRE_SEARCH_REGEX_H_
#define NACRE_SEARCH_REGEX_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>

#include "base/status.h"

namespace nacre {

struct RegexOptions {
  bool ignore_case = false;
  bool fixed_string = false;  ///< The pattern is a literal string, not a regular expression.
  bool multiline = false;     ///< Matches may span lines; otherwise each line is matched by itself.
};

/// A half-open range of bytes.
struct ByteSpan {
  size_t begin = 0;
  size_t end = 0;
};

/// A compiled search pattern in RE2's syntax, matched in linear time.
///
/// Lines end at LF. A line is matched as it is read: without its LF and without a CR before that LF, so `$` matches
/// at the end of a CRLF line; a pattern that spells out CR (`\r`) sees it. `^` and `$` match at line bounds, and
/// `.`, `\s` and negated classes never match LF unless `multiline` is set. A final LF starts no further line.
class Regex {
 public:
  /// Fails with `kInvalidPattern`, `Invalid regex pattern: {reason}`, on a pattern that is malformed, not UTF-8,
  /// over `limits::kPatternBytes`, too large once compiled, needs look-around or back-references, or needs a line
  /// break without `multiline`.
  static Result<Regex> Compile(std::string_view pattern, const RegexOptions& options);

  Regex(Regex&&) noexcept;
  Regex& operator=(Regex&&) noexcept;
  ~Regex();

  /// Outcome of one search step.
  enum class Outcome {
    kFound,
    kNone,
    kTooComplex,  ///< The pattern's automaton outgrew its memory and the slow engine its budget.
  };

  /// The first line at or after `from` that matches; `from` is a line's start. On `kFound`, `line` is the line
  /// without LF and without the CR of a CRLF. Not for `multiline`.
  Outcome FindLine(std::string_view text, size_t from, ByteSpan& line) const;

  /// The leftmost match at or after `from`, which may span lines and may be empty. For `multiline`.
  Outcome FindSpan(std::string_view text, size_t from, ByteSpan& match) const;

  /// Whether `line` (one line, without its end) matches.
  bool MatchesLine(std::string_view line) const;

  bool multiline() const;

 private:
  struct Program;
  explicit Regex(std::unique_ptr<Program> program);
  std::unique_ptr<Program> program_;
};

}  // namespace nacre

#endif  // NACRE_SEARCH_REGEX_H_
