#ifndef NACRE_TEXT_PATCH_PARSE_H_
#define NACRE_TEXT_PATCH_PARSE_H_

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/status.h"
#include "text/lines.h"
#include "text/patch.h"

namespace nacre {

/// The failure "Patch line 3: {message}".
std::unexpected<Status> RefusePatch(size_t patch_line, std::string_view message);

/// The lines of a patch, numbered.
class PatchReader {
 public:
  explicit PatchReader(std::string_view patch);

  bool done() const { return !has_line_; }
  std::string_view line() const { return line_; }  ///< The current line. Requires `!done()`.
  size_t number() const { return number_; }        ///< Its number from 1; the last one's when done.
  void Advance();

  /// The line after the current one; nothing at the end.
  std::optional<std::string_view> Peek() const;

  void SkipBlank();

  /// `RefusePatch` at the current line.
  std::unexpected<Status> Refuse(std::string_view message) const {
    return RefusePatch(number_, message);
  }

 private:
  bool Read(LineCursor* cursor, std::string_view* line) const;

  LineCursor cursor_;
  bool strip_cr_ = false;
  bool has_line_ = false;
  std::string_view line_;
  size_t number_ = 0;
};

/// Parses from "*** Begin Patch" on.
Result<std::vector<FilePatch>> ParseV4aPatch(PatchReader* reader);

/// Parses from the first header on.
Result<std::vector<FilePatch>> ParseUnifiedDiff(PatchReader* reader);

/// `NormalizePath` with the patch's line in the message; refuses the root.
Result<std::string> PatchPath(size_t patch_line, std::string_view raw);

/// `text` as quoted in messages.
std::string QuotePatchText(std::string_view text);

}  // namespace nacre

#endif  // NACRE_TEXT_PATCH_PARSE_H_
