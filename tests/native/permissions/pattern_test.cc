#include "permissions/pattern.h"

#include <gtest/gtest.h>

#include <chrono>
#include <fstream>
#include <iterator>
#include <string>

#include "base/json.h"
#include "permissions/unicode_category.h"

namespace nacre {
namespace {

bool Matches(std::string_view pattern, std::string_view target) {
  return Pattern(pattern).Matches(target);
}

bool MatchesCommand(std::string_view pattern, std::string_view target) {
  return Pattern(pattern, PatternKind::kCommand).Matches(target);
}

// Rows of [pattern, target, 0 or 1], answered by Python's `re` on the reference's translation.
TEST(PatternTest, AgreesWithPythonOnRandomPatterns) {
  std::ifstream stream(std::string(NACRE_FIXTURES) + "/permissions/pattern-oracle.json");
  const std::string text{std::istreambuf_iterator<char>(stream), {}};
  const Json rows = Json::parse(text, nullptr, false);
  ASSERT_GT(rows.size(), 1000u);
  for (const Json& row : rows) {
    EXPECT_EQ(Matches(row[0].get<std::string>(), row[1].get<std::string>()), row[2] == 1)
        << row.dump();
  }
}

TEST(PatternTest, StarsStopWhereTheyShould) {
  EXPECT_TRUE(Matches("*.txt", "a\nb.txt"));
  EXPECT_FALSE(Matches("*.txt", "a/b.txt"));
  EXPECT_TRUE(Matches("a**b", "a/x/b"));
  EXPECT_FALSE(Matches("a**b", "a\nb"));
  EXPECT_TRUE(Matches("**/x", "x"));
  EXPECT_TRUE(Matches("**/x", "/x"));
  EXPECT_FALSE(Matches("**/x", "yx"));
}

TEST(PatternTest, OneFinalLineFeedIsIgnored) {
  EXPECT_TRUE(Matches("**/.env", "/w/.env\n"));
  EXPECT_FALSE(Matches("**/.env", "/w/.env\n\n"));
  EXPECT_FALSE(Matches("**/.env", "/w/.env\r"));
}

TEST(PatternTest, ClassEscapesAreUnicode) {
  EXPECT_TRUE(Matches("[\\d]", "٣"));
  EXPECT_TRUE(Matches("[\\w]", "ж"));
  EXPECT_TRUE(Matches("[\\s]", "\u2003"));
  EXPECT_FALSE(Matches("[!\\w]", "ж"));
  EXPECT_TRUE(Matches("[\\x41-\\x43]", "B"));
}

TEST(PatternTest, MalformedClassesAreInert) {
  for (const char* pattern : {"[z-a]", "[\\]", "[\\q]", "[\\w-z]", "[\\x4]", "[\\8]", "[\\777]"}) {
    EXPECT_TRUE(Pattern(pattern).inert()) << pattern;
    EXPECT_FALSE(Matches(pattern, pattern)) << pattern;
  }
  EXPECT_FALSE(Pattern("a[b").inert());
}

TEST(PatternTest, CommandStarsCrossEverything) {
  EXPECT_TRUE(MatchesCommand("rm -rf /*", "rm -rf /home/user"));
  EXPECT_TRUE(MatchesCommand("git *", "git log\n/x"));
  EXPECT_TRUE(MatchesCommand("a**b", "a\nb"));
  EXPECT_FALSE(MatchesCommand("a?b", "a/b"));
  EXPECT_FALSE(MatchesCommand("rm -rf /*", "rm -rf home"));
}

TEST(PatternTest, BytesThatAreNotUtf8MatchOnlyThemselves) {
  EXPECT_TRUE(Matches("**/.env", "/\xFF\xFE/.env"));
  EXPECT_TRUE(Matches("a?b",
                      "a\xFF"
                      "b"));
  EXPECT_FALSE(Matches("a?b",
                       "a\xC3\xA9\xFF"
                       "b"));
  EXPECT_TRUE(Matches("a\xFF", "a\xFF"));
  EXPECT_FALSE(Matches("a\xFF", "a\xFE"));
  // A surrogate in UTF-8 is three bytes, not one code point.
  EXPECT_FALSE(Matches("a?b",
                       "a\xED\xA0\x80"
                       "b"));
}

TEST(PatternTest, HostileTargetsTakeLinearTime) {
  std::string pattern;
  for (int i = 0; i < 30; ++i) pattern += "**/*a*";
  pattern += "!";
  const std::string target = std::string(20'000, 'a') + "/" + std::string(20'000, 'a') + "!?";
  const auto begin = std::chrono::steady_clock::now();
  EXPECT_FALSE(Matches(pattern, target));
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(20));
}

TEST(UnicodeCategoryTest, Boundaries) {
  EXPECT_TRUE(IsWordCharacter('_'));
  EXPECT_FALSE(IsWordCharacter('-'));
  EXPECT_FALSE(IsWordCharacter(0xD7));    // Multiplication sign, between two ranges.
  EXPECT_TRUE(IsWordCharacter(0x3134A));  // The last of its range.
  EXPECT_FALSE(IsWordCharacter(0x3134B));
  EXPECT_TRUE(IsDecimalDigit(0x1D7FF));
  EXPECT_FALSE(IsDecimalDigit(0xB2));  // Superscript two is a number, not a decimal digit.
  EXPECT_TRUE(IsSpaceCharacter(0x1C));
  EXPECT_TRUE(IsSpaceCharacter(0x3000));
  EXPECT_FALSE(IsSpaceCharacter(0x200B));
}

}  // namespace
}  // namespace nacre
