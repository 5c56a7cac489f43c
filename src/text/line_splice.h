#ifndef NACRE_TEXT_LINE_SPLICE_H_
#define NACRE_TEXT_LINE_SPLICE_H_

#include <string>
#include <string_view>
#include <vector>

#include "text/rewrite.h"

namespace nacre {

/// Whole lines replaced by others.
struct LineSplice {
  ByteRange range;  ///< From the start of a line to the end of a line, its line end included; empty
                    ///< to insert.
  std::string text;                ///< Whole lines, each with its line end; "" to delete.
  std::string_view ending = "\n";  ///< The line end of the last line of `text`.
};

/// Applies `splices`, sorted and disjoint, to `content`, as if its last line had the line end
/// `ending` even when it has none: a range may reach, and an insertion may stand at,
/// `LinesEnd(content, ending)`. The last line of the result then has a line end or not, as
/// `terminated` says; no line at all is "".
Rewrite SpliceLines(std::string_view content, std::string_view ending,
                    std::vector<LineSplice> splices, bool terminated);

/// The size of `content` with `ending` after its last line, whether it is there or not. "" is one
/// line.
size_t LinesEnd(std::string_view content, std::string_view ending);

}  // namespace nacre

#endif  // NACRE_TEXT_LINE_SPLICE_H_
