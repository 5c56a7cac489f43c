// Reads hostile archives; what was read is stored, written again and read back to the same tree.

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <utility>

#include "store/store.h"
#include "store/tar.h"
#include "store/tree_diff.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size);

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace nacre;
  auto contents = ReadTar({reinterpret_cast<const char*>(data), size}, "/");
  if (!contents) return 0;
  Store store;
  if (!store.Import(contents->entries, 0)) return 0;
  if (!store.tree().IsSound()) __builtin_trap();
  auto archive = WriteTar(store.tree(), "/");
  if (!archive) return 0;
  auto again = ReadTar((*archive)->bytes(), "/");
  if (!again) __builtin_trap();
  Store copy;
  if (!copy.Import(again->entries, 0)) __builtin_trap();
  if (!DiffTrees(store.tree(), copy.tree()).empty()) __builtin_trap();
  return 0;
}
