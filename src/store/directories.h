#ifndef NACRE_STORE_DIRECTORIES_H_
#define NACRE_STORE_DIRECTORIES_H_

#include <string>
#include <string_view>
#include <vector>

#include "base/status.h"
#include "base/timestamp.h"
#include "store/tree.h"

/// What makes a tree of entries a tree of directories: every entry but "/" has a directory above
/// it.
namespace nacre {

/// Whether a directory stands at normalised `path`; "/" always does.
bool IsDirectory(const Tree& tree, std::string_view path);

/// The nearest file above `path`, which keeps anything from standing there; null when there is
/// none.
const Entry* BlockingFile(const Tree& tree, std::string_view path);

/// Makes the missing directories above `path` and adds them to `made`, topmost first.
/// `kNotADirectory`, with the tree unchanged, when a file stands in the way. O(log n) when the
/// parent is there.
Result<void> MakeParents(Tree& tree, std::string_view path, Timestamp now,
                         std::vector<EntryRef>& made);

/// Takes out everything below `path`, but not the entry at `path`.
void EraseBelowPath(Tree& tree, std::string_view path);

/// Everything below `path`, in path order, shared.
std::vector<EntryRef> EntriesBelow(const Tree& tree, std::string_view path);

/// Where a walk of what lies below `path` begins: `path` + "/". Everything below comes before
/// `EndBelow(path)`.
std::string BeginBelow(std::string_view path);
std::string EndBelow(std::string_view path);

}  // namespace nacre

#endif  // NACRE_STORE_DIRECTORIES_H_
