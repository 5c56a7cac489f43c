// Reads hostile documents; what was read is stored, exported and read back to the same tree, times
// included.

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "store/documents.h"
#include "store/store.h"
#include "store/tree_diff.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size);

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace nacre;
  auto entries = ParseDocuments({reinterpret_cast<const char*>(data), size});
  if (!entries) return 0;
  Store store;
  if (!store.Import(*entries, 0)) return 0;
  auto json = ExportDocuments(store.tree(), "/");
  if (!json) return 0;
  auto again = ParseDocuments((*json)->bytes());
  if (!again) __builtin_trap();
  Store copy;
  if (!copy.Import(*again, 0)) __builtin_trap();
  if (!DiffTrees(store.tree(), copy.tree()).empty()) __builtin_trap();
  return 0;
}
