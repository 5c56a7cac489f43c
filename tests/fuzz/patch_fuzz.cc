#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "base/utf8.h"
#include "text/patch.h"

// The input is a file, a NUL, and a patch for anything named "/a". Nothing may crash or hang, and
// what comes out must be text whose diff leads to it.

namespace {

void Require(bool condition) {
  if (!condition) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size);

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  std::string_view input(reinterpret_cast<const char*>(data), size);
  size_t split = std::min(input.find('\0'), input.size());
  std::string content(input.substr(0, split));
  std::string_view patch = input.substr(std::min(split + 1, input.size()));
  auto read = [&](std::string_view path) -> nacre::Result<std::string> {
    if (path == "/a") return content;
    return nacre::Fail(nacre::Code::kNotFound, "not found");
  };
  for (bool tolerant : {false, true}) {
    auto patched = nacre::ApplyPatch(patch, read, {.tolerant = tolerant});
    if (!patched) {
      Require(!patched.error().message.empty());
      continue;
    }
    for (const nacre::PatchedFile& file : *patched) {
      bool moved = !file.move_to.empty();
      Require(file.content == content || nacre::IsValidUtf8(file.content));
      if (file.action != nacre::PatchAction::kUpdate || moved || file.diff_truncated) continue;
      Require(file.diff.empty() == (file.content == content));
      if (file.diff.empty()) continue;
      auto again = nacre::ApplyPatch(file.diff, read);
      Require(again && (*again)[0].content == file.content);
    }
  }
  return 0;
}
