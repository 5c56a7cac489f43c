#include "permissions/tool_gate.h"

#include <algorithm>
#include <array>

namespace nacre {
namespace {

struct ToolFacts {
  std::string_view name;
  PermissionOperation operation;
  CheckedArgument argument;
};

constexpr auto kTools = std::to_array<ToolFacts>({
    {"ls", PermissionOperation::kLs, CheckedArgument::kNone},
    {"read_file", PermissionOperation::kRead, CheckedArgument::kPath},
    {"write_file", PermissionOperation::kWrite, CheckedArgument::kPath},
    {"edit_file", PermissionOperation::kEdit, CheckedArgument::kPath},
    {"hashline_edit", PermissionOperation::kEdit, CheckedArgument::kPath},
    {"glob", PermissionOperation::kGlob, CheckedArgument::kNone},
    {"grep", PermissionOperation::kGrep, CheckedArgument::kNone},
    {"execute", PermissionOperation::kExecute, CheckedArgument::kCommand},
    {"run_in_background", PermissionOperation::kExecute, CheckedArgument::kCommand},
    {"read_output", PermissionOperation::kExecute, CheckedArgument::kAnything},
    {"kill_shell", PermissionOperation::kExecute, CheckedArgument::kAnything},
    {"list_shells", PermissionOperation::kExecute, CheckedArgument::kAnything},
});

const ToolFacts* FactsOf(std::string_view tool) {
  const auto found = std::ranges::find(kTools, tool, &ToolFacts::name);
  return found == kTools.end() ? nullptr : &*found;
}

bool IsIncluded(const ToolFacts& tool, const ToolGateOptions& options) {
  if (tool.name == "edit_file") return !options.hashline;
  if (tool.name == "hashline_edit") return options.hashline;
  if (tool.operation != PermissionOperation::kExecute) return true;
  return options.include_execute && (tool.name == "execute" || options.include_background);
}

bool CanBeRemoved(PermissionOperation operation) {
  return operation == PermissionOperation::kWrite || operation == PermissionOperation::kEdit ||
         operation == PermissionOperation::kExecute;
}

bool NeedsApproval(const ToolFacts& tool, const PermissionRuleset* ruleset,
                   const ToolGateOptions& options) {
  if (tool.operation == PermissionOperation::kWrite ||
      tool.operation == PermissionOperation::kEdit) {
    return ruleset != nullptr ? ruleset->DefaultFor(PermissionOperation::kWrite) == Action::kAsk
                              : options.require_write_approval;
  }
  if (tool.name == "execute" || tool.name == "run_in_background" || tool.name == "kill_shell") {
    return ruleset != nullptr ? ruleset->DefaultFor(PermissionOperation::kExecute) == Action::kAsk
                              : options.require_execute_approval;
  }
  return false;
}

}  // namespace

std::optional<PermissionOperation> OperationOfTool(std::string_view tool) {
  const ToolFacts* facts = FactsOf(tool);
  return facts != nullptr ? std::optional(facts->operation) : std::nullopt;
}

CheckedArgument CheckedArgumentOfTool(std::string_view tool) {
  const ToolFacts* facts = FactsOf(tool);
  return facts != nullptr ? facts->argument : CheckedArgument::kNone;
}

std::vector<GatedTool> GateTools(const PermissionRuleset* ruleset, const ToolGateOptions& options) {
  std::vector<GatedTool> tools;
  for (const ToolFacts& tool : kTools) {
    if (!IsIncluded(tool, options)) continue;
    if (ruleset != nullptr && CanBeRemoved(tool.operation) &&
        ruleset->DefaultFor(tool.operation) == Action::kDeny) {
      continue;
    }
    tools.push_back({tool.name, NeedsApproval(tool, ruleset, options)});
  }
  return tools;
}

bool OffersTool(const PermissionChecker& checker, std::string_view tool) {
  const auto operation = OperationOfTool(tool);
  return !operation || checker.CheckLiteral(*operation, "*").action != Action::kDeny;
}

}  // namespace nacre
