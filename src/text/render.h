#ifndef NACRE_TEXT_RENDER_H_
#define NACRE_TEXT_RENDER_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/limits.h"
#include "base/status.h"

/// Pages of a text file as a model reads them.
namespace nacre {

/// Which lines to show.
struct PageRequest {
  int64_t offset = 0;  ///< Lines to skip.
  int64_t limit = static_cast<int64_t>(limits::kReadLines);
  /// Whether the caller chose the range. A page over `limits::kReadChars` is then an error;
  /// otherwise it is cut.
  bool explicit_range = false;
  /// `CountLines` of the content, when the caller knows it. Giving it also says that the content is
  /// well-formed UTF-8: the work is then proportional to the page and what is skipped before it.
  std::optional<size_t> total_lines = std::nullopt;
};

/// A rendered page.
struct Page {
  std::string text;
  size_t total_lines = 0;
  size_t start_line = 0;              ///< 1-based first line shown; 0 when none is.
  size_t end_line = 0;                ///< 1-based last line shown whole; 0 when none is.
  std::optional<size_t> next_offset;  ///< The offset that goes on from here, when lines remain.
  bool truncated = false;             ///< Whether lines remain, or a line or the page was cut.
};

/// Renders lines as `cat -n` does: the 1-based number right-aligned to 6, TAB, the line without its
/// line end; rows joined by LF. Lines over `limits::kLineChars` are cut and say so. "(empty file)"
/// for no lines;
/// "\n\n... (3 more lines)" when lines remain.
/// `path` appears in messages only. Fails with `kInvalidArgument` for a negative or too large
/// offset or limit, `kNotText`, and `kLimitExceeded` for an explicit range over
/// `limits::kReadChars`.
Result<Page> RenderNumbered(std::string_view path, std::string_view content,
                            const PageRequest& request);

/// The bytes of the lines as they are, line ends included: no numbers, notes or ceiling. Fails like
/// `RenderNumbered`.
Result<Page> RenderRaw(std::string_view path, std::string_view content, const PageRequest& request);

/// The failure of reading bytes that are not UTF-8 as text.
Status BinaryFile(std::string_view path);

/// "\n\n... (1 more line)", "\n\n... (2 more lines)".
std::string MoreLinesNote(size_t remaining);

}  // namespace nacre

#endif  // NACRE_TEXT_RENDER_H_
