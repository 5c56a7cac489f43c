// Input: one byte of options, a glob, LF, a path. A path that matches must not lie below a pruned
// directory.

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/path.h"
#include "search/file_filter.h"
#include "search/glob.h"

namespace {

void Require(bool holds) {
  if (!holds) __builtin_trap();
}

template <typename CouldBelow>
void RequireReachable(std::string_view path, CouldBelow could_below) {
  for (size_t slash = path.find('/'); slash != path.npos; slash = path.find('/', slash + 1)) {
    Require(could_below(path.substr(0, slash)));
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size == 0) return 0;
  const std::string_view input(reinterpret_cast<const char*>(data) + 1, size - 1);
  const size_t feed = input.find('\n');
  if (feed == input.npos) return 0;
  const std::string_view pattern = input.substr(0, feed);
  const auto normalized = nacre::NormalizePath(input.substr(feed + 1));
  if (!normalized) return 0;
  const std::string_view path = nacre::RelativeTo(*normalized, "/");
  const auto glob = nacre::Glob::Compile(pattern, {.dot = (data[0] & 1) != 0});
  if (glob && glob->Matches(path)) {
    RequireReachable(path, [&](std::string_view dir) { return glob->CouldMatchBelow(dir); });
  }
  const auto filter = nacre::FileFilter::Compile(pattern);
  if (filter && filter->Selects(path)) {
    RequireReachable(path, [&](std::string_view dir) { return filter->CouldSelectBelow(dir); });
  }
  return 0;
}
