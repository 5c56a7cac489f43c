#include "permissions/tool_gate.h"

#include <gtest/gtest.h>

#include "permissions/presets.h"

namespace nacre {
namespace {

std::vector<std::string_view> Names(const std::vector<GatedTool>& tools) {
  std::vector<std::string_view> names;
  for (const GatedTool& tool : tools) names.push_back(tool.name);
  return names;
}

TEST(ToolGateTest, DenyingOnlyEditsKeepsWrites) {
  PermissionRuleset ruleset;
  ruleset[PermissionOperation::kEdit] = OperationPermissions{Action::kDeny, {}};
  ruleset[PermissionOperation::kRead] = OperationPermissions{Action::kDeny, {}};
  const auto names = Names(GateTools(&ruleset, {.include_execute = false, .hashline = true}));
  EXPECT_EQ(names,
            (std::vector<std::string_view>{"ls", "read_file", "write_file", "glob", "grep"}));
}

TEST(ToolGateTest, EditsFollowTheDefaultOfWrite) {
  PermissionRuleset ruleset;
  ruleset[PermissionOperation::kWrite] = OperationPermissions{Action::kAllow, {}};
  ruleset[PermissionOperation::kEdit] = OperationPermissions{Action::kAsk, {}};
  for (const GatedTool& tool : GateTools(&ruleset)) {
    if (tool.name == "edit_file") EXPECT_FALSE(tool.needs_approval);
    if (tool.name == "execute") EXPECT_TRUE(tool.needs_approval);
    if (tool.name == "read_output") EXPECT_FALSE(tool.needs_approval);
  }
}

TEST(ToolGateTest, BackgroundNeedsExecute) {
  const auto names = Names(GateTools(nullptr, {.include_execute = false}));
  EXPECT_EQ(names.size(), 6u);
}

TEST(ToolGateTest, ARuleForEverythingHidesATool) {
  PermissionRuleset ruleset;
  ruleset[PermissionOperation::kRead] =
      OperationPermissions{Action::kAllow, {{"**", Action::kDeny, ""}}};
  const PermissionChecker checker(ruleset);
  EXPECT_FALSE(OffersTool(checker, "read_file"));
  EXPECT_TRUE(OffersTool(checker, "glob"));
  EXPECT_TRUE(OffersTool(checker, "somebody_elses_tool"));
}

}  // namespace
}  // namespace nacre
