#ifndef NACRE_PERMISSIONS_TOOL_GATE_H_
#define NACRE_PERMISSIONS_TOOL_GATE_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "permissions/checker.h"
#include "permissions/ruleset.h"

namespace nacre {

/// The operation that a console tool performs; nothing for a tool that is not one of ours.
std::optional<PermissionOperation> OperationOfTool(std::string_view tool);

/// What is checked before `tool` runs.
enum class CheckedArgument {
  kNone,      ///< Nothing: its results are filtered.
  kPath,      ///< The path argument, by `PermissionChecker::Check`.
  kCommand,   ///< The command argument, by `PermissionChecker::Check`.
  kAnything,  ///< The literal target "*", by `PermissionChecker::CheckLiteral`.
};
CheckedArgument CheckedArgumentOfTool(std::string_view tool);

struct ToolGateOptions {
  bool include_execute = true;
  bool include_background = true;        ///< Needs `include_execute`.
  bool require_write_approval = false;   ///< Without a ruleset only.
  bool require_execute_approval = true;  ///< Without a ruleset only.
  bool hashline = false;                 ///< `hashline_edit` instead of `edit_file`.
};

struct GatedTool {
  std::string_view name;
  bool needs_approval = false;
};

/// The tools to register, in their order. With a ruleset: write, edit and execute tools are left
/// out when the operation's default is deny; approval is needed when it is ask (both writing tools
/// follow "write"). Rules about single paths act when a tool is called, not here.
std::vector<GatedTool> GateTools(const PermissionRuleset* ruleset,
                                 const ToolGateOptions& options = {});

/// Whether `tool` is offered to the model: unless its operation on the target "*" is denied.
/// Unknown tools are.
bool OffersTool(const PermissionChecker& checker, std::string_view tool);

}  // namespace nacre

#endif  // NACRE_PERMISSIONS_TOOL_GATE_H_
