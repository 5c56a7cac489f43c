#ifndef NACRE_TEXT_LINE_FINDER_H_
#define NACRE_TEXT_LINE_FINDER_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "text/lines.h"

namespace nacre {

/// When two lines, taken without their line ends, count as the same.
enum class LineEquality {
  kExact,       ///< The same bytes.
  kWhiteSpace,  ///< The same after trimming both ends and taking each run of spaces and tabs as one
                ///< space.
};

bool SameLine(std::string_view a, std::string_view b, LineEquality equality);

/// Whether `line` holds nothing but spaces, tabs and CR.
bool IsBlank(std::string_view line);

/// Finds the non-overlapping places where whole lines of a text are those of a pattern. Linear
/// (Knuth-Morris-Pratt over lines). The text and the pattern's lines must outlive it.
class LineFinder {
 public:
  /// `lines` must not be empty, and holds lines without their line ends. `from` is the start of a
  /// line.
  LineFinder(std::string_view text, std::span<const std::string_view> lines, LineEquality equality,
             size_t from = 0);

  /// The bytes of the next match, the last line end included.
  std::optional<ByteRange> Next();

 private:
  LineCursor cursor_;
  std::span<const std::string_view> lines_;
  LineEquality equality_;
  std::vector<uint32_t> prefixes_;
  std::vector<size_t> begins_;  // Where the last `lines_.size()` lines began, a ring.
  size_t read_ = 0;
};

/// The lines of `text` without their line ends.
std::vector<std::string_view> SplitLines(std::string_view text);

}  // namespace nacre

#endif  // NACRE_TEXT_LINE_FINDER_H_
