#include "console/arguments.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "base/limits.h"

namespace nacre {
namespace {

using ::testing::HasSubstr;

Result<Json> Check(std::string_view tool, std::string_view text) {
  return CheckArguments(tool, FindTool(tool)->parameters, text);
}

std::string Problem(std::string_view tool, std::string_view text) {
  Result<Json> checked = Check(tool, text);
  return checked ? "accepted: " + DumpJson(*checked) : checked.error().message;
}

TEST(CheckArguments, FillsDefaultsIn) {
  EXPECT_EQ(DumpJson(*Check("read_file", R"({"path":"/a"})")),
            R"({"path":"/a","offset":0,"limit":2000})");
  EXPECT_EQ(DumpJson(*Check("execute", R"({"command":"ls","timeout":null})")),
            R"({"command":"ls","timeout":null})");
}

TEST(CheckArguments, TakesHarmlessVariantsAsMeant) {
  EXPECT_EQ(DumpJson(*Check("read_file", R"({"file_path":"/a","offset":"12","limit":12.0})")),
            R"({"path":"/a","offset":12,"limit":12})");
  EXPECT_EQ(DumpJson(*Check("read_file", R"({"path":"/a","file_path":"/a","offset":null})")),
            R"({"path":"/a","offset":0,"limit":2000})");
  EXPECT_EQ((*Check("grep", R"({"pattern":"x","ignore_case":"true"})"))["ignore_case"], true);
  EXPECT_TRUE(Check("list_shells", "").has_value());
  EXPECT_TRUE(Check("list_shells", " null ").has_value());
}

TEST(CheckArguments, NamesEveryProblemTheValueAndWhatIsAllowed) {
  EXPECT_EQ(
      Problem("grep", R"({"output_mode":"lines","before":21,"after":-1,"multiline":1,"x":{}})"),
      "Invalid arguments for grep: 'pattern' is missing, it must be a string that is not empty of "
      "at most 65536 bytes; 'output_mode' is \"lines\", it must be one of \"content\", "
      "\"files_with_matches\", \"count\"; 'multiline' is 1, it must be true or false; 'before' is "
      "21, it must be an integer from 0 to 20; 'after' is -1, it must be an integer from 0 to 20; "
      "'x' is not an argument, they are pattern, path, glob_pattern, output_mode, ignore_hidden, "
      "ignore_vendored, ignore_case, fixed_string, multiline, before, after, max_matches");
}

TEST(CheckArguments, RefusesWhatIsNoInteger) {
  for (const char* value : {R"("12x")", R"("")", "1.5", "1e30", "-1", "true", "[]", R"(" 1")",
                            "18446744073709551615"}) {
    std::string text = std::string(R"({"path":"/a","offset":)") + value + "}";
    EXPECT_THAT(Problem("read_file", text), HasSubstr("must be an integer of at least 0")) << value;
  }
}

TEST(CheckArguments, RefusesTwoDifferentPaths) {
  EXPECT_THAT(Problem("ls", R"({"path":"/a","file_path":"/b"})"),
              HasSubstr("'path' and 'file_path' differ"));
}

TEST(CheckArguments, ChecksTheMembersOfLists) {
  EXPECT_THAT(
      Problem("edit_file", R"({"path":"/a","edits":[{"old_string":"a"},7]})"),
      HasSubstr("'edits[0].new_string' is missing, it must be a string; 'edits[1]' is 7, it "
                "must be an object"));
  EXPECT_THAT(Problem("edit_file", R"({"path":"/a","edits":{}})"), HasSubstr("must be a list"));
}

TEST(CheckArguments, RefusesTextsThatAreNoObject) {
  for (const char* text :
       {"[]", "7", R"("x")", "{", "nonsense", R"({"a":"\ud800"})", "{\"a\":\xff}"}) {
    EXPECT_FALSE(Check("ls", text).has_value()) << text;
  }
}

TEST(CheckArguments, BoundsDepthSizeAndNumberOfValues) {
  std::string deep = R"({"path":)" + std::string(100'000, '[') + std::string(100'000, ']') + "}";
  EXPECT_EQ(Check("ls", deep).error().code, Code::kLimitExceeded);
  std::string many = "{";
  for (int i = 0; i < 20'000; ++i) many += "\"k" + std::to_string(i) + "\":1,";
  many += "\"z\":1}";
  EXPECT_EQ(Check("ls", many).error().code, Code::kLimitExceeded);
  std::string wide = R"({"edits":[1)";
  for (int i = 0; i < 200'000; ++i) wide += ",1";
  EXPECT_EQ(Check("edit_file", wide + "]}").error().code, Code::kLimitExceeded);
  std::string punctuation = R"({"path":"/a","content":")" + std::string(300'000, ':') + R"("})";
  EXPECT_TRUE(Check("write_file", punctuation).has_value());
}

TEST(CheckArguments, ShortensWhatItQuotes) {
  std::string text = R"({"path":)" + ("\"" + std::string(10'000, 'x') + "\"") + "}";
  EXPECT_LT(Problem("ls", text).size(), 400u);
  std::string extra = "{";
  for (int i = 0; i < 500; ++i) extra += "\"k" + std::to_string(i) + "\":1,";
  EXPECT_LT(Problem("ls", extra + "\"z\":1}").size(), 2000u);
}

}  // namespace
}  // namespace nacre
