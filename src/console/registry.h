#ifndef NACRE_CONSOLE_REGISTRY_H_
#define NACRE_CONSOLE_REGISTRY_H_

#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/status.h"
#include "console/options.h"
#include "console/spec.h"

namespace nacre {

/// A tool as one toolset offers it. Its parameters are views into the spec and the options.
struct RegisteredTool {
  const ToolSpec* spec = nullptr;
  std::string description;
  std::vector<Parameter> parameters;
  bool needs_approval = false;
};

/// The tools that `options` leave, in their order: not denied by the rules, not switched off, and
/// within what the backend can do. `options` must outlive the result.
std::vector<RegisteredTool> RegisterTools(const ToolsetOptions& options);

/// What is told about one tool; see `Toolset::Tools`.
Json DescribeTool(const RegisteredTool& tool);

/// Why a call of `name`, which is not among `tools`, is refused.
Status AbsentTool(std::string_view name, const ToolsetOptions& options,
                  const std::vector<RegisteredTool>& tools);

/// The system prompt for `tools`; see `Toolset::Instructions`.
std::string RenderInstructions(const std::vector<RegisteredTool>& tools);

}  // namespace nacre

#endif  // NACRE_CONSOLE_REGISTRY_H_
