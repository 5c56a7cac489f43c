#include "text/edit.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "base/limits.h"

namespace nacre {
namespace {

EditResult Edited(std::string_view content, TextEdit edit) {
  Result<EditResult> result = ReplaceText("/f.txt", content, edit);
  EXPECT_TRUE(result.has_value()) << (result ? "" : result.error().message);
  return result.value_or(EditResult{});
}

Status Refused(std::string_view content, TextEdit edit) {
  Result<EditResult> result = ReplaceText("/f.txt", content, edit);
  EXPECT_FALSE(result.has_value());
  return result ? Status{} : result.error();
}

TEST(EditTest, ReplacesOnceAndShowsTheDiff) {
  EditResult result = Edited("one\ntwo\nthree\n", {"two", "2"});
  EXPECT_EQ(result.content, "one\n2\nthree\n");
  EXPECT_EQ(result.occurrences, 1u);
  EXPECT_FALSE(result.tolerant);
  EXPECT_EQ(result.diff, "--- a/f.txt\n+++ b/f.txt\n@@ -1,3 +1,3 @@\n one\n-two\n+2\n three\n");
}

TEST(EditTest, ShowsOnlyWhatDiffersOfTheTextGiven) {
  EditResult result = Edited("a\nb\nc\nd\ne\n", {"a\nb\nc\nd\n", "a\nb\nC\nd\n"});
  EXPECT_EQ(result.diff, "--- a/f.txt\n+++ b/f.txt\n@@ -1,5 +1,5 @@\n a\n b\n-c\n+C\n d\n e\n");
}

TEST(EditTest, CountsWithoutOverlaps) {
  Status status = Refused("aaaa", {"aa", "b"});
  EXPECT_EQ(status.code, Code::kNotUnique);
  EXPECT_EQ(
      status.message,
      "String 'aa' found 2 times. Use replace_all=True to replace all, or provide more context.");
  EXPECT_EQ(Edited("aaaa", {"aa", "b", true}).content, "bb");
}

TEST(EditTest, ChecksItsArguments) {
  EXPECT_EQ(Refused("abc", {"", "x"}).code, Code::kInvalidArgument);
  EXPECT_EQ(Refused("abc", {"", "x", true}).code, Code::kInvalidArgument);
  EXPECT_EQ(Refused("abc", {"b", "b"}).message,
            "old_string and new_string are both 'b', so nothing would change");
  EXPECT_EQ(Refused("abc", {"b", "\xFF"}).code, Code::kInvalidArgument);
  EXPECT_EQ(Refused("\xFF"
                    "abc",
                    {"b", "x"})
                .code,
            Code::kNotText);
  EXPECT_EQ(Edited("", {"", "x\n"}).content, "x\n");
}

TEST(EditTest, AbbreviatesALongStringInMessages) {
  std::string wanted(5000, 'z');
  EXPECT_EQ(Refused("abc", {wanted, "x"}).message,
            "String '" + std::string(200, 'z') + "…' not found in file");
}

TEST(EditTest, MatchesLfAcrossCrLf) {
  EditResult result = Edited("a\r\nb\r\nc\r\n", {"a\nb\n", "x\ny\nz\n"});
  EXPECT_EQ(result.content, "x\r\ny\r\nz\r\nc\r\n");
  EXPECT_EQ(result.occurrences, 1u);
  EXPECT_EQ(Edited("q\r\na\r\nb\r\n", {"\na\nb", "\nz"}).content, "q\r\nz\r\n");
  // Mixed line ends within the match.
  EXPECT_EQ(Edited("a\r\nb\nc\r\n", {"a\nb\nc", "x\ny"}).content, "x\r\ny\r\n");
  EXPECT_EQ(Edited("a\r\nb\r\n-\r\na\r\nb\r\n", {"a\nb", "c\nd", true}).content,
            "c\r\nd\r\n-\r\nc\r\nd\r\n");
  EXPECT_EQ(Refused("a\r\nb\r\n-\r\na\r\nb\r\n", {"a\nb", "c"}).code, Code::kNotUnique);
}

TEST(EditTest, WritesNewLinesInTheLineEndOfTheLine) {
  EXPECT_EQ(Edited("a\r\nb\r\n", {"a", "x\ny"}).content, "x\r\ny\r\nb\r\n");
  EXPECT_EQ(Edited("a\r\nb", {"b", "x\ny"}).content, "a\r\nx\r\ny");
  EXPECT_EQ(Edited("a\nb\n", {"a", "x\ny"}).content, "x\ny\nb\n");
  EXPECT_EQ(Edited("a\nb\n", {"a", "x\r\ny"}).content, "x\r\ny\nb\n");
}

TEST(EditTest, TolerantMatchesOnlyWhenAsked) {
  std::string_view content = "if (x) {\n\treturn  1;\n}\n";
  EXPECT_EQ(Refused(content, {"    return 1;\n", "    return 2;\n"}).code, Code::kNoMatch);
  EditResult result = Edited(
      content, {.old_string = "    return 1;\n", .new_string = "\treturn 2;\n", .tolerant = true});
  EXPECT_EQ(result.content, "if (x) {\n\treturn 2;\n}\n");
  EXPECT_TRUE(result.tolerant);
  // Without leading white space or line end of its own, the match leaves those of the file.
  EXPECT_EQ(
      Edited(content, {.old_string = "return 1;", .new_string = "return 2;", .tolerant = true})
          .content,
      "if (x) {\n\treturn 2;\n}\n");
  EXPECT_FALSE(Edited("abc", {.old_string = "b", .new_string = "x", .tolerant = true}).tolerant);
  EXPECT_EQ(
      Refused("a  b\n\na b\n", {.old_string = "a\tb", .new_string = "c", .tolerant = true}).code,
      Code::kNotUnique);
}

struct NearestCase {
  std::string_view content, wanted, sentence;
};

TEST(EditTest, NamesTheNearestLineAndWhatDiffers) {
  const NearestCase kCases[] = {
      {"x\n\tfoo();\n", "    foo();",
       "Nearest is line 2, which differs only in indentation (tabs in the file, spaces in the text "
       "given): the file has '\\tfoo();' where '    foo();' was given"},
      {"Hello\n", "hello",
       "Nearest is line 1, which differs only in letter case: the file has 'Hello' where 'hello' "
       "was "
       "given"},
      {"a(b,  c)\n", "a(b, c)",
       "Nearest is line 1, which differs only in white space within the line: the file has 'a(b,  "
       "c)' "
       "where 'a(b, c)' was given"},
      {"one  \ntwo\n", "one\ntwo",
       "Nearest is line 1, which differs only in trailing white space: the file has 'one  ' where "
       "'one' "
       "was given"},
      {"one\ntwo\n", "one\r\ntwo",
       "Nearest is line 1, which differs only in line ends (CR LF or LF): the file has 'one' where "
       "'one\\r' was given"},
      {"def f():\n  return 1\n\ndef g():\n", "def f():\n  return 2\n",
       "Nearest is line 1, but line 2 has '  return 1' where '  return 2' was given"},
      {"alpha\nint total = 0;\n", "int totals = 0;",
       "Nearest is line 2: the file has 'int total = 0;' where 'int totals = 0;' was given"},
      {"start\nlast", "last\nmore\n",
       "Nearest is line 2, but the file ends where 'more' was given"},
  };
  for (const NearestCase& c : kCases) {
    Status status = Refused(c.content, {c.wanted, "replacement"});
    EXPECT_EQ(status.code, Code::kNoMatch);
    EXPECT_EQ(status.message, "String '" + std::string(c.wanted) + "' not found in file. " +
                                  std::string(c.sentence));
  }
  EXPECT_EQ(Refused("abc\n", {"zzz", "x"}).message, "String 'zzz' not found in file");
}

TEST(EditTest, AppliesAListInOrderOrNotAtAll) {
  std::vector<TextEdit> edits = {{"a", "b\nb2"}, {"b\n", "c\n"}, {"z", "y", true}};
  EditResult result = ReplaceTexts("/f", "a\n-\nz z\n", edits).value();
  EXPECT_EQ(result.content, "c\nb2\n-\ny y\n");
  EXPECT_EQ(result.occurrences, 4u);
  EXPECT_EQ(result.diff, "--- a/f\n+++ b/f\n@@ -1,3 +1,4 @@\n-a\n+c\n+b2\n -\n-z z\n+y y\n");
  edits.push_back({"missing", "x"});
  Result<EditResult> refused = ReplaceTexts("/f", "a\n-\nz z\n", edits);
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().message, "Edit 4 of 4: String 'missing' not found in file");
}

TEST(EditTest, BoundsAListAndItsResult) {
  EXPECT_EQ(ReplaceTexts("/f", "a", {}).error().code, Code::kInvalidArgument);
  std::vector<TextEdit> edits(limits::kEditsPerCall + 1, TextEdit{"a", "b"});
  EXPECT_EQ(ReplaceTexts("/f", "a", edits).error().code, Code::kLimitExceeded);
  std::string content(1 << 20, 'a');
  std::string replacement(1 << 20, 'b');
  EXPECT_EQ(Refused(content, {"a", replacement, true}).code, Code::kLimitExceeded);
}

TEST(EditTest, SearchesInLinearTime) {
  // Every place agrees at both ends and for long; a naive search needs some 10^11 steps.
  std::string content(2'000'000, 'a');
  std::string wanted = std::string(500'000, 'a') + "b" + std::string(500'000, 'a');
  EXPECT_EQ(Refused(content, {wanted, "x"}).code, Code::kNoMatch);
  content.replace(600'000, 1, "b");
  EXPECT_EQ(Edited(content, {wanted, "x"}).content.size(), content.size() - wanted.size() + 1);
}

TEST(EditTest, BoundsTheDiffOfAHugeReplacement) {
  std::string content;
  for (int i = 0; i < 200'000; ++i) content += "a\n";
  EditResult result = Edited(content, {"a", "b", true});
  EXPECT_EQ(result.occurrences, 200'000u);
  EXPECT_TRUE(result.diff.ends_with("\n"));
  EXPECT_LE(result.diff.size(), limits::kDiffBytes + 100);
}

}  // namespace
}  // namespace nacre
