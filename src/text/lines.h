#ifndef NACRE_TEXT_LINES_H_
#define NACRE_TEXT_LINES_H_

#include <cstddef>
#include <string>
#include <string_view>

/// Text as lines: a line ends at LF, and a CR directly before that LF belongs to the line end. A
/// final LF ends the last line and starts no other: "" has 0 lines, "a" and "a\n" have 1, "\n"
/// has 1. Lines are counted from 0 here; what people read counts from 1.
namespace nacre {

/// A half-open range of byte offsets.
struct ByteRange {
  size_t begin = 0;
  size_t end = 0;

  size_t size() const { return end - begin; }
  bool operator==(const ByteRange&) const = default;
};

/// LF bytes in `text`. Some 10 GB/s.
size_t CountNewlines(std::string_view text);

/// Whether the last line of `text` is ended by LF. False for "".
bool HasFinalNewline(std::string_view text);

/// Lines in `text`.
size_t CountLines(std::string_view text);

/// What Python's `len(text.splitlines())` gives: lines end at LF, CR, CR LF, VT, FF, FS, GS, RS,
/// NEL, LS and PS.
size_t CountPythonLines(std::string_view text);

/// Byte offset at which line `line` starts; `text.size()` when there is no such line.
size_t LineStart(std::string_view text, size_t line);

/// The line that holds the byte at `offset`, which may be `text.size()`.
size_t LineOfOffset(std::string_view text, size_t offset);

/// Byte offset at which the line that holds the byte at `offset` starts.
size_t StartOfLineAt(std::string_view text, size_t offset);

/// Byte offset after the line end of the line that holds the byte at `offset`; `text.size()` for
/// the last line.
size_t EndOfLineAt(std::string_view text, size_t offset);

/// The bytes of the lines [first, last), their line ends included. Lines past the end are empty.
ByteRange LineRange(std::string_view text, size_t first, size_t last);

/// One line, as views into the text.
struct Line {
  std::string_view text;    ///< Without its line end.
  std::string_view ending;  ///< "\n", "\r\n", or "" for a last line that LF does not end.
  size_t begin = 0;         ///< Byte offset of `text`.

  size_t end() const { return begin + text.size() + ending.size(); }
};

/// Walks the lines of a text without allocating.
class LineCursor {
 public:
  /// Starts at `offset`, which must be the start of a line.
  explicit LineCursor(std::string_view text, size_t offset = 0) : text_(text), offset_(offset) {}

  /// Reads the next line into `line`; false at the end.
  bool Next(Line* line);

  /// Where the next line starts.
  size_t offset() const { return offset_; }

 private:
  std::string_view text_;
  size_t offset_;
};

/// The line end in use around `offset`: that of the line there, else of the line before; "\n" when
/// there is none.
std::string_view LineEndingNear(std::string_view text, size_t offset);

/// A copy of `text` with `ending` ("\n" or "\r\n") for each LF that has no CR before it. CR LF
/// pairs stay.
std::string WithLineEnding(std::string_view text, std::string_view ending);

}  // namespace nacre

#endif  // NACRE_TEXT_LINES_H_
