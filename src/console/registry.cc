#include "console/registry.h"

#include <algorithm>
#include <utility>

#include "base/format.h"
#include "base/utf8.h"
#include "console/schema.h"
#include "permissions/tool_gate.h"

namespace nacre {
namespace {

bool IsBackgroundTool(ToolId id) {
  return id == ToolId::kRunInBackground || id == ToolId::kReadOutput || id == ToolId::kKillShell ||
         id == ToolId::kListShells;
}

bool BackendServes(const ToolSpec& tool, const Capabilities& capabilities) {
  if (tool.id == ToolId::kExecute) return capabilities.execute;
  return !IsBackgroundTool(tool.id) || capabilities.background;
}

bool IsReadOnlyTool(const ToolSpec& tool) {
  return tool.operation != PermissionOperation::kWrite &&
         tool.operation != PermissionOperation::kEdit &&
         tool.operation != PermissionOperation::kExecute;
}

const DescriptionOverride* OverrideOf(const ToolSpec& tool, const ToolsetOptions& options) {
  auto found = options.descriptions.find(tool.name);
  return found == options.descriptions.end() ? nullptr : &found->second;
}

std::vector<Parameter> ParametersOf(const ToolSpec& tool, const ToolsetOptions& options) {
  std::vector<Parameter> parameters(tool.parameters.begin(), tool.parameters.end());
  const DescriptionOverride* words = OverrideOf(tool, options);
  for (Parameter& parameter : parameters) {
    if (parameter.name == "ignore_hidden") {
      parameter.default_json = options.default_ignore_hidden ? "true" : "false";
    }
    if (words == nullptr) continue;
    auto found = words->args.find(parameter.name);
    if (found != words->args.end()) parameter.description = found->second;
  }
  return parameters;
}

std::string DescriptionOf(const ToolSpec& tool, const ToolsetOptions& options) {
  const DescriptionOverride* words = OverrideOf(tool, options);
  if (words != nullptr && !words->description.empty()) return words->description;
  bool hashline_read = tool.id == ToolId::kReadFile && options.edit_format == EditFormat::kHashline;
  return RenderDescription(hashline_read ? HashlineReadText() : tool.text, options.profile);
}

ToolGateOptions GateOptionsOf(const ToolsetOptions& options) {
  return {.include_execute = options.include_execute,
          .include_background = options.include_background,
          .require_write_approval = options.require_write_approval,
          .require_execute_approval = options.require_execute_approval,
          .hashline = options.edit_format == EditFormat::kHashline};
}

std::string QuotedNames(const std::vector<RegisteredTool>& tools) {
  std::string names;
  for (const RegisteredTool& tool : tools) {
    names.append(names.empty() ? "`" : ", `").append(tool.spec->name).append("`");
  }
  return names;
}

bool Has(const std::vector<RegisteredTool>& tools, ToolId id) {
  return std::ranges::any_of(tools, [id](const auto& tool) { return tool.spec->id == id; });
}

}  // namespace

std::vector<RegisteredTool> RegisterTools(const ToolsetOptions& options) {
  const PermissionRuleset* ruleset = options.permissions ? &*options.permissions : nullptr;
  std::vector<RegisteredTool> tools;
  for (const GatedTool& gated : GateTools(ruleset, GateOptionsOf(options))) {
    const ToolSpec* spec = FindTool(gated.name);
    if (spec == nullptr || !BackendServes(*spec, options.capabilities)) continue;
    if (options.read_only && !IsReadOnlyTool(*spec)) continue;
    tools.push_back({.spec = spec,
                     .description = DescriptionOf(*spec, options),
                     .parameters = ParametersOf(*spec, options),
                     .needs_approval = gated.needs_approval});
  }
  return tools;
}

Json DescribeTool(const RegisteredTool& tool) {
  const ToolAnnotations& annotations = tool.spec->annotations;
  Json described = Json::object();
  described["name"] = tool.spec->name;
  described["description"] = tool.description;
  described["inputSchema"] = InputSchema(tool.parameters);
  described["needsApproval"] = tool.needs_approval;
  described["operation"] = OperationName(tool.spec->operation);
  described["annotations"] = Json{{"readOnly", annotations.read_only},
                                  {"destructive", annotations.destructive},
                                  {"idempotent", annotations.idempotent},
                                  {"openWorld", annotations.open_world}};
  return described;
}

Status AbsentTool(std::string_view name, const ToolsetOptions& options,
                  const std::vector<RegisteredTool>& tools) {
  std::string shown = Abbreviate(name, limits::kMessageQuoteChars);
  const ToolSpec* spec = FindTool(name);
  if (spec == nullptr) {
    return {Code::kInvalidArgument,
            Format("Unknown tool '{}', the tools are {}", shown, QuotedNames(tools)),
            {}};
  }
  if (options.permissions && options.permissions->DefaultFor(spec->operation) == Action::kDeny) {
    return {Code::kPermissionDenied,
            Format("Permission denied: the rules do not allow the tool '{}'", shown),
            {}};
  }
  if (!BackendServes(*spec, options.capabilities)) {
    return {Code::kUnsupported,
            spec->id == ToolId::kExecute ? "Backend does not support command execution"
                                         : "Backend does not support background processes",
            {}};
  }
  return {Code::kUnsupported,
          Format("Tool '{}' is switched off, the tools are {}", shown, QuotedNames(tools)),
          {}};
}

std::string RenderInstructions(const std::vector<RegisteredTool>& tools) {
  bool hashline = Has(tools, ToolId::kHashlineEdit);
  std::string text =
      hashline ? "## Console Tools — Hashline Edit Mode\n\n" : "## Console Tools\n\n";
  text += Format(
      "You have a workspace of files and these tools to work in it: {}. Each tool's description "
      "says what it takes and what it answers.",
      QuotedNames(tools));
  if (hashline) {
    text +=
        " `read_file` shows every line with its number and a short hash of its content; "
        "`hashline_edit` takes both and refuses to touch lines that have changed.";
  }
  bool writes = Has(tools, ToolId::kWriteFile) || Has(tools, ToolId::kEditFile) || hashline;
  if (!writes && !Has(tools, ToolId::kExecute))
    text += " You can look at files but not change them.";
  if (std::ranges::any_of(tools, &RegisteredTool::needs_approval)) {
    text += " A person may be asked before a call goes ahead, and may refuse it.";
  }
  return text + "\n";
}

}  // namespace nacre
