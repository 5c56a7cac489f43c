#ifndef NACRE_TEXT_HUNK_APPLY_H_
#define NACRE_TEXT_HUNK_APPLY_H_

#include <span>
#include <string_view>

#include "base/status.h"
#include "text/patch.h"
#include "text/rewrite.h"

namespace nacre {

/// A file's new text and how it came about.
struct PatchedText {
  Rewrite rewrite;
  bool tolerant = false;  ///< Whether a hunk needed a tolerant match.
};

/// Applies `hunks` to `content`, which must be UTF-8 and outlive the result. `path` is for
/// messages.
Result<PatchedText> ApplyHunks(std::string_view path, std::string_view content,
                               std::span<const PatchHunk> hunks, const PatchOptions& options);

}  // namespace nacre

#endif  // NACRE_TEXT_HUNK_APPLY_H_
