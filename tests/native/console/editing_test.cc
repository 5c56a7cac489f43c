#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/hash.h"
#include "console/store_host.h"

namespace nacre {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

constexpr char kStale[] =
    "Error: '/f.py' changed since you last read it. Read it again before editing so your change "
    "applies to the current contents.";

TEST(WriteFile, StoresContentVerbatimAndCountsLines) {
  StoreHost host;
  Toolset tools = MakeToolset();
  Answered answer = host.Run(tools, "write_file", {{"path", "d/n.txt"}, {"content", "a\r\nb"}});
  EXPECT_EQ(answer.text, "Wrote 2 lines to /d/n.txt");
  EXPECT_EQ(host.Get("/d/n.txt"), "a\r\nb");
  EXPECT_EQ(answer.value["metadata"]["created"], true);
}

TEST(EditFile, ReplacesAndReportsTheDifference) {
  StoreHost host;
  host.Put("/f.py", "x = 1\ny = 2\n");
  Toolset tools = MakeToolset();
  Answered answer =
      host.Run(tools, "edit_file", {{"path", "/f.py"}, {"old_string", "1"}, {"new_string", "$&"}});
  EXPECT_EQ(answer.text, "Edited /f.py: replaced 1 occurrence");
  EXPECT_EQ(host.Get("/f.py"), "x = $&\ny = 2\n");
  EXPECT_THAT(std::string(answer.value["metadata"]["diff"]), HasSubstr("-x = 1\n+x = $&\n"));
}

TEST(EditFile, DryRunShowsTheDifferenceAndWritesNothing) {
  StoreHost host;
  host.Put("/f.py", "x = 1\n");
  Toolset tools = MakeToolset();
  Answered answer =
      host.Run(tools, "edit_file",
               {{"path", "/f.py"}, {"old_string", "1"}, {"new_string", "2"}, {"dry_run", true}});
  EXPECT_THAT(answer.text, StartsWith("Dry run, nothing written. Would edit /f.py: replace 1 "));
  EXPECT_THAT(answer.text, HasSubstr("+x = 2"));
  EXPECT_EQ(host.Get("/f.py"), "x = 1\n");
}

TEST(EditFile, AppliesAListOfEditsWholeOrNotAtAll) {
  StoreHost host;
  host.Put("/f.py", "a b c\n");
  Toolset tools = MakeToolset();
  Json edits = Json::array({{{"old_string", "a"}, {"new_string", "A"}},
                            {{"old_string", "missing"}, {"new_string", "x"}}});
  Answered answer = host.Run(tools, "edit_file", {{"path", "/f.py"}, {"edits", edits}});
  EXPECT_EQ(answer.code, "no_match");
  EXPECT_EQ(host.Get("/f.py"), "a b c\n");
  edits[1]["old_string"] = "c";
  answer = host.Run(tools, "edit_file", {{"path", "/f.py"}, {"edits", edits}});
  EXPECT_EQ(answer.text, "Edited /f.py: replaced 2 occurrences");
  EXPECT_EQ(host.Get("/f.py"), "A b x\n");
}

TEST(EditFile, NeedsEitherStringsOrAList) {
  StoreHost host;
  Toolset tools = MakeToolset();
  EXPECT_EQ(host.Run(tools, "edit_file", {{"path", "/f"}}).text,
            "Error: Invalid arguments for edit_file: 'old_string' is missing, it must be a string "
            "(or give 'edits')");
  Json both = {{"path", "/f"},
               {"old_string", "a"},
               {"new_string", "b"},
               {"edits", {{{"old_string", "a"}, {"new_string", "b"}}}}};
  EXPECT_THAT(host.Run(tools, "edit_file", both).text, HasSubstr("not both"));
  EXPECT_TRUE(host.performed.empty());
}

TEST(EditFile, RefusesAFileThatChangedSinceItWasRead) {
  StoreHost host;
  host.Put("/f.py", "x = 1\n");
  Toolset tools = MakeToolset();
  host.Run(tools, "read_file", {{"path", "f.py"}});
  host.Put("/f.py", "x = 1\nother\n");
  Json edit = {{"path", "/f.py"}, {"old_string", "1"}, {"new_string", "2"}};
  Answered answer = host.Run(tools, "edit_file", edit);
  EXPECT_EQ(answer.text, kStale);
  EXPECT_EQ(answer.code, "stale");
  EXPECT_EQ(host.Get("/f.py"), "x = 1\nother\n");
  host.Run(tools, "read_file", {{"path", "./f.py"}});
  EXPECT_FALSE(host.Run(tools, "edit_file", edit).is_error);
}

TEST(EditFile, RefusesAFileThatChangesBetweenTheCheckAndTheEdit) {
  StoreHost host;
  host.Put("/f.py", "x = 1\n");
  Toolset tools = MakeToolset();
  host.Run(tools, "read_file", {{"path", "/f.py"}});
  Json seen;
  host.scripted["edit"] = [&seen](const Message& request) {
    seen = request.value["args"]["ifVersion"];
    return Message{Json{{"error", {{"code", "stale"}, {"message", "File changed"}}}}, {}};
  };
  Answered answer =
      host.Run(tools, "edit_file", {{"path", "/f.py"}, {"old_string", "1"}, {"new_string", "2"}});
  EXPECT_EQ(answer.text, kStale);
  EXPECT_EQ(seen, Xxh3Hex128("x = 1\n"));
}

TEST(EditFile, AWrittenOrEditedFileCountsAsRead) {
  StoreHost host;
  Toolset tools = MakeToolset();
  host.Run(tools, "write_file", {{"path", "/f.py"}, {"content", "x = 1\n"}});
  Json edit = {{"path", "/f.py"}, {"old_string", "1"}, {"new_string", "2"}};
  EXPECT_FALSE(host.Run(tools, "edit_file", edit).is_error);
  edit = {{"path", "/f.py"}, {"old_string", "2"}, {"new_string", "3"}};
  EXPECT_FALSE(host.Run(tools, "edit_file", edit).is_error);
  host.Put("/f.py", "x = 3 \n");
  edit = {{"path", "/f.py"}, {"old_string", "3"}, {"new_string", "4"}};
  EXPECT_EQ(host.Run(tools, "edit_file", edit).text, kStale);
}

TEST(EditFile, AFileNeverReadIsNotChecked) {
  StoreHost host;
  host.Put("/f.py", "x = 1\n");
  Toolset tools = MakeToolset();
  host.Run(tools, "edit_file", {{"path", "/f.py"}, {"old_string", "1"}, {"new_string", "2"}});
  EXPECT_EQ(host.performed, (std::vector<std::string>{"edit", "readBytes"}));
}

Toolset Hashline() { return MakeToolset({{"editFormat", "hashline"}}); }

TEST(HashlineEdit, ReplacesALine) {
  StoreHost host;
  host.Put("/n.md", "one\ntwo\n");
  Toolset tools = Hashline();
  Answered answer = host.Run(
      tools, "hashline_edit",
      {{"path", "/n.md"}, {"start_line", 1}, {"start_hash", "f9"}, {"new_content", "ONE"}});
  EXPECT_EQ(answer.text, "Edited /n.md: Replaced 1 line at line 1");
  EXPECT_EQ(host.Get("/n.md"), "ONE\ntwo\n");
  EXPECT_EQ(answer.value["metadata"]["version"], Xxh3Hex128("ONE\ntwo\n"));
}

TEST(HashlineEdit, AppliesAListAgainstOneRead) {
  StoreHost host;
  host.Put("/n.md", "one\ntwo\nthree\n");
  Toolset tools = Hashline();
  Json edits = Json::array({{{"start_line", 1}, {"start_hash", "f9"}, {"new_content", "zero\none"}},
                            {{"start_line", 3}, {"start_hash", "35"}, {"new_content", "THREE"}}});
  Answered answer = host.Run(tools, "hashline_edit", {{"path", "/n.md"}, {"edits", edits}});
  EXPECT_FALSE(answer.is_error) << answer.text;
  EXPECT_EQ(host.Get("/n.md"), "zero\none\ntwo\nTHREE\n");
  edits[1]["start_hash"] = "00";
  answer = host.Run(tools, "hashline_edit", {{"path", "/n.md"}, {"edits", edits}});
  EXPECT_TRUE(answer.is_error);
  EXPECT_EQ(host.Get("/n.md"), "zero\none\ntwo\nTHREE\n");
}

TEST(HashlineEdit, RefusesAnotherVersion) {
  StoreHost host;
  host.Put("/n.md", "one\ntwo\n");
  Toolset tools = Hashline();
  Json edit = {{"path", "/n.md"},
               {"start_line", 1},
               {"start_hash", "f9"},
               {"new_content", "x"},
               {"version", Xxh3Hex128("one\n").substr(0, 12)}};
  EXPECT_EQ(host.Run(tools, "hashline_edit", edit).code, "stale");
  edit["version"] = Xxh3Hex128("one\ntwo\n").substr(0, 12);
  EXPECT_FALSE(host.Run(tools, "hashline_edit", edit).is_error);
}

// The file shifts by two lines that look alike, so that line 3's hash still fits by chance.
TEST(HashlineEdit, ChecksTheNeighboursOfTheLastRead) {
  StoreHost host;
  host.Put("/n.md", "a\n}\nb\n}\nc\n}\n");
  Toolset tools = Hashline();
  Answered read = host.Run(tools, "read_file", {{"path", "/n.md"}});
  std::string hash = read.text.substr(read.text.find("\n4:") + 3, 2);
  host.Put("/n.md", "new\n}\na\n}\nb\n}\nc\n}\n");
  Answered answer =
      host.Run(tools, "hashline_edit",
               {{"path", "/n.md"}, {"start_line", 4}, {"start_hash", hash}, {"new_content", "x"}});
  EXPECT_EQ(answer.code, "stale") << answer.text;
}

TEST(HashlineEdit, WorksUpwardsThroughOneReadWithoutReadingAgain) {
  StoreHost host;
  host.Put("/n.md", "one\ntwo\nthree\n");
  Toolset tools = Hashline();
  host.Run(tools, "read_file", {{"path", "/n.md"}});
  Json lower = {
      {"path", "/n.md"}, {"start_line", 3}, {"start_hash", "35"}, {"new_content", "3\n3b"}};
  Json upper = {{"path", "/n.md"}, {"start_line", 1}, {"start_hash", "f9"}, {"new_content", "1"}};
  EXPECT_FALSE(host.Run(tools, "hashline_edit", lower).is_error);
  EXPECT_FALSE(host.Run(tools, "hashline_edit", upper).is_error);
  EXPECT_EQ(host.Get("/n.md"), "1\ntwo\n3\n3b\n");
}

TEST(HashlineEdit, RefusesAFileThatChangesWhileItEdits) {
  StoreHost host;
  host.Put("/n.md", "one\n");
  Toolset tools = Hashline();
  std::unique_ptr<Operation> operation = tools.StartCall(
      "hashline_edit", R"({"path":"n.md","start_line":1,"start_hash":"f9","new_content":"mine"})");
  Effect effect = operation->Step({});
  effect = operation->Step(host.Perform(effect));
  ASSERT_EQ(effect.request.value["method"], "write");
  host.Put("/n.md", "theirs\n");
  effect = operation->Step(host.Perform(effect));
  EXPECT_EQ(effect.kind, Operation::kDone);
  EXPECT_EQ(effect.request.value["code"], "stale");
  EXPECT_EQ(host.Get("/n.md"), "theirs\n");
}

TEST(HashlineEdit, RefusesBytesThatAreNotText) {
  StoreHost host;
  host.Put("/n.bin", "one\xff\n");
  Toolset tools = Hashline();
  Answered answer =
      host.Run(tools, "hashline_edit",
               {{"path", "/n.bin"}, {"start_line", 1}, {"start_hash", "f9"}, {"new_content", "x"}});
  EXPECT_EQ(answer.code, "not_text");
  EXPECT_EQ(host.Get("/n.bin"), "one\xff\n");
}

TEST(HashlineEdit, NamesTheArgumentThatIsMissing) {
  StoreHost host;
  Toolset tools = Hashline();
  Answered answer = host.Run(tools, "hashline_edit", {{"path", "/n"}, {"start_line", 1}});
  EXPECT_EQ(
      answer.text,
      "Error: Invalid arguments for hashline_edit: 'start_hash' is missing (or give 'edits')");
}

}  // namespace
}  // namespace nacre
