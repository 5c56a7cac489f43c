#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "console/store_host.h"

namespace nacre {
namespace {

using ::testing::HasSubstr;

Toolset Asking(const char* preset = "DEFAULT") {
  return MakeToolset({{"permissions", preset}, {"hasAskCallback", true}});
}

const Json kWrite = {{"path", "/a.txt"}, {"content", "x"}};

TEST(Ask, IsPutOnceAndItsApprovalStandsForTheCall) {
  StoreHost host;
  host.AnswerAsks({{"answer", "allow"}});
  Toolset tools = Asking();
  Answered answer = host.Run(tools, "write_file", kWrite, {.tool_call_id = "call-1"});
  EXPECT_EQ(answer.text, "Wrote 1 line to /a.txt");
  ASSERT_EQ(host.asked.size(), 1u);
  EXPECT_EQ(host.asked[0]["tool"], "write_file");
  EXPECT_EQ(host.asked[0]["toolCallId"], "call-1");
  EXPECT_EQ(host.asked[0]["operation"], "write");
  EXPECT_EQ(host.asked[0]["target"], "/a.txt");
  EXPECT_FALSE(std::string(host.asked[0]["reason"]).empty());
  EXPECT_FALSE(host.asked[0].contains("rule"));
  host.Run(tools, "write_file", kWrite);
  EXPECT_EQ(host.asked.size(), 2u);
}

TEST(Ask, ComesBeforeAnyEffectOnTheBackend) {
  StoreHost host;
  host.AnswerAsks({{"answer", "deny"}});
  Toolset tools = Asking();
  host.Run(tools, "edit_file", {{"path", "/a"}, {"old_string", "a"}, {"new_string", "b"}});
  host.Run(tools, "run_in_background", {{"command", "sleep 9"}});
  EXPECT_EQ(host.performed, (std::vector<std::string>{"ask", "ask"}));
}

TEST(Ask, AllowingForTheSessionStandsForTheRule) {
  StoreHost host;
  host.AnswerAsks({{"answer", "allow_session"}});
  Toolset tools = Asking();
  host.Run(tools, "write_file", kWrite);
  host.Run(tools, "write_file", {{"path", "/b.txt"}, {"content", "x"}});
  EXPECT_EQ(host.asked.size(), 1u);
  EXPECT_EQ(host.Get("/b.txt"), "x");
  host.Run(tools, "edit_file", {{"path", "/b.txt"}, {"old_string", "x"}, {"new_string", "y"}});
  EXPECT_EQ(host.asked.size(), 2u);  // Another operation.
  EXPECT_EQ(host.Run(tools, "write_file", {{"path", "/.env"}, {"content", "x"}}).code,
            "permission_denied");
}

TEST(Ask, TellsTheModelWhyItWasDenied) {
  StoreHost host;
  host.AnswerAsks({{"answer", "deny"}, {"reason", "not today"}});
  Toolset tools = Asking();
  Answered answer = host.Run(tools, "write_file", kWrite);
  EXPECT_EQ(answer.text, "Error: Permission denied for write on '/a.txt': not today");
  EXPECT_EQ(answer.code, "permission_denied");
  EXPECT_EQ(host.Get("/a.txt"), "(none)");
}

TEST(Ask, TakesAnyOtherAnswerForADenial) {
  for (const Json& answer : {Json(), Json(true), Json{{"answer", true}}, Json{{"answer", "yes"}}}) {
    StoreHost host;
    host.AnswerAsks(answer);
    Toolset tools = Asking();
    EXPECT_EQ(host.Run(tools, "write_file", kWrite).code, "permission_denied") << answer.dump();
  }
}

TEST(Ask, IsNotPutForAnApprovedCallAndDenyRulesStillHold) {
  StoreHost host;
  Toolset tools = Asking();
  EXPECT_FALSE(host.Run(tools, "write_file", kWrite, {.approved = true}).is_error);
  Json secret = {{"path", "/x/../.env"}, {"content", "x"}};
  EXPECT_TRUE(host.Run(tools, "write_file", secret, {.approved = true}).is_error);
  secret["path"] = "config//.env";
  EXPECT_EQ(host.Run(tools, "write_file", secret, {.approved = true}).text,
            "Error: Permission denied: Protect sensitive files");
  EXPECT_TRUE(host.asked.empty());
}

TEST(Ask, WithoutACallbackFallsBack) {
  StoreHost host;
  Toolset error = MakeToolset({{"permissions", "DEFAULT"}});
  Answered answer = host.Run(error, "write_file", kWrite);
  EXPECT_EQ(answer.text,
            "Error: Permission required for write on '/a.txt': Approval required but no callback");
  EXPECT_EQ(answer.code, "approval_required");
  Toolset deny = MakeToolset({{"permissions", "DEFAULT"}, {"askFallback", "deny"}});
  answer = host.Run(deny, "write_file", kWrite);
  EXPECT_EQ(answer.text, "Error: Permission denied for write on '/a.txt' (approval required)");
  EXPECT_EQ(answer.code, "permission_denied");
}

TEST(Ask, CoversListingsAndSearchesWhereTheRulesSaySo) {
  StoreHost host;
  host.Put("/a.txt", "x");
  host.AnswerAsks({{"answer", "allow"}});
  Toolset tools = Asking("STRICT");
  EXPECT_FALSE(host.RunText(tools, "ls", "{}").is_error);
  EXPECT_FALSE(host.Run(tools, "grep", {{"pattern", "x"}}).is_error);
  EXPECT_EQ(host.asked.size(), 2u);
}

TEST(Approval, WithoutRulesTheFlagsDecide) {
  StoreHost host;
  host.AnswerMethod("execute", {{"exitCode", 0}}, "ran");
  Toolset tools = MakeToolset({{"requireWriteApproval", true}, {"requireExecuteApproval", true}});
  EXPECT_EQ(host.Run(tools, "write_file", kWrite).code, "approval_required");
  EXPECT_EQ(host.Run(tools, "execute", {{"command", "x"}}).code, "approval_required");
  EXPECT_EQ(host.Run(tools, "kill_shell", {{"shell_id", "x"}}).code, "approval_required");
  EXPECT_EQ(host.Run(tools, "execute", {{"command", "x"}}, {.approved = true}).text, "ran");
  EXPECT_EQ(host.Run(tools, "read_output", {{"shell_id", "x"}}).code, "unsupported");
}

TEST(Rules, LookingAtShellsIsNotAskedForButStoppingThemIs) {
  StoreHost host;
  host.AnswerMethod("background.list", {{"shells", Json::array()}});
  host.AnswerMethod("background.kill", {{"killed", true}});
  host.AnswerAsks({{"answer", "allow"}});
  Toolset tools = Asking();
  EXPECT_EQ(host.RunText(tools, "list_shells", "").text, "No background shells.");
  EXPECT_TRUE(host.asked.empty());
  EXPECT_EQ(host.Run(tools, "kill_shell", {{"shell_id", "sh-1"}}).text,
            "Killed background shell sh-1.");
  ASSERT_EQ(host.asked.size(), 1u);
  EXPECT_EQ(host.asked[0]["target"], "sh-1");
}

TEST(Rules, AnEditNeedsAFileThatMayBeRead) {
  StoreHost host;
  host.Put("/notes/a", "secret");
  Json rules = {{"default", "allow"},
                {"read", {{"rules", {{{"pattern", "/notes/**"}, {"action", "deny"}}}}}}};
  Toolset tools = MakeToolset({{"permissions", rules}});
  Json edit = {{"path", "notes/a"}, {"old_string", "s"}, {"new_string", "x"}, {"dry_run", true}};
  EXPECT_EQ(host.Run(tools, "edit_file", edit).code, "permission_denied");
}

TEST(Review, TellsTheDecisionWithoutEffects) {
  Toolset tools = Asking();
  Json review = tools.Review("write_file", R"({"path":"/a","content":"x"})");
  EXPECT_EQ(review["decision"], "ask");
  EXPECT_EQ(review["operation"], "write");
  EXPECT_EQ(review["target"], "/a");
  review = tools.Review("read_file", R"({"file_path":"/.env"})");
  EXPECT_EQ(review["decision"], "deny");
  EXPECT_EQ(review["reason"], "Permission denied: Protect sensitive files");
  EXPECT_EQ(review["rule"]["pattern"], "**/.env");
  EXPECT_EQ(tools.Review("read_file", R"({"path":"/a"})")["decision"], "allow");
  EXPECT_EQ(tools.Review("write_file", "nonsense")["decision"], "allow");
  EXPECT_EQ(tools.Review("hashline_edit", "{}")["decision"], "deny");
  EXPECT_EQ(tools.Review("others", "{}")["decision"], "allow");
}

TEST(Absent, SaysWhyAToolIsNotThere) {
  StoreHost host;
  Toolset tools = MakeToolset({{"capabilities", {{"execute", false}, {"background", false}}}});
  EXPECT_EQ(host.Run(tools, "execute", {{"command", "x"}}).text,
            "Error: Backend does not support command execution");
  EXPECT_EQ(host.RunText(tools, "list_shells", "{}").text,
            "Error: Backend does not support background processes");
  EXPECT_THAT(host.RunText(tools, "raed_file", "{}").text,
              HasSubstr("Unknown tool 'raed_file', the tools are `ls`, `read_file`"));
  EXPECT_THAT(host.RunText(tools, "hashline_edit", "{}").text, HasSubstr("is switched off"));
  Toolset readonly = MakeToolset({{"permissions", "READONLY"}});
  EXPECT_EQ(host.Run(readonly, "write_file", kWrite).text,
            "Error: Permission denied: the rules do not allow the tool 'write_file'");
  EXPECT_TRUE(host.performed.empty());
}

}  // namespace
}  // namespace nacre
