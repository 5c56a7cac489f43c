// Any bytes are a command line: splitting and judging it neither crashes nor takes long, and never
// answers more mildly than for the same line with a denied command added to it.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "base/limits.h"
#include "permissions/checker.h"
#include "permissions/command_line.h"
#include "permissions/presets.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static const nacre::PermissionChecker checker(nacre::PermissiveRuleset(), {"/work", "/home/u"});
  const std::string text(reinterpret_cast<const char*>(data), size);
  const nacre::CommandLine line = nacre::SplitCommandLine(text);
  if (line.commands.size() > nacre::limits::kCommandParts) std::abort();
  for (const nacre::SimpleCommand& command : line.commands) {
    if (command.role != nacre::CommandRole::kWords && command.words.empty()) std::abort();
  }
  checker.Explain(nacre::PermissionOperation::kExecute, text);
  const auto denied = checker.Check(nacre::PermissionOperation::kExecute, "rm -fr /\n" + text);
  if (denied.action != nacre::Action::kDeny) std::abort();
  return 0;
}
