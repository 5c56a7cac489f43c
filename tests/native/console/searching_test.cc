#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "console/store_host.h"

namespace nacre {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

TEST(Glob, ListsPathsAndSaysWhenThereAreMore) {
  StoreHost host;
  for (int i = 0; i < 103; ++i) host.Put("/src/f" + std::to_string(1000 + i) + ".ts", "x");
  Toolset tools = MakeToolset();
  Answered answer = host.Run(tools, "glob", {{"pattern", "**/*.ts"}, {"path", "src"}});
  EXPECT_THAT(answer.text, StartsWith("Found 103 files matching '**/*.ts':\n  /src/f1000.ts\n"));
  EXPECT_THAT(answer.text, EndsWith("  /src/f1099.ts\n  ... and 3 more\n"
                                    "(narrow `pattern` or `path` to see the rest)"));
  EXPECT_EQ(host.Run(tools, "glob", {{"pattern", "*1002.ts"}, {"path", "/src"}}).text,
            "Found 1 file matching '*1002.ts':\n  /src/f1002.ts");
  EXPECT_EQ(host.Run(tools, "glob", {{"pattern", "*.rs"}}).text, "No files matching '*.rs' in .");
}

TEST(Glob, AMissingDirectoryIsAnErrorNotAnEmptyAnswer) {
  StoreHost host;
  Toolset tools = MakeToolset();
  EXPECT_EQ(host.Run(tools, "glob", {{"pattern", "*"}, {"path", "/no"}}).code, "not_found");
}

Json DenyRule(const char* operation, const char* pattern) {
  return Json{
      {"default", "allow"},
      {operation, {{"default", "allow"}, {"rules", {{{"pattern", pattern}, {"action", "deny"}}}}}}};
}

TEST(Glob, LeavesDeniedPathsOut) {
  StoreHost host;
  host.Put("/a.txt", "");
  host.Put("/private/b.txt", "");
  Toolset tools = MakeToolset({{"permissions", DenyRule("glob", "/private/**")}});
  EXPECT_EQ(host.Run(tools, "glob", {{"pattern", "**/*.txt"}}).text,
            "Found 1 file matching '**/*.txt':\n  /a.txt");
  EXPECT_EQ(host.Run(tools, "glob", {{"pattern", "**/b.txt"}}).text,
            "No files matching '**/b.txt' in .\n(files that permission rules deny are left out)");
  EXPECT_EQ(host.Run(tools, "glob", {{"pattern", "*"}, {"path", "private"}}).code,
            "permission_denied");
}

TEST(Grep, ListsFilesAndSaysHowManyWereSearched) {
  StoreHost host;
  host.Put("/a.txt", "needle\nneedle\n");
  host.Put("/b.txt", "needle\n");
  host.Put("/c.txt", "hay\n");
  Toolset tools = MakeToolset();
  EXPECT_EQ(host.Run(tools, "grep", {{"pattern", "needle"}}).text,
            "Files containing 'needle':\n  /a.txt\n  /b.txt\n(3 files searched)");
  EXPECT_EQ(host.Run(tools, "grep", {{"pattern", "needle"}, {"output_mode", "count"}}).text,
            "Found 3 matches for 'needle' in 2 files\n(3 files searched)");
  EXPECT_EQ(host.Run(tools, "grep", {{"pattern", "absent"}}).text,
            "No matches for 'absent'\n(3 files searched)");
}

TEST(Grep, ShowsLinesCutToAHundredCharacters) {
  StoreHost host;
  std::string line(98, 'x');
  host.Put("/a.txt", line + "ééé\nneedle\n");
  Toolset tools = MakeToolset();
  EXPECT_EQ(host.Run(tools, "grep", {{"pattern", "x"}, {"output_mode", "content"}}).text,
            "Matches for 'x':\n  /a.txt:1: " + line + "éé\n(1 file searched)");
}

TEST(Grep, ShowsContextLinesAndSeparatesGroups) {
  StoreHost host;
  host.Put("/a.txt", "1\nhit\n3\n4\n5\n6\nhit\n8\n");
  host.Put("/b.txt", "hit\n");
  Toolset tools = MakeToolset();
  Json call = {{"pattern", "hit"}, {"output_mode", "content"}, {"before", 1}, {"after", 1}};
  EXPECT_EQ(host.Run(tools, "grep", call).text,
            "Matches for 'hit':\n"
            "  /a.txt-1- 1\n  /a.txt:2: hit\n  /a.txt-3- 3\n  --\n"
            "  /a.txt-6- 6\n  /a.txt:7: hit\n  /a.txt-8- 8\n  --\n"
            "  /b.txt:1: hit\n(2 files searched)");
}

TEST(Grep, ShowsTheLinesOfAMultilineMatch) {
  StoreHost host;
  host.Put("/a.txt", "begin\nend\n");
  Toolset tools = MakeToolset();
  Json call = {{"pattern", "begin\\nend"}, {"output_mode", "content"}, {"multiline", true}};
  EXPECT_EQ(host.Run(tools, "grep", call).text,
            "Matches for 'begin\\nend':\n  /a.txt:1: begin\n  /a.txt:2: end\n(1 file searched)");
}

TEST(Grep, ShowsFiftyRowsAndSaysHowManyMoreThereAre) {
  StoreHost host;
  std::string content;
  for (int i = 0; i < 60; ++i) content += "needle\n";
  host.Put("/a.txt", content);
  Toolset tools = MakeToolset();
  Answered answer = host.Run(tools, "grep", {{"pattern", "needle"}, {"output_mode", "content"}});
  EXPECT_THAT(answer.text, EndsWith("  /a.txt:50: needle\n  ... and 10 more matches\n(1 file "
                                    "searched; narrow `pattern`, `path` or `glob_pattern` to see "
                                    "the rest)"));
}

TEST(Grep, StopsAtMaxMatches) {
  StoreHost host;
  host.Put("/a.txt", "n\nn\nn\n");
  Toolset tools = MakeToolset();
  Json call = {{"pattern", "n"}, {"output_mode", "content"}, {"max_matches", 2}};
  Answered answer = host.Run(tools, "grep", call);
  EXPECT_EQ(answer.text,
            "Matches for 'n':\n  /a.txt:1: n\n  /a.txt:2: n\n(search stopped early; narrow "
            "`pattern`, `path` or `glob_pattern` to see the rest)");
  EXPECT_EQ(answer.value["metadata"]["truncated"], true);
}

TEST(Grep, NamesWhatWasSkippedAndWhy) {
  StoreHost host;
  host.Put("/a.bin", std::string("needle\0", 7));
  Toolset tools = MakeToolset();
  Answered answer = host.Run(tools, "grep", {{"pattern", "needle"}});
  EXPECT_THAT(answer.text, HasSubstr("1 skipped: /a.bin ("));
}

TEST(Listing, NamesWhatTheBackendCouldNotLookAt) {
  StoreHost host;
  Json skipped = {{{"path", "/mnt"}, {"reason", "not reachable"}},
                  {{"path", "/.env"}, {"reason", "a link that leads outside"}}};
  host.AnswerMethod("glob", {{"matches", Json::array()}, {"skipped", skipped}});
  host.AnswerMethod("ls", {{"entries", Json::array()}, {"skipped", skipped}});
  Json rules = {{"glob", {{"rules", {{{"pattern", "/.env"}, {"action", "deny"}}}}}}};
  Toolset open = MakeToolset();
  Answered found = host.Run(open, "glob", {{"pattern", "*"}});
  EXPECT_THAT(found.text,
              HasSubstr("2 skipped: /mnt (not reachable), /.env (a link that leads outside)"));
  EXPECT_EQ(found.value["metadata"]["skipped"], skipped);
  EXPECT_THAT(host.Run(open, "ls", {{"path", "/"}}).text, HasSubstr("2 skipped: /mnt"));
  Toolset guarded = MakeToolset({{"permissions", rules}});
  EXPECT_THAT(host.Run(guarded, "glob", {{"pattern", "*"}}).text,
              HasSubstr("(1 skipped: /mnt (not reachable))"));
}

TEST(Grep, FollowsTheHiddenDefaultOfTheToolset) {
  StoreHost host;
  host.Put("/.hidden", "needle");
  Toolset quiet = MakeToolset();
  Toolset open = MakeToolset({{"defaultIgnoreHidden", false}});
  EXPECT_THAT(host.Run(quiet, "grep", {{"pattern", "needle"}}).text, StartsWith("No matches"));
  EXPECT_THAT(host.Run(open, "grep", {{"pattern", "needle"}}).text, HasSubstr("/.hidden"));
  Json call = {{"pattern", "needle"}, {"ignore_hidden", false}};
  EXPECT_THAT(host.Run(quiet, "grep", call).text, HasSubstr("/.hidden"));
}

TEST(Grep, LeavesVendoredFoldersOutUnlessTold) {
  StoreHost host;
  host.Put("/node_modules/a.js", "needle");
  Toolset tools = MakeToolset();
  EXPECT_THAT(host.Run(tools, "grep", {{"pattern", "needle"}}).text, StartsWith("No matches"));
  Json call = {{"pattern", "needle"}, {"ignore_vendored", false}};
  EXPECT_THAT(host.Run(tools, "grep", call).text, HasSubstr("/node_modules/a.js"));
}

TEST(Grep, RefusesABadPatternAndAMissingPath) {
  StoreHost host;
  Toolset tools = MakeToolset();
  EXPECT_THAT(host.Run(tools, "grep", {{"pattern", "("}}).text,
              StartsWith("Error: Invalid regex pattern: "));
  EXPECT_EQ(host.Run(tools, "grep", {{"pattern", "x"}, {"path", "/no"}}).code, "not_found");
}

TEST(Grep, NeverShowsLinesOfFilesDeniedForReading) {
  StoreHost host;
  host.Put("/.env", "TOKEN=abc\n");
  host.Put("/app.txt", "TOKEN here\n");
  Toolset tools = MakeToolset({{"permissions", "PERMISSIVE"}});
  for (const char* mode : {"content", "files_with_matches", "count"}) {
    Json call = {{"pattern", "TOKEN"}, {"output_mode", mode}, {"ignore_hidden", false}};
    std::string text = host.Run(tools, "grep", call).text;
    EXPECT_THAT(text, Not(HasSubstr(".env"))) << mode;
    EXPECT_THAT(text, Not(HasSubstr("abc"))) << mode;
  }
  Json call = {{"pattern", "TOKEN"}, {"path", "/.env"}};
  EXPECT_EQ(host.Run(tools, "grep", call).text,
            "Error: Permission denied: Protect sensitive files");
}

// Otherwise a model could find a secret out letter by letter, from what a search of it changes.
TEST(Grep, AnswersTheSameWhetherOrNotADeniedFileMatches) {
  for (const char* mode : {"content", "files_with_matches", "count"}) {
    for (int max_matches : {1, 2, 3, 10}) {
      std::string answers[2];
      for (int matching = 0; matching < 2; ++matching) {
        StoreHost host;
        host.Put("/a.txt", "S3\nS3\n");
        host.Put("/b/secret.key", matching ? "S3\nS3\nS3\n" : "no\nno\nno\n");
        host.Put("/b/secrets.bin", matching ? std::string("S3\0", 3) : std::string("no\0", 3));
        host.Put("/c.txt", "S3\n");
        Toolset tools = MakeToolset({{"permissions", "PERMISSIVE"}});
        Json call = {{"pattern", "S3"}, {"output_mode", mode}, {"max_matches", max_matches}};
        Answered answer = host.Run(tools, "grep", call);
        answers[matching] = DumpJson(answer.value);
      }
      EXPECT_EQ(answers[0], answers[1]) << mode << " " << max_matches;
    }
  }
}

TEST(Grep, SaysThatDeniedFilesAreLeftOutWhenNothingIsFound) {
  StoreHost host;
  host.Put("/a.txt", "x");
  Toolset tools = MakeToolset({{"permissions", "PERMISSIVE"}});
  EXPECT_EQ(host.Run(tools, "grep", {{"pattern", "none"}}).text,
            "No matches for 'none'\n(1 file searched)\n"
            "(files that permission rules deny are left out)");
}

TEST(Grep, ReadsAnswersOfBackendsThatListOnlyMatches) {
  StoreHost host;
  host.AnswerMethod("grep", {{"matches",
                              {{{"path", "/b"}, {"line", 1}, {"text", "x"}},
                               {{"path", "/a"}, {"line", 1}, {"text", "x"}},
                               {{"path", "/b"}, {"line", 2}, {"text", "x"}}}}});
  Toolset tools = MakeToolset();
  EXPECT_EQ(host.Run(tools, "grep", {{"pattern", "x"}}).text, "Files containing 'x':\n  /a\n  /b");
}

}  // namespace
}  // namespace nacre
