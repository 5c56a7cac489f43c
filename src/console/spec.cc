#include "console/spec.h"

#include <algorithm>
#include <vector>

#include "console/spec_parts.h"

namespace nacre {

std::span<const ToolSpec> AllTools() {
  static const std::vector<ToolSpec> kTools = [] {
    std::vector<ToolSpec> tools(FileTools().begin(), FileTools().end());
    tools.insert(tools.end(), SearchTools().begin(), SearchTools().end());
    tools.insert(tools.end(), ShellTools().begin(), ShellTools().end());
    return tools;
  }();
  return kTools;
}

const ToolSpec* FindTool(std::string_view name) {
  auto found = std::ranges::find(AllTools(), name, &ToolSpec::name);
  return found == AllTools().end() ? nullptr : &*found;
}

}  // namespace nacre
