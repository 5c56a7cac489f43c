#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "console/store_host.h"

namespace nacre {
namespace {

struct ToolCase {
  const char* tool;
  const char* arguments;
};

const std::vector<ToolCase> kCalls = {
    {"ls", "{}"},
    {"read_file", R"({"path":"/a.txt"})"},
    {"read_file", R"({"path":"/a.png"})"},
    {"write_file", R"({"path":"/a.txt","content":"x"})"},
    {"edit_file", R"({"path":"/a.txt","old_string":"x","new_string":"y"})"},
    {"hashline_edit", R"({"path":"/a.txt","start_line":1,"start_hash":"9d","new_content":"y"})"},
    {"glob", R"({"pattern":"*"})"},
    {"grep", R"({"pattern":"x"})"},
    {"grep", R"({"pattern":"x","output_mode":"content","before":2})"},
    {"execute", R"({"command":"x"})"},
    {"run_in_background", R"({"command":"x"})"},
    {"read_output", R"({"shell_id":"x"})"},
    {"kill_shell", R"({"shell_id":"x"})"},
    {"list_shells", "{}"},
};

const std::vector<const char*> kAnswers = {
    "null",
    "[]",
    "7",
    "{}",
    R"({"ok":null})",
    R"({"ok":7})",
    R"({"ok":[1,2]})",
    R"({"ok":{"matches":{"a":1},"entries":"x","shells":7,"skipped":[7,null],"files":[[]]}})",
    R"({"ok":{"matches":[7,{"path":7},{"path":"/a","line":-9223372036854775808,"before":[7,"x"]}],
        "entries":[{"name":["x"],"size":-1}],"shells":[null,{"pid":1e300}],"filesSearched":-1}})",
    R"({"ok":{"exitCode":1e99,"running":"yes","pid":"7","occurrences":-5,"nextOffset":{},"size":-3,
        "version":7,"path":[],"diff":null,"truncated":1}})",
    R"({"error":7})",
    R"({"error":{"code":7,"message":null}})",
    R"({"error":{"code":"unheard_of","message":"Error: boom"}})",
};

TEST(HostileHost, AnyAnswerGivesAWellFormedResult) {
  Toolset toolsets[] = {MakeToolset({{"imageSupport", true}, {"permissions", "PERMISSIVE"}}),
                        MakeToolset({{"editFormat", "hashline"}})};
  for (Toolset& toolset : toolsets) {
    for (const ToolCase& call : kCalls) {
      for (const char* answer : kAnswers) {
        std::unique_ptr<Operation> operation = toolset.StartCall(call.tool, call.arguments);
        Effect effect = operation->Step({});
        for (int steps = 0; effect.kind != Operation::kDone; ++steps) {
          ASSERT_LT(steps, 20) << call.tool << " " << answer;
          effect = operation->Step({Json::parse(answer), "x\xff"});
        }
        const Json& result = effect.request.value;
        EXPECT_TRUE(result["content"][0]["text"].is_string()) << call.tool << " " << answer;
        EXPECT_TRUE(result["isError"].is_boolean());
        EXPECT_EQ(result["isError"], result.contains("code"));
        EXPECT_TRUE(result["metadata"].is_object());
      }
    }
  }
}

TEST(HostileHost, ABackendThatIsAlwaysTruncatedIsNotAskedForEver) {
  Toolset toolset = MakeToolset({{"permissions", "PERMISSIVE"}});
  for (const char* tool : {"glob", "grep"}) {
    std::unique_ptr<Operation> operation = toolset.StartCall(tool, R"({"pattern":"x"})");
    Effect effect = operation->Step({});
    Json found = Json::array({{{"path", "/.env"}}});
    int steps = 0;
    for (; effect.kind != Operation::kDone; ++steps) {
      ASSERT_LT(steps, 20);
      effect = operation->Step(
          {Json{{"ok", {{"files", found}, {"matches", found}, {"truncated", true}}}}, {}});
    }
    EXPECT_GE(steps, 1);
  }
}

TEST(Toolset, ACallOutlivesItsToolset) {
  StoreHost host;
  host.Put("/a.txt", "x\n");
  std::unique_ptr<Operation> operation;
  {
    Toolset toolset = MakeToolset();
    operation = toolset.StartCall("read_file", R"({"path":"/a.txt"})");
  }
  Effect effect = operation->Step({});
  while (effect.kind != Operation::kDone) effect = operation->Step(host.Perform(effect));
  EXPECT_EQ(effect.request.value["content"][0]["text"], "     1\tx");
}

TEST(Toolset, AnAbandonedCallReleasesWhatItHolds) {
  Toolset toolset = MakeToolset();
  for (const ToolCase& call : kCalls) {
    toolset.StartCall(call.tool, call.arguments);
    std::unique_ptr<Operation> begun = toolset.StartCall(call.tool, call.arguments);
    begun->Step({});
  }
}

}  // namespace
}  // namespace nacre
