#include "search/regex.h"

#include <re2/regexp.h>

#include <string>
#include <utility>

#include "base/format.h"
#include "base/limits.h"
#include "base/utf8.h"
#include "search/pattern_traits.h"

namespace nacre {
namespace {

struct Unreference {
  void operator()(re2::Regexp* regexp) const { regexp->Decref(); }
};
using Parsed = std::unique_ptr<re2::Regexp, Unreference>;

std::unexpected<Status> Invalid(std::string_view reason) {
  return Fail(
      Code::kInvalidPattern,
      "Invalid regex pattern: " + ToValidUtf8(Abbreviate(reason, limits::kMessageQuoteChars)));
}

/// Why RE2 refused, and what it lacks when that is the reason.
std::string Explain(const re2::RegexpStatus& status) {
  const std::string_view where(status.error_arg().data(), status.error_arg().size());
  std::string text = ToValidUtf8(status.Text());
  const bool look_around =
      where.starts_with("(?=") || where.starts_with("(?!") || where.starts_with("(?<");
  const bool back_reference = (where.size() == 2 && where[0] == '\\' &&
                               (where[1] == 'k' || (where[1] >= '1' && where[1] <= '9'))) ||
                              where == "(?P";
  if (status.code() == re2::kRegexpBadPerlOp && look_around) {
    text += " (look-ahead and look-behind are not supported: RE2 matches in linear time)";
  } else if (back_reference) {
    text += " (back-references are not supported: RE2 matches in linear time)";
  }
  return text;
}

/// Each `\p{...}` unfolds into hundreds of ranges before any memory bound applies.
size_t CountUnicodeClasses(std::string_view pattern) {
  size_t count = 0;
  for (size_t at = 0; at + 1 < pattern.size(); ++at) {
    if (pattern[at] == '\\' && (pattern[at + 1] | 0x20) == 'p') ++count;
  }
  return count;
}

re2::Regexp::ParseFlags FlagsFor(const RegexOptions& options) {
  int flags = (re2::Regexp::LikePerl & ~re2::Regexp::OneLine) | re2::Regexp::NeverCapture;
  if (options.ignore_case) flags |= re2::Regexp::FoldCase;
  if (options.fixed_string) flags |= re2::Regexp::Literal;
  if (!options.multiline) flags |= re2::Regexp::NeverNL;
  return static_cast<re2::Regexp::ParseFlags>(flags);
}

}  // namespace

Result<Regex> Regex::Compile(std::string_view pattern, const RegexOptions& options) {
  if (pattern.size() > limits::kPatternBytes) {
    return Invalid(Format("the pattern has {} bytes, at most {} are allowed", pattern.size(),
                          limits::kPatternBytes));
  }
  if (!IsValidUtf8(pattern)) return Invalid("the pattern is not valid UTF-8");
  if (!options.fixed_string && CountUnicodeClasses(pattern) > limits::kRegexUnicodeClasses) {
    return Invalid(Format("more than {} Unicode classes (\\p)", limits::kRegexUnicodeClasses));
  }
  re2::RegexpStatus status;
  const Parsed parsed(
      re2::Regexp::Parse({pattern.data(), pattern.size()}, FlagsFor(options), &status));
  if (!parsed) return Invalid(Explain(status));

  PatternTraits traits = AnalyzePattern(parsed.get());
  if (!traits.can_match && !options.multiline && pattern.contains('\n')) {
    return Invalid("a line holds no line break; set multiline to match across lines");
  }
  if (!traits.can_match && !options.multiline && pattern.contains("\\n")) {
    return Invalid("a line holds no \\n; set multiline to match across lines");
  }

  Regex regex;
  regex.multiline_ = options.multiline;
  regex.sees_carriage_return_ = traits.names_carriage_return;
  regex.has_line_end_ = traits.has_line_end;
  for (std::string& literal : traits.literals.strings) {
    regex.literals_.emplace_back(std::move(literal), traits.literals.letter_case);
  }
  const bool literals_suffice = traits.literals.suffice && !regex.literals_.empty();
  if (!literals_suffice || (options.multiline && regex.literals_.size() > 1)) {
    regex.automaton_ = Automaton::Build(parsed.get(), options.multiline);
    if (!regex.automaton_) return Invalid("the pattern is too large once compiled");
  }
  if (!regex.automaton_) {
    regex.strategy_ = Strategy::kLiterals;
  } else if (!regex.literals_.empty()) {
    regex.strategy_ = Strategy::kCandidates;
  } else if (traits.has_text_anchor || traits.has_any_byte) {
    regex.strategy_ = Strategy::kEveryLine;
  }
  return regex;
}

Outcome Regex::MatchesLine(std::string_view line) const {
  if (automaton_) return automaton_->Matches(line);
  for (const LiteralSearcher& literal : literals_) {
    if (literal.Find(line) != std::string_view::npos) return Outcome::kFound;
  }
  return Outcome::kNone;
}

}  // namespace nacre
