#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "console/store_host.h"

namespace nacre {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;

TEST(Execute, SendsTheTimeLimitInMilliseconds) {
  StoreHost host;
  Json seen = Json::array();
  host.scripted["execute"] = [&seen](const Message& request) {
    seen.push_back(request.value["args"]["timeoutMs"]);
    return Message{Json{{"ok", {{"exitCode", 0}, {"truncated", false}}}}, "hi\n"};
  };
  Toolset tools = MakeToolset();
  EXPECT_EQ(host.Run(tools, "execute", {{"command", "echo hi"}}).text, "hi\n");
  host.Run(tools, "execute", {{"command", "echo hi"}, {"timeout", 7}});
  host.Run(tools, "execute", {{"command", "echo hi"}, {"timeout", nullptr}});
  EXPECT_EQ(seen, Json::array({120000, 7000, nullptr}));
}

TEST(Execute, CutsOutputByCharacters) {
  StoreHost host;
  std::string output;
  for (int i = 0; i < 100'001; ++i) output += "é";
  host.AnswerMethod("execute", {{"exitCode", 3}, {"truncated", false}}, output);
  Toolset tools = MakeToolset();
  Answered answer = host.Run(tools, "execute", {{"command", "x"}});
  EXPECT_EQ(answer.text, "Command failed (exit code 3):\n" + output.substr(0, 200'000) +
                             "\n\n... (output truncated)");
  EXPECT_EQ(answer.value["metadata"]["truncated"], true);
  EXPECT_FALSE(answer.is_error);
}

TEST(Execute, RepairsOutputThatIsNotText) {
  StoreHost host;
  host.AnswerMethod("execute", {{"exitCode", 0}}, "a\xff");
  Toolset tools = MakeToolset();
  EXPECT_EQ(host.Run(tools, "execute", {{"command", "x"}}).text, "a\xef\xbf\xbd");
}

TEST(Execute, RefusesTimeLimitsOutOfRange) {
  StoreHost host;
  Toolset tools = MakeToolset();
  for (int timeout : {0, -1, 86401}) {
    Answered answer = host.Run(tools, "execute", {{"command", "x"}, {"timeout", timeout}});
    EXPECT_EQ(answer.text, "Error: Invalid arguments for execute: 'timeout' is " +
                               std::to_string(timeout) +
                               ", it must be an integer from 1 to 86400, or null");
  }
  EXPECT_EQ(host.Run(tools, "execute", {{"command", ""}}).code, "invalid_argument");
}

TEST(Execute, DeniedCommandsAndThoseThatNameDeniedPathsNeverStart) {
  StoreHost host;
  host.AnswerMethod("execute", {{"exitCode", 0}}, "ran");
  Toolset tools = MakeToolset({{"permissions", "PERMISSIVE"}});
  for (const char* command : {"rm -rf /", "echo hi; rm -rf /", "cat .env", "cat < ./.env"}) {
    for (const char* tool : {"execute", "run_in_background"}) {
      Answered answer = host.Run(tools, tool, {{"command", command}}, {.approved = true});
      EXPECT_EQ(answer.code, "permission_denied") << tool << " " << command;
    }
  }
  EXPECT_TRUE(host.performed.empty());
  EXPECT_EQ(host.Run(tools, "execute", {{"command", "ls src"}}).text, "ran");
}

TEST(ReadOutput, ShowsStateAndStrippedOutput) {
  StoreHost host;
  host.AnswerMethod("background.output",
                    {{"stdout", "\n out\n"}, {"stderr", "err\n\n"}, {"running", true}});
  Toolset tools = MakeToolset();
  EXPECT_EQ(host.Run(tools, "read_output", {{"shell_id", "sh-1"}}).text,
            "[sh-1] running\nout\nerr");
  host.AnswerMethod("background.output",
                    {{"stdout", ""}, {"stderr", " "}, {"running", false}, {"exitCode", 2}});
  EXPECT_EQ(host.Run(tools, "read_output", {{"shell_id", "sh-1"}}).text,
            "[sh-1] exited (code 2)\n(no new output)");
}

TEST(Shells, FailuresOfTheBackendAreAnswers) {
  StoreHost host;
  Toolset tools = MakeToolset();
  for (const char* tool : {"kill_shell", "read_output"}) {
    Answered answer = host.Run(tools, tool, {{"shell_id", "x"}});
    EXPECT_TRUE(answer.is_error);
    EXPECT_EQ(answer.code, "unsupported");
  }
}

}  // namespace
}  // namespace nacre
