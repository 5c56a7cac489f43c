#ifndef NACRE_SEARCH_PATTERN_TRAITS_H_
#define NACRE_SEARCH_PATTERN_TRAITS_H_

#include <string>
#include <vector>

#include "search/literal.h"

namespace re2 {
class Regexp;
}

namespace nacre {

/// Literals of which at least one occurs in every match of a pattern.
struct RequiredLiterals {
  std::vector<std::string> strings;  ///< None: nothing useful is required.
  LetterCase letter_case = LetterCase::kExact;
  bool suffice = false;  ///< An occurrence is a match: no engine needs to look again.
};

/// What a search needs to know of a parsed pattern to choose its strategy.
struct PatternTraits {
  RequiredLiterals literals;
  bool can_match = true;         ///< False when no text at all can match.
  bool has_line_end = false;     ///< `$`.
  bool has_text_anchor = false;  ///< `\A` or `\z`.
  bool has_any_byte = false;     ///< `\C`.
  bool names_carriage_return = false;
};

/// Walks the syntax tree once, without recursion.
PatternTraits AnalyzePattern(re2::Regexp* regexp);

}  // namespace nacre

#endif  // NACRE_SEARCH_PATTERN_TRAITS_H_
