#ifndef NACRE_SEARCH_SCANNER_H_
#define NACRE_SEARCH_SCANNER_H_

#include <cstddef>
#include <string_view>
#include <vector>

#include "search/regex.h"

namespace nacre {

/// Finds the occurrences of any of a few literals from left to right; each literal's next
/// occurrence is remembered.
class LiteralCursor {
 public:
  LiteralCursor(const std::vector<LiteralSearcher>& literals, std::string_view text);

  /// Start of the first occurrence at or after `from`, or `std::string_view::npos`. `from` never
  /// decreases.
  size_t Next(size_t from);

 private:
  const std::vector<LiteralSearcher>& literals_;
  std::string_view text_;
  std::vector<size_t> next_;  ///< Of each literal; empty when there is only one.
};

/// Goes through the lines of a text that match a pattern which is not multiline.
class LineScanner {
 public:
  /// Both must outlive the scanner.
  LineScanner(const Regex& regex, std::string_view text);

  /// The next line that matches: without its LF and, unless the pattern sees it, without the CR of
  /// a CRLF.
  Outcome Next(ByteSpan& line);

 private:
  Outcome NextCandidate(ByteSpan& line);
  Outcome NextInBuffer(ByteSpan& line);
  Outcome NextByLine(ByteSpan& line);
  ByteSpan LineAt(size_t at) const;
  void Trim(ByteSpan& line) const;

  const Regex& regex_;
  std::string_view text_;
  size_t from_ = 0;  ///< Start of the next line to look at.
  Regex::Strategy strategy_;
  bool slowly_ = false;  ///< The fast engine gave up on this text.
  LiteralCursor cursor_;
};

/// Goes through the matches of a multiline pattern, at most one starting on each line.
class SpanScanner {
 public:
  /// Both must outlive the scanner.
  SpanScanner(const Regex& regex, std::string_view text);

  /// The next match, as the whole lines that it touches, without the last one's LF.
  Outcome Next(ByteSpan& lines);

 private:
  const Regex& regex_;
  std::string_view text_;
  size_t from_ = 0;
  LiteralCursor cursor_;
};

}  // namespace nacre

#endif  // NACRE_SEARCH_SCANNER_H_
