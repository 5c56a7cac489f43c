#ifndef NACRE_SEARCH_GLOB_SEGMENT_H_
#define NACRE_SEARCH_GLOB_SEGMENT_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace nacre {

/// One segment of a glob, compiled: what a single path segment is matched against.
class GlobSegment {
 public:
  /// `pattern` holds no unescaped "/" and is valid UTF-8; with `dot`, wildcards match a leading dot
  /// too.
  GlobSegment(std::string_view pattern, bool dot);

  /// Whether the segment is `**` alone: any number of path segments.
  bool is_globstar() const { return kind_ == Kind::kGlobstar; }

  /// Whether `name`, one path segment, matches. For a globstar: whether it may absorb `name`.
  /// O(pattern length x name length).
  bool Matches(std::string_view name) const;

 private:
  enum class Kind {
    kGlobstar,
    kLiteral,  ///< `literal_` is the whole name.
    kSuffix,   ///< `*` then `literal_`.
    kPrefix,   ///< `literal_` then `*`.
    kGeneral,
  };

  /// A bracket expression.
  struct Class {
    bool negated = false;
    std::vector<std::pair<uint32_t, uint32_t>> ranges;  ///< Inclusive code point ranges.
    bool Contains(uint32_t code_point) const;
  };

  struct Token {
    enum class Kind { kChar, kAny, kStar, kClass };
    Kind kind;
    uint32_t value = 0;  ///< The code point of `kChar`, the index into `classes_` of `kClass`.
  };

  void Tokenize(std::string_view pattern);
  bool ParseClass(std::string_view pattern, size_t& at);
  void ChooseKind();
  bool MatchesTokens(std::string_view name) const;
  bool MatchesToken(const Token& token, uint32_t code_point, bool wild) const;

  Kind kind_ = Kind::kGeneral;
  bool dot_;
  std::string literal_;
  std::vector<Token> tokens_;
  std::vector<Class> classes_;
};

}  // namespace nacre

#endif  // NACRE_SEARCH_GLOB_SEGMENT_H_
