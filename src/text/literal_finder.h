#ifndef NACRE_TEXT_LITERAL_FINDER_H_
#define NACRE_TEXT_LITERAL_FINDER_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "text/lines.h"

namespace nacre {

/// Finds the non-overlapping occurrences of a string from left to right. Both strings must outlive
/// it. Compares the first and the last byte, 16 places at a time; changes to Knuth-Morris-Pratt
/// when candidates keep failing, so the whole search is linear.
class LiteralFinder {
 public:
  /// `needle` must not be empty.
  LiteralFinder(std::string_view haystack, std::string_view needle);

  /// The next occurrence.
  std::optional<ByteRange> Next();

 private:
  std::optional<size_t> FindByEnds();
  std::optional<size_t> FindByPrefixes();
  bool Matches(size_t at);

  std::string_view haystack_;
  std::string_view needle_;
  size_t from_ = 0;
  size_t compared_ = 0;             // Bytes of failed comparisons so far.
  std::vector<uint32_t> prefixes_;  // Filled on the change to Knuth-Morris-Pratt.
};

/// Like `LiteralFinder`, for a needle without CR: its LF also matches CR LF.
class FoldedFinder {
 public:
  FoldedFinder(std::string_view haystack, std::string_view needle);
  FoldedFinder(const FoldedFinder&) = delete;
  FoldedFinder& operator=(const FoldedFinder&) = delete;

  std::optional<ByteRange> Next();

 private:
  // The place in the haystack of `offset` in the folded text; offsets must not decrease.
  size_t Unfold(size_t offset);

  std::string_view haystack_;
  std::string folded_;
  LiteralFinder finder_;
  size_t pair_;         // The next CR LF of the haystack that is not yet counted ...
  size_t dropped_ = 0;  // ... in the CRs dropped so far.
};

}  // namespace nacre

#endif  // NACRE_TEXT_LITERAL_FINDER_H_
