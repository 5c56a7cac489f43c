#ifndef NACRE_TEXT_EDIT_H_
#define NACRE_TEXT_EDIT_H_

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

#include "base/status.h"

/// Edits that replace one string by another.
namespace nacre {

/// One replacement. The views must outlive the call.
struct TextEdit {
  std::string_view old_string;
  std::string_view new_string;
  bool replace_all = false;
  /// When `old_string` does not occur as it is: compare whole lines, ignoring how much white space
  /// stands where.
  bool tolerant = false;
};

/// What every kind of edit answers.
struct EditResult {
  std::string content;          ///< The whole new text.
  size_t occurrences = 0;       ///< Replacements made.
  std::string diff;             ///< Unified diff, "" when nothing changed.
  bool diff_truncated = false;  ///< Whether `diff` was cut at `limits::kDiffBytes`.
  bool tolerant = false;        ///< Whether a tolerant match was needed.
};

/// Replaces `edit.old_string` in `content`: literally, without overlaps, from left to right. It
/// must occur exactly once unless `replace_all`. When it holds no CR and the file has CR LF line
/// ends, LF matches CR LF and the replacement is written with the file's line end. `path` is for
/// messages and the diff. Fails with `kNotText`, `kInvalidArgument` (an empty `old_string` on a
/// file that is not empty, equal strings, strings that are not UTF-8), `kNoMatch` (naming the
/// nearest line), `kNotUnique`, `kLimitExceeded` (a result over `limits::kFileBytes`).
Result<EditResult> ReplaceText(std::string_view path, std::string_view content,
                               const TextEdit& edit);

/// Applies `edits` in order, each to the result of those before it; all or none. Failures are those
/// of `ReplaceText` and name the edit ("Edit 2 of 3: ..."); also more than `limits::kEditsPerCall`,
/// none at all, or too much work for one call (`limits::kEditScanBytes`).
Result<EditResult> ReplaceTexts(std::string_view path, std::string_view content,
                                std::span<const TextEdit> edits);

}  // namespace nacre

#endif  // NACRE_TEXT_EDIT_H_
