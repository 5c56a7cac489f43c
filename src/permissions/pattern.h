#ifndef NACRE_PERMISSIONS_PATTERN_H_
#define NACRE_PERMISSIONS_PATTERN_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace nacre {

/// What the stars of a pattern stand for.
enum class PatternKind {
  kPath,     ///< `*` stops at "/", `**` does not; `**` stops at a line feed.
  kCommand,  ///< `*` and `**` are the same: any run of characters, slashes and line feeds included.
};

/// One compiled permission pattern. It matches the whole target, case-sensitively, one code point
/// at a time:
///
///   `**/`    zero or more leading directories      `?`     one code point that is not "/"
///   `**`     any run without line feeds            `[...]` a class; `[!` or `[^` negates, a first
///   "]" is literal
///   `*`      any run without "/"                   other   itself
///
/// A class body follows Python's `re`: ranges and escapes such as `\d`, `\w`, `\s` (Unicode),
/// `\x41`. A pattern whose class is malformed (`[z-a]`, or a body that ends in a lone backslash) is
/// inert: it matches nothing. A "[" without a "]" is literal. A match may stop before one final
/// line feed of the target. Bytes that are not UTF-8 are code points of their own, equal to nothing
/// but themselves.
///
/// Matching simulates an automaton: time O(pattern x target), memory O(pattern), whatever the
/// input.
class Pattern {
 public:
  explicit Pattern(std::string_view text, PatternKind kind = PatternKind::kPath);

  bool Matches(std::string_view target) const;

  /// Whether the pattern is malformed and so matches nothing.
  bool inert() const { return inert_; }

 private:
  enum class Op : uint8_t { kLiteral, kNotSlash, kClass, kRun, kOptional, kDirectories };
  enum class Run : uint8_t { kNotSlash, kNotLineFeed, kAnything };
  struct Step {
    Op op;
    Run run = Run::kNotSlash;
    char32_t literal = 0;
    size_t class_index = 0;
  };
  /// A set of code points: ranges plus Unicode categories.
  struct Class {
    struct Range {
      char32_t low;
      char32_t high;
    };
    bool negated = false;
    std::vector<Range> ranges;
    std::string categories;  ///< Letters of `\d \D \w \W \s \S`.
    bool Contains(char32_t c) const;
  };
  class Builder;
  class Frontier;

  bool Advances(const Step& step, char32_t c) const;

  std::vector<Step> steps_;
  std::vector<Class> classes_;
  std::string longest_literal_;  ///< Occurs in every match; a quick way to say no.
  bool inert_ = false;
};

}  // namespace nacre

#endif  // NACRE_PERMISSIONS_PATTERN_H_
