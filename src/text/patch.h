#ifndef NACRE_TEXT_PATCH_H_
#define NACRE_TEXT_PATCH_H_

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/status.h"
#include "text/edit.h"

/// Patches over several files: the V4A format ("*** Begin Patch") and unified diffs.
namespace nacre {

enum class PatchAction { kAdd, kUpdate, kDelete };

/// "add", "update" or "delete".
std::string_view PatchActionName(PatchAction action);

/// A line of a hunk, as a view into the patch.
struct PatchLine {
  enum class Kind { kContext, kRemove, kAdd };
  Kind kind;
  std::string_view text;
};

/// A run of lines to find and change.
struct PatchHunk {
  size_t patch_line = 0;                  ///< 1-based line of the patch, for messages.
  std::vector<std::string_view> anchors;  ///< V4A: lines to pass first, in order.
  std::optional<size_t> lines_before;     ///< Unified: how many lines of the old file come before.
  std::vector<PatchLine> lines;
  bool at_end = false;            ///< V4A: the hunk's lines are the last of the file.
  bool old_unterminated = false;  ///< Unified: no LF ends the last old line.
  bool new_unterminated = false;  ///< Unified: no LF ends the last new line.
};

/// What a patch does to one file. Views point into the patch.
struct FilePatch {
  PatchAction action = PatchAction::kUpdate;
  std::string path;     ///< Normalised.
  std::string move_to;  ///< Normalised; "" for no move.
  std::vector<PatchHunk> hunks;
  size_t patch_line = 0;
};

struct PatchOptions {
  /// Compare lines ignoring how much white space stands where, when they do not occur as they are.
  bool tolerant = false;
};

/// Parses `patch`, which must outlive the result. Refuses, naming the patch's line: what is neither
/// format, bad paths, one path named twice, wrong hunk counts, binary patches, copies, sizes over
/// `limits::kPatchBytes`, `limits::kPatchFiles`, `limits::kPatchHunks`.
Result<std::vector<FilePatch>> ParsePatch(std::string_view patch);

/// One file's outcome.
struct PatchedFile : EditResult {  // `content` is "" and `occurrences` 1 for a deleted file.
  PatchAction action = PatchAction::kUpdate;
  std::string path;
  std::string move_to;
};

/// The content of a file; `kNotFound` when there is none.
using FileReader = std::function<Result<std::string>(std::string_view path)>;

/// Parses and applies `patch`; all or nothing, and nothing is written: the caller stores what is
/// returned. Lines must match exactly (a CR before LF aside); a unified hunk that is not where it
/// says is accepted where its lines occur exactly once. Failures are those of `ParsePatch`,
/// `ReplaceText`, the reader, and `kAlreadyExists` for an added file or a move target that exists.
Result<std::vector<PatchedFile>> ApplyPatch(std::string_view patch, const FileReader& read,
                                            const PatchOptions& options = {});

}  // namespace nacre

#endif  // NACRE_TEXT_PATCH_H_
