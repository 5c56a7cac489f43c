#ifndef NACRE_STORE_WALK_H_
#define NACRE_STORE_WALK_H_

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "base/path.h"
#include "store/directories.h"
#include "store/tree.h"

namespace nacre {

/// Visits the files below directory `base` in path order. `descend(relative_dir)` is asked once for
/// each directory and may answer false to leave out all below it; `visit(entry, relative_path)`
/// answers false to end the walk. It begins at `from`, where that is below `base`; `visit` is then
/// called for files below some directories that were left out before.
template <typename Descend, typename Visit>
void WalkFiles(const Tree& tree, std::string_view base, Descend descend, Visit visit,
               std::string_view from = {}) {
  // Directories left out whose content is still to come. What is below "a" comes after siblings
  // such as "a-b" and all below them, so the last one in is the first to be passed.
  std::vector<std::string_view> left_out;
  std::string begin = BeginBelow(base);
  std::string end = EndBelow(base);
  TreeCursor at(tree, std::max<std::string_view>(begin, from));
  while (!at.done() && at->path() < end) {
    std::string_view path = at->path();
    if (!left_out.empty()) {
      std::string_view directory = left_out.back();
      if (IsWithin(path, directory)) {
        left_out.pop_back();
        at.SeekForward(EndBelow(directory));
        continue;
      }
      if (path > BeginBelow(directory)) {
        left_out.pop_back();
        continue;
      }
    }
    std::string_view relative = RelativeTo(path, base);
    if (at->is_directory()) {
      if (!descend(relative)) left_out.push_back(path);
    } else if (!visit(*at, relative)) {
      return;
    }
    at.Next();
  }
}

}  // namespace nacre

#endif  // NACRE_STORE_WALK_H_
