#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "base/utf8.h"
#include "console/fields.h"
#include "console/store_host.h"

namespace nacre {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

const Json& Named(const Json& tools, std::string_view name) {
  static const Json kNone;
  for (const Json& tool : tools) {
    if (tool["name"] == name) return tool;
  }
  return kNone;
}

std::vector<std::string> Names(const Toolset& toolset) {
  std::vector<std::string> names;
  for (const Json& tool : toolset.Tools()) names.emplace_back(tool["name"]);
  return names;
}

TEST(Tools, DescribeEveryArgumentAndNothingElseIsAllowed) {
  for (const char* format : {"str_replace", "hashline"}) {
    for (const Json& tool : MakeToolset({{"editFormat", format}}).Tools()) {
      const Json& schema = tool["inputSchema"];
      EXPECT_EQ(schema["type"], "object");
      EXPECT_EQ(schema["additionalProperties"], false);
      for (const auto& property : schema["properties"].items()) {
        EXPECT_GT(StringField(property.value(), "description").size(), 10u)
            << tool["name"] << "." << property.key();
        EXPECT_TRUE(property.value().contains("type"));
      }
      for (const Json& name : schema["required"]) {
        EXPECT_TRUE(schema["properties"].contains(std::string(name)));
      }
      EXPECT_TRUE(IsValidUtf8(DumpJson(tool)));
    }
  }
}

TEST(Tools, HaveSchemasWithRangesChoicesAndDefaults) {
  Json tools = MakeToolset().Tools();
  EXPECT_EQ(DumpJson(Named(tools, "list_shells")["inputSchema"]),
            R"({"type":"object","properties":{},"required":[],"additionalProperties":false})");
  const Json& grep = Named(tools, "grep")["inputSchema"]["properties"];
  EXPECT_EQ(grep["output_mode"]["enum"], Json::array({"content", "files_with_matches", "count"}));
  EXPECT_EQ(grep["output_mode"]["default"], "files_with_matches");
  EXPECT_EQ(grep["before"]["minimum"], 0);
  EXPECT_EQ(grep["before"]["maximum"], 20);
  const Json& timeout = Named(tools, "execute")["inputSchema"]["properties"]["timeout"];
  EXPECT_EQ(timeout["type"], Json::array({"integer", "null"}));
  EXPECT_EQ(timeout["default"], 120);
  const Json& edits = Named(tools, "edit_file")["inputSchema"]["properties"]["edits"];
  EXPECT_EQ(edits["items"]["required"], Json::array({"old_string", "new_string"}));
}

TEST(Tools, TellTheHiddenDefaultOfTheToolset) {
  Json tools = MakeToolset({{"defaultIgnoreHidden", false}}).Tools();
  EXPECT_EQ(Named(tools, "grep")["inputSchema"]["properties"]["ignore_hidden"]["default"], false);
}

TEST(Tools, AnnotateWhatTheyDo) {
  Json tools = MakeToolset().Tools();
  EXPECT_EQ(DumpJson(Named(tools, "read_file")["annotations"]),
            R"({"readOnly":true,"destructive":false,"idempotent":true,"openWorld":false})");
  EXPECT_EQ(DumpJson(Named(tools, "execute")["annotations"]),
            R"({"readOnly":false,"destructive":true,"idempotent":false,"openWorld":true})");
  EXPECT_EQ(Named(tools, "edit_file")["operation"], "edit");
}

TEST(Tools, ReadOnlyLeavesFour) {
  EXPECT_EQ(Names(MakeToolset({{"readOnly", true}})),
            (std::vector<std::string>{"ls", "read_file", "glob", "grep"}));
}

TEST(Tools, WhatTheBackendCannotServeIsAbsent) {
  Toolset tools = MakeToolset({{"capabilities", {{"execute", true}}}});
  EXPECT_THAT(Names(tools), ::testing::Contains("execute"));
  EXPECT_THAT(Names(tools), Not(::testing::Contains("kill_shell")));
}

TEST(Tools, AdviceOnCodeIsForCodingAgents) {
  Json coding = MakeToolset().Tools();
  Json agent = MakeToolset({{"profile", "agent"}}).Tools();
  std::string coding_text(Named(coding, "execute")["description"]);
  std::string agent_text(Named(agent, "execute")["description"]);
  EXPECT_THAT(coding_text, StartsWith("<summary>Run a shell command"));
  EXPECT_THAT(coding_text, EndsWith("</description>\n</returns>"));
  EXPECT_THAT(coding_text, HasSubstr("version control"));
  EXPECT_THAT(agent_text, Not(HasSubstr("version control")));
}

TEST(Tools, TakeTheCallersOwnWords) {
  Json descriptions = {{"ls", "Look around."},
                       {"glob", {{"args", {{"pattern", "Which files."}}}}},
                       {"read_file", {{"description", "Peek."}, {"args", {{"path", "Where."}}}}}};
  Json tools = MakeToolset({{"descriptions", descriptions}, {"editFormat", "hashline"}}).Tools();
  EXPECT_EQ(Named(tools, "ls")["description"], "Look around.");
  EXPECT_EQ(Named(tools, "read_file")["description"], "Peek.");
  EXPECT_EQ(Named(tools, "read_file")["inputSchema"]["properties"]["path"]["description"],
            "Where.");
  const Json& glob = Named(tools, "glob");
  EXPECT_EQ(glob["inputSchema"]["properties"]["pattern"]["description"], "Which files.");
  EXPECT_THAT(std::string(glob["description"]), StartsWith("<summary>Find files by name."));
}

TEST(Instructions, NameExactlyTheRegisteredTools) {
  std::set<std::string> all;
  Toolset toolsets[] = {MakeToolset(), MakeToolset({{"editFormat", "hashline"}}),
                        MakeToolset({{"permissions", "READONLY"}}),
                        MakeToolset({{"includeBackground", false}})};
  for (const Toolset& toolset : toolsets) {
    for (const std::string& name : Names(toolset)) all.insert(name);
  }
  EXPECT_EQ(all.size(), 12u);
  for (const Toolset& toolset : toolsets) {
    std::vector<std::string> names = Names(toolset);
    for (const std::string& name : all) {
      bool named = toolset.Instructions().find("`" + name + "`") != std::string::npos;
      EXPECT_EQ(named, std::ranges::find(names, name) != names.end()) << name;
    }
    EXPECT_THAT(toolset.Instructions(), StartsWith("## Console Tools"));
    EXPECT_THAT(toolset.Instructions(), EndsWith(".\n"));
  }
  EXPECT_THAT(toolsets[1].Instructions(), StartsWith("## Console Tools — Hashline Edit Mode\n\n"));
}

}  // namespace
}  // namespace nacre
