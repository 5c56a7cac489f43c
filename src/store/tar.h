#ifndef NACRE_STORE_TAR_H_
#define NACRE_STORE_TAR_H_

#include <string>
#include <string_view>
#include <vector>

#include "base/status.h"
#include "store/content.h"
#include "store/entry.h"
#include "store/tree.h"

/// Tar archives: ustar, PAX headers and GNU long names.
namespace nacre {

/// A member that has no place in a store.
struct TarSkip {
  std::string path;    ///< As the archive names it.
  std::string reason;  ///< "symbolic link", "sparse file", ...
};

struct TarContents {
  std::vector<EntryRef>
      entries;  ///< Files and directories in archive order; a later one at a path wins.
  std::vector<TarSkip> skipped;
};

/// Reads a whole archive, placing every member below directory `into`. Links, devices and sparse
/// files are skipped and reported; times of creation stay unknown. An archive that is cut short,
/// has a wrong checksum or names a path outside (`..`) is refused whole: `kCorrupt` or
/// `kInvalidPath`. Memory is bounded by the archive's own size.
Result<TarContents> ReadTar(std::string_view archive, std::string_view into);

/// The subtree at `path` as an archive, names relative to `path` (a file: its basename), in path
/// order, owned by 0:0, modes 0644 and 0755: equal trees give equal bytes. A PAX header carries
/// what ustar cannot. `kNotFound` when nothing stands at `path`.
Result<ContentRef> WriteTar(const Tree& tree, std::string_view path);

}  // namespace nacre

#endif  // NACRE_STORE_TAR_H_
