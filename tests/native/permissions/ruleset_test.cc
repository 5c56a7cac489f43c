#include "permissions/ruleset.h"

#include <gtest/gtest.h>

#include <string>

#include "base/limits.h"
#include "permissions/presets.h"

namespace nacre {
namespace {

std::string Refusal(std::string_view text) {
  const auto ruleset = ParseRuleset(text);
  return ruleset ? "accepted" : ruleset.error().message;
}

TEST(RulesetTest, ReadsTheReferenceShape) {
  const auto ruleset = ParseRuleset(R"({
    "default": "deny", "comment": 1, "edit": null,
    "read": {"rules": [{"pattern": "**/.env", "action": "ask", "description": "Secrets", "x": []}]}
  })");
  ASSERT_TRUE(ruleset.has_value());
  EXPECT_EQ(ruleset->default_action, Action::kDeny);
  EXPECT_FALSE((*ruleset)[PermissionOperation::kEdit].has_value());
  const auto& read = (*ruleset)[PermissionOperation::kRead];
  ASSERT_TRUE(read.has_value());
  EXPECT_EQ(read->default_action, Action::kAllow);
  EXPECT_EQ(read->rules, (std::vector<PermissionRule>{{"**/.env", Action::kAsk, "Secrets"}}));
}

TEST(RulesetTest, AbsentOperationsTakeTheRulesetsDefault) {
  const auto ruleset = ParseRuleset(R"({"read": {}})");
  ASSERT_TRUE(ruleset.has_value());
  EXPECT_EQ(ruleset->DefaultFor(PermissionOperation::kRead), Action::kAllow);
  EXPECT_EQ(ruleset->DefaultFor(PermissionOperation::kWrite), Action::kAsk);
}

TEST(RulesetTest, RefusalsNameThePlace) {
  EXPECT_EQ(Refusal("[]"), "Permission ruleset must be an object");
  EXPECT_EQ(Refusal(R"({"default": "maybe"})"),
            "Permission ruleset: default must be one of 'allow', 'deny', 'ask', not 'maybe'");
  EXPECT_EQ(Refusal(R"({"read": []})"), "Permission ruleset: read must be an object or null");
  EXPECT_EQ(Refusal(R"({"read": {"default": null}})"),
            "Permission ruleset: read.default must be one of 'allow', 'deny', 'ask'");
  EXPECT_EQ(Refusal(R"({"ls": {"rules": {}}})"), "Permission ruleset: ls.rules must be an array");
  EXPECT_EQ(
      Refusal(R"({"ls": {"rules": [{"pattern": "a", "action": "deny"}, {"action": "deny"}]}})"),
      "Permission ruleset: ls.rules[1].pattern must be a string");
  EXPECT_EQ(Refusal(R"({"ls": {"rules": [{"pattern": "a"}]}})"),
            "Permission ruleset: ls.rules[0].action must be one of 'allow', 'deny', 'ask'");
  EXPECT_EQ(Refusal(R"({"ls": {"rules": [{"pattern": "a", "action": "deny", "description": 1}]}})"),
            "Permission ruleset: ls.rules[0].description must be a string");
}

TEST(RulesetTest, RulesAreBoundedOverAllOperations) {
  Json rules = Json::array();
  for (size_t i = 0; i < limits::kRules / 2 + 1; ++i) {
    rules.push_back(Json{{"pattern", "x"}, {"action", "deny"}});
  }
  Json json;
  json["read"]["rules"] = rules;
  EXPECT_TRUE(RulesetFromJson(json).has_value());
  json["write"]["rules"] = rules;
  const auto ruleset = RulesetFromJson(json);
  ASSERT_FALSE(ruleset.has_value());
  EXPECT_EQ(ruleset.error().code, Code::kLimitExceeded);
}

TEST(RulesetTest, PatternsAreBounded) {
  Json json;
  json["read"]["rules"] = Json::array(
      {Json{{"pattern", std::string(limits::kRulePatternBytes + 1, 'x')}, {"action", "deny"}}});
  EXPECT_FALSE(RulesetFromJson(json).has_value());
}

TEST(RulesetTest, PresetsSurviveTheRoundTrip) {
  for (const char* name : {"DEFAULT", "permissive", "Readonly", "STRICT"}) {
    const PermissionRuleset* preset = PresetByName(name);
    ASSERT_NE(preset, nullptr) << name;
    const auto read = ParseRuleset(DumpJson(RulesetToJson(*preset)));
    ASSERT_TRUE(read.has_value());
    EXPECT_EQ(*read, *preset) << name;
  }
  EXPECT_EQ(PresetByName("LAX"), nullptr);
}

TEST(PresetsTest, PermissiveWritesNameTheSystem) {
  const auto& write = PermissiveRuleset()[PermissionOperation::kWrite];
  ASSERT_EQ(write->rules.size(), 20u);
  EXPECT_EQ(write->rules.front().description, "Protect sensitive and system files");
  EXPECT_EQ(write->rules.back().pattern, "/proc/**");
}

}  // namespace
}  // namespace nacre
