#include "console/options.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "permissions/presets.h"

namespace nacre {
namespace {

using ::testing::HasSubstr;

std::string Problem(const Json& json) {
  Result<ToolsetOptions> options = ParseToolsetOptions(json);
  return options ? "accepted" : options.error().message;
}

TEST(ParseToolsetOptions, HasSafeDefaults) {
  Result<ToolsetOptions> options = ParseToolsetOptions(nullptr);
  ASSERT_TRUE(options.has_value());
  EXPECT_EQ(*options->permissions, DefaultRuleset());
  EXPECT_TRUE(options->require_execute_approval);
  EXPECT_FALSE(options->capabilities.execute);
}

TEST(ParseToolsetOptions, NullPermissionsMeanNoRules) {
  EXPECT_FALSE(ParseToolsetOptions({{"permissions", nullptr}})->permissions.has_value());
  EXPECT_EQ(*ParseToolsetOptions({{"permissions", "readonly"}})->permissions, ReadonlyRuleset());
  Result<ToolsetOptions> own =
      ParseToolsetOptions({{"permissions", {{"default", "deny"}, {"read", nullptr}}}});
  EXPECT_EQ(own->permissions->default_action, Action::kDeny);
}

TEST(ParseToolsetOptions, NamesTheFieldTheValueAndWhatIsAllowed) {
  EXPECT_EQ(Problem({{"readOnly", "yes"}}),
            "Option 'readOnly' is \"yes\", it must be true or false");
  EXPECT_EQ(Problem({{"askFallback", "panic"}}),
            "Option 'askFallback' is \"panic\", it must be \"error\" or \"deny\"");
  EXPECT_EQ(Problem({{"maxImageBytes", -1}}),
            "Option 'maxImageBytes' is -1, it must be an integer from 0 to 536870912");
  EXPECT_THAT(Problem({{"permissions", "LAX"}}), HasSubstr("\"LAX\", it must be a ruleset"));
  EXPECT_THAT(Problem({{"permissions", {{"read", {{"default", "maybe"}}}}}}),
              HasSubstr("read.default"));
  EXPECT_THAT(Problem({{"colour", 1}}), HasSubstr("Unknown option 'colour', the options are "));
  EXPECT_THAT(Problem({{"capabilities", {{"images", {1}}}}}), HasSubstr("a list of media types"));
  EXPECT_THAT(Problem(Json::array()), HasSubstr("must be an object"));
}

TEST(ParseToolsetOptions, RefusesDescriptionsOfUnknownToolsAndArguments) {
  EXPECT_EQ(
      Problem({{"descriptions", {{"zap", "x"}, {"read_flie", "x"}}}}),
      "Unknown tool names in `descriptions`: read_flie, zap. Valid names: edit_file, execute, "
      "glob, grep, hashline_edit, kill_shell, list_shells, ls, read_file, read_output, "
      "run_in_background, write_file");
  EXPECT_THAT(Problem({{"descriptions", {{"ls", {{"args", {{"paht", "x"}}}}}}}}),
              HasSubstr("names 'paht', which is not an argument of the tool"));
  EXPECT_THAT(Problem({{"descriptions", {{"ls", 7}}}}), HasSubstr("a string or an object"));
  EXPECT_THAT(Problem({{"descriptions", {{"ls", {{"summary", "x"}}}}}}),
              HasSubstr("each optional"));
}

}  // namespace
}  // namespace nacre
