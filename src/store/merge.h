#ifndef NACRE_STORE_MERGE_H_
#define NACRE_STORE_MERGE_H_

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/status.h"
#include "base/timestamp.h"
#include "store/tree.h"

namespace nacre {

/// What a merge does with a path that both sides changed in ways that do not fit together.
enum class MergeStrategy {
  kReport,  ///< Changes nothing at all and lists the conflicts.
  kOurs,    ///< Keeps our side of each conflict.
  kTheirs,  ///< Takes their side of each conflict.
};

/// "report", "ours" or "theirs"; nothing for another word.
std::optional<MergeStrategy> ParseMergeStrategy(std::string_view name);

enum class ConflictKind {
  kBothModified,        ///< Both changed the same lines, or a file that is not text.
  kBothAdded,           ///< Both made the path, with different bytes.
  kModifiedAndRemoved,  ///< Changed here, removed there.
  kRemovedAndModified,  ///< Removed here, changed there.
  kFileAndDirectory,    ///< A file on one side, a directory on the other.
};

/// The stable snake_case name, such as "both_modified".
std::string_view ConflictKindName(ConflictKind kind);

struct MergeConflict {
  std::string path;
  ConflictKind kind;
  std::string reason;  ///< One sentence.
};

struct MergedTree {
  Tree tree;  ///< Ours, unchanged, when conflicts are reported.
  std::vector<MergeConflict>
      conflicts;      ///< In path order; settled by the strategy unless it is `kReport`.
  size_t taken = 0;   ///< Paths that came from their side as they are.
  size_t merged = 0;  ///< Text files woven from both sides.
};

/// Three-way merge of the changes `base` -> `theirs` into `ours`. Files change as wholes, except
/// that a text file changed on both sides in different regions is merged by lines. Woven files get
/// `now` as their time of change. The cost follows the two differences. `kOutOfMemory` leaves
/// nothing changed.
Result<MergedTree> MergeTrees(const Tree& base, const Tree& ours, const Tree& theirs,
                              MergeStrategy strategy, Timestamp now);

/// Merges three versions of a text by lines; nothing when both sides changed the same lines
/// differently.
std::optional<std::string> MergeLines(std::string_view base, std::string_view ours,
                                      std::string_view theirs);

}  // namespace nacre

#endif  // NACRE_STORE_MERGE_H_
