// A pattern and a target, split at the first NUL: matching neither crashes nor takes long, a
// pattern of literals matches itself, and a command pattern matches whatever the path pattern does.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "permissions/pattern.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size > 4096) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const size_t split = text.find('\0');
  const std::string_view pattern = text.substr(0, split);
  const std::string_view target =
      split == std::string_view::npos ? std::string_view() : text.substr(split + 1);
  const nacre::Pattern path(pattern);
  const nacre::Pattern command(pattern, nacre::PatternKind::kCommand);
  if (path.Matches(target) && !command.Matches(target)) std::abort();
  const bool literal = pattern.find_first_of("*?[") == std::string_view::npos;
  if (literal && !path.Matches(pattern)) std::abort();
  return 0;
}
