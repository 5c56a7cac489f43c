#ifndef NACRE_CONSOLE_ACCESS_H_
#define NACRE_CONSOLE_ACCESS_H_

#include <optional>
#include <string>

#include "base/json.h"
#include "base/status.h"
#include "console/state.h"
#include "operation/task.h"
#include "permissions/checker.h"

namespace nacre {

/// What the rules of a toolset say to one call.
struct Verdict {
  PermissionOperation operation = PermissionOperation::kRead;
  std::string target;  ///< The path or command as the model wrote it; a shell's id.
  Decision decision;
  std::string reason;  ///< The refusal of a denial, or why it is asked.
};

/// Judges a call of `tool` with checked arguments. Paths as written, commands with all they run and
/// all paths they name. An edit, and a search of a single file, also need the file not to be denied
/// for reading: their answers tell of its content.
Verdict Judge(const ConsoleState& state, const ToolSpec& tool, const Json& args);

/// Lets the call go ahead, or says why not. Asks the host at most once, and not for an approved
/// call.
Task<std::optional<Status>> Authorize(const Call& call);

/// `Toolset::Review`.
Json ToJson(const Verdict& verdict);

}  // namespace nacre

#endif  // NACRE_CONSOLE_ACCESS_H_
