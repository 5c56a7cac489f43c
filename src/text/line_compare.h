#ifndef NACRE_TEXT_LINE_COMPARE_H_
#define NACRE_TEXT_LINE_COMPARE_H_

#include <cstddef>
#include <string_view>
#include <vector>

#include "text/lines.h"

namespace nacre {

/// A run of whole lines, in bytes and in lines counted from 0.
struct LineRun {
  ByteRange bytes;
  size_t line = 0;
  size_t count = 0;
};

/// Lines of the old text and what stands for them in the new one; either run may be empty.
struct LineChange {
  LineRun before;
  LineRun after;
};

/// Two stretches of whole lines to compare, and the line numbers at which they start.
struct LineBlock {
  ByteRange before;
  ByteRange after;
  size_t before_line = 0;
  size_t after_line = 0;
};

/// Appends the differences within `block` to `changes`, in order: the fewest lines (Myers), unless
/// that takes more than `limits::kDiffCost` steps or there are more than `limits::kDiffLines`
/// lines; then larger runs.
void CompareLines(std::string_view old_text, std::string_view new_text, const LineBlock& block,
                  std::vector<LineChange>* changes);

}  // namespace nacre

#endif  // NACRE_TEXT_LINE_COMPARE_H_
