#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/hash.h"
#include "console/store_host.h"

namespace nacre {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::StartsWith;

TEST(ReadFile, NumbersLinesAndSaysHowToGoOn) {
  StoreHost host;
  host.Put("/a.txt", "one\ntwo\nthree\n");
  Toolset tools = MakeToolset();
  Answered answer = host.Run(tools, "read_file", {{"path", "a.txt"}, {"limit", 2}});
  EXPECT_EQ(answer.text, "     1\tone\n     2\ttwo\n\n... (1 more line)\n(go on with offset=2)");
  EXPECT_EQ(answer.value["metadata"]["nextOffset"], 2);
  EXPECT_EQ(answer.value["metadata"]["version"], Xxh3Hex128("one\ntwo\nthree\n"));
  answer = host.Run(tools, "read_file", {{"path", "/a.txt"}, {"offset", 2}});
  EXPECT_EQ(answer.text, "     3\tthree");
}

TEST(ReadFile, AsksOnceOfABackendThatTellsTheVersion) {
  StoreHost host;
  host.Put("/a.txt", "one\n");
  Toolset tools = MakeToolset();
  host.Run(tools, "read_file", {{"path", "/a.txt"}});
  EXPECT_EQ(host.performed, std::vector<std::string>{"read"});
}

TEST(ReadFile, ReadsTheBytesOfABackendThatTellsNoVersion) {
  StoreHost host;
  host.Put("/a.txt", "one\n");
  host.AnswerMethod("read", {{"path", "/a.txt"}, {"text", "     1\tone"}});
  Toolset tools = MakeToolset();
  Answered answer = host.Run(tools, "read_file", {{"path", "/a.txt"}});
  EXPECT_EQ(answer.text, "     1\tone");
  EXPECT_EQ(host.performed, (std::vector<std::string>{"read", "readBytes"}));
  EXPECT_EQ(answer.value["metadata"]["version"], Xxh3Hex128("one\n"));
}

TEST(ReadFile, RefusesDirectoriesMissingFilesAndBytes) {
  StoreHost host;
  host.Put("/d/a.bin", std::string("\xff\x00\xfe", 3));
  Toolset tools = MakeToolset();
  EXPECT_EQ(host.Run(tools, "read_file", {{"path", "/no"}}).text, "Error: File '/no' not found");
  EXPECT_EQ(host.Run(tools, "read_file", {{"path", "/d"}}).code, "is_a_directory");
  Answered binary = host.Run(tools, "read_file", {{"path", "/d/a.bin"}});
  EXPECT_EQ(binary.code, "not_text");
  EXPECT_TRUE(binary.is_error);
}

TEST(ReadFile, CallsAnImageAnImageWhereNoneCanBeShown) {
  StoreHost host;
  host.Put("/a.png", "\x89PNG\r\n\x1a\n\xff");
  Toolset tools = MakeToolset();
  EXPECT_EQ(host.Run(tools, "read_file", {{"path", "/a.png"}}).text,
            "Error: '/a.png' is an image, which cannot be shown here");
}

TEST(ReadFile, RefusesBadPathsBeforeAnythingStarts) {
  StoreHost host;
  Toolset tools = MakeToolset();
  for (const char* path : {"../x", "~/x", "C:\\x", "/a/../b"}) {
    Answered answer = host.Run(tools, "read_file", {{"path", path}});
    EXPECT_EQ(answer.code, "invalid_path") << path;
  }
  EXPECT_TRUE(host.performed.empty());
}

TEST(HashlineRead, TagsLinesAndEndsWithTheVersion) {
  StoreHost host;
  host.Put("/n.md", "one\ntwo\nthree\n");
  Toolset tools = MakeToolset({{"editFormat", "hashline"}});
  std::string tag = "[version " + Xxh3Hex128("one\ntwo\nthree\n").substr(0, 12) + "]";
  EXPECT_EQ(host.Run(tools, "read_file", {{"path", "/n.md"}}).text,
            "1:f9|one\n2:b8|two\n3:35|three\n\n" + tag);
  EXPECT_EQ(host.Run(tools, "read_file", {{"path", "/n.md"}, {"limit", 1}}).text,
            "1:f9|one\n\n... (2 more lines)\n(go on with offset=1)\n\n" + tag);
}

TEST(Ls, ListsDirectoriesFirstWithSizes) {
  StoreHost host;
  host.Put("/z/a.txt", "hello");
  host.Put("/b.txt", "x");
  host.Put("/.env", "");
  Toolset tools = MakeToolset();
  EXPECT_EQ(host.RunText(tools, "ls", "").text,
            "Contents of .:\n  z/\n  .env (0 bytes)\n  b.txt (1 byte)");
  EXPECT_EQ(host.Run(tools, "ls", {{"path", "/nowhere"}}).code, "not_found");
}

TEST(Ls, ShowsNamesWithControlCharactersAsOneRow) {
  StoreHost host;
  host.Put("/a\nb\x1b[31m.txt", "x");
  Toolset tools = MakeToolset();
  EXPECT_EQ(host.RunText(tools, "ls", "{}").text, "Contents of .:\n  a\\nb\\x1b[31m.txt (1 byte)");
}

TEST(Ls, CountsWhatRulesWithholdWithoutNamingIt) {
  StoreHost host;
  host.Put("/open.txt", "x");
  host.Put("/hidden.txt", "x");
  Json rules = {{"default", "allow"},
                {"ls", {{"rules", {{{"pattern", "/hidden*"}, {"action", "deny"}}}}}}};
  Toolset tools = MakeToolset({{"permissions", rules}});
  EXPECT_EQ(host.RunText(tools, "ls", "{}").text,
            "Contents of .:\n  open.txt (1 byte)\n(1 entry withheld by permission rules)");
}

}  // namespace
}  // namespace nacre
