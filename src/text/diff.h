#ifndef NACRE_TEXT_DIFF_H_
#define NACRE_TEXT_DIFF_H_

#include <span>
#include <string>
#include <string_view>

#include "text/rewrite.h"

/// Unified diffs with three lines of context.
namespace nacre {

struct UnifiedDiff {
  std::string text;  ///< "" when the texts are equal.
  bool truncated =
      false;  ///< Whether `text` was cut at `limits::kDiffBytes`; its last line then says so.
  bool binary = false;  ///< Whether a side is binary, and `text` only says that they differ.
};

/// The two sides of a diff. Paths are normalised ("/src/a.txt" is shown as "a/src/a.txt"); "" is an
/// absent file.
struct DiffSides {
  std::string_view old_path;
  std::string_view old_text;
  std::string_view new_path;
  std::string_view new_text;
};

/// Compares line by line. Minimal for small differences; past `limits::kDiffCost` steps a block is
/// shown as replaced whole, so time is bounded by a few passes over the texts.
UnifiedDiff DiffTexts(const DiffSides& sides);

/// The same diff when it is known where the texts differ: looks only at the lines of `changes`.
/// Empty for equal texts.
UnifiedDiff DiffChanges(const DiffSides& sides, std::span<const Change> changes);

}  // namespace nacre

#endif  // NACRE_TEXT_DIFF_H_
