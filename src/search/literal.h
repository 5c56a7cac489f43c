#ifndef NACRE_SEARCH_LITERAL_H_
#define NACRE_SEARCH_LITERAL_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace nacre {

/// How letters compare: `kAsciiInsensitive` folds A-Z with a-z and nothing else.
enum class LetterCase { kExact, kAsciiInsensitive };

/// Finds one needle in many haystacks. A vector scan looks for the needle's two rarest bytes (by
/// their frequency in source code) at their distance and verifies candidates; when too many
/// candidates fail, a linear algorithm takes over, so that `Find` is O(haystack + needle) on any
/// input. Immutable, so one searcher serves concurrent scans.
class LiteralSearcher {
 public:
  explicit LiteralSearcher(std::string needle, LetterCase letter_case = LetterCase::kExact);

  /// Start of the first occurrence at or after `from`, or `std::string_view::npos`. An empty needle
  /// occurs at every index up to the haystack's size.
  size_t Find(std::string_view haystack, size_t from = 0) const;

  /// The needle; lower-cased when letters fold.
  const std::string& needle() const { return needle_; }
  LetterCase letter_case() const { return letter_case_; }

 private:
  bool VerifyAt(const char* candidate) const;
  size_t FindTail(std::string_view haystack, size_t from) const;
  size_t FindLinear(std::string_view haystack, size_t from) const;

  std::string needle_;
  LetterCase letter_case_;
  size_t rare_ = 0;        ///< Offset of the rarest byte of the needle.
  size_t companion_ = 0;   ///< Offset of the second rarest; `rare_` when the needle has one byte.
  uint8_t rare_fold_ = 0;  ///< 0x20 when the byte at `rare_` is a letter that folds, else 0.
  uint8_t companion_fold_ = 0;
};

/// How much finding `literal` narrows source code down, in bits: -log2 of its expected frequency,
/// from a static table of byte frequencies, capped per byte.
double LiteralRarity(std::string_view literal, LetterCase letter_case);

}  // namespace nacre

#endif  // NACRE_SEARCH_LITERAL_H_
