#ifndef NACRE_CONSOLE_STATE_H_
#define NACRE_CONSOLE_STATE_H_

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "console/options.h"
#include "console/registry.h"
#include "console/toolset.h"
#include "console/tracker.h"
#include "operation/operation.h"
#include "permissions/checker.h"
#include "permissions/session_grants.h"

namespace nacre {

/// What the calls of one toolset share.
struct ConsoleState {
  explicit ConsoleState(ToolsetOptions given) : options(std::move(given)) {
    if (options.permissions) checker.emplace(*options.permissions);
    tools = RegisterTools(options);
  }
  ConsoleState(const ConsoleState&) = delete;
  ConsoleState& operator=(const ConsoleState&) = delete;

  ToolsetOptions options;
  std::optional<PermissionChecker> checker;
  std::vector<RegisteredTool> tools;
  SessionGrants grants;
  ReadTracker tracker;
};

/// One call under way. It lives in the frame of the call's outermost coroutine, so that the inner
/// ones may refer to it.
struct Call {
  std::shared_ptr<ConsoleState> state;
  Host* host = nullptr;
  const RegisteredTool* tool = nullptr;
  CallOptions options;
  Json args;         ///< Checked.
  std::string path;  ///< The normalised path, for tools that take one.
};

}  // namespace nacre

#endif  // NACRE_CONSOLE_STATE_H_
