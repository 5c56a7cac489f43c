#include "search/glob.h"

#include <gtest/gtest.h>

#include <chrono>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "base/limits.h"
#include "search/braces.h"

namespace nacre {
namespace {

bool Matches(std::string_view pattern, std::string_view path, bool dot = false) {
  const Result<Glob> glob = Glob::Compile(pattern, {.dot = dot});
  EXPECT_TRUE(glob.has_value()) << pattern;
  return glob && glob->Matches(path);
}

std::string ErrorOf(std::string_view pattern) {
  const Result<Glob> glob = Glob::Compile(pattern);
  if (glob) return "";
  EXPECT_EQ(glob.error().code, Code::kInvalidPattern);
  return glob.error().message;
}

TEST(GlobTest, IgnoresLeadingSlashesDotSegmentsAndRunsOfSlashes) {
  for (const char* pattern :
       {"src/a.py", "/src/a.py", "./src/a.py", "././src//a.py", "src/./a.py"}) {
    EXPECT_TRUE(Matches(pattern, "src/a.py")) << pattern;
  }
  EXPECT_TRUE(Matches("./**/*.py", "a.py"));
}

TEST(GlobTest, TrailingGlobstarMatchesEveryFileBelowAndNothingElse) {
  EXPECT_TRUE(Matches("src/**", "src/a"));
  EXPECT_TRUE(Matches("src/**/", "src/x/y"));
  EXPECT_FALSE(Matches("src/**", "src"));
  EXPECT_FALSE(Matches("src/", "src"));
}

TEST(GlobTest, WildcardsMatchDotsOnlyWhenAsked) {
  for (const char* pattern : {"**/*", "**", "?git/config", "[.]git/*", "*/config"}) {
    EXPECT_FALSE(Matches(pattern, ".git/config")) << pattern;
    EXPECT_TRUE(Matches(pattern, ".git/config", true)) << pattern;
  }
  EXPECT_TRUE(Matches(".git/*", ".git/config"));
  EXPECT_TRUE(Matches("*.py", ".py"));
}

TEST(GlobTest, CountsCodePoints) {
  EXPECT_TRUE(Matches("?", "é"));
  EXPECT_TRUE(Matches("[а-я]", "ж"));
  EXPECT_FALSE(Matches("??", "日"));
  EXPECT_TRUE(Matches("[!a]", "\U0001F600"));
}

TEST(GlobTest, NamesOfNextJsRoutesCanBeEscaped) {
  EXPECT_TRUE(Matches("app/\\[...slug\\].tsx", "app/[...slug].tsx"));
  EXPECT_TRUE(Matches("app/*.tsx", "app/[...slug].tsx"));
}

TEST(GlobTest, RefusesWhatCannotMatch) {
  EXPECT_NE(ErrorOf(""), "");
  EXPECT_NE(ErrorOf("/"), "");
  EXPECT_NE(ErrorOf("./"), "");
  EXPECT_NE(ErrorOf("../a"), "");
  EXPECT_NE(ErrorOf("a/../b"), "");
  EXPECT_NE(ErrorOf("\xFF"), "");
  EXPECT_NE(ErrorOf(std::string_view("a\0b", 3)), "");
  EXPECT_NE(ErrorOf(std::string(limits::kGlobPatternBytes + 1, 'a')), "");
  EXPECT_EQ(ErrorOf("..."), "");
  EXPECT_EQ(ErrorOf("a..b"), "");
}

TEST(GlobTest, BoundsBraces) {
  EXPECT_NE(ErrorOf("{1..100000}"), "");
  EXPECT_NE(ErrorOf("{-2147483648..2147483647}"), "");
  EXPECT_NE(ErrorOf("{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}"), "");
  EXPECT_NE(ErrorOf(std::string(4000, '{') + "a,b" + std::string(4000, '}')), "");
  EXPECT_EQ(ErrorOf("{1..1024}"), "");
  EXPECT_EQ(ErrorOf(std::string(4000, '{')), "");
}

TEST(GlobTest, StaysPolynomialOnManyStars) {
  std::string pattern = "**/";
  for (int i = 0; i < 60; ++i) pattern += "*a";
  pattern += "*b/**/*a*a*a*b";
  std::string path;
  for (int i = 0; i < 40; ++i) path += std::string(i < 39 ? 90 : 255, 'a') + "/";
  path += std::string(255, 'a');
  const auto start = std::chrono::steady_clock::now();
  EXPECT_FALSE(Matches(pattern, path));
  std::string globstars;
  for (int i = 0; i < 200; ++i) globstars += "**/a/";
  EXPECT_FALSE(Matches(globstars + "b", path));
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(5));
}

TEST(GlobTest, PrunesDirectoriesThatCannotMatch) {
  const Result<Glob> glob = Glob::Compile("src/*/x/**/*.ts");
  ASSERT_TRUE(glob.has_value());
  EXPECT_TRUE(glob->CouldMatchBelow(""));
  EXPECT_TRUE(glob->CouldMatchBelow("src"));
  EXPECT_TRUE(glob->CouldMatchBelow("src/a"));
  EXPECT_TRUE(glob->CouldMatchBelow("src/a/x"));
  EXPECT_TRUE(glob->CouldMatchBelow("src/a/x/deep/er"));
  EXPECT_FALSE(glob->CouldMatchBelow("lib"));
  EXPECT_FALSE(glob->CouldMatchBelow("src/a/y"));
  EXPECT_FALSE(glob->CouldMatchBelow("src/.a"));
  EXPECT_FALSE(glob->CouldMatchBelow("src/a/x/.hidden"));
}

TEST(BracesTest, ExpandsAsBashDoes) {
  const auto expand = [](std::string_view pattern) {
    const Result<std::vector<std::string>> expanded = ExpandBraces(pattern);
    std::string joined;
    if (!expanded) return expanded.error().message;
    for (const std::string& text : *expanded) joined += (joined.empty() ? "" : " ") + text;
    return joined;
  };
  EXPECT_EQ(expand("a{b,c{d,e}}f"), "abf acdf acef");
  EXPECT_EQ(expand("{a,b}{1,2}"), "a1 a2 b1 b2");
  EXPECT_EQ(expand("{8..11}"), "8 9 10 11");
  EXPECT_EQ(expand("{08..11}"), "08 09 10 11");
  EXPECT_EQ(expand("{-01..1}"), "-01 000 001");
  EXPECT_EQ(expand("{1..10..4}"), "1 5 9");
  EXPECT_EQ(expand("{c..a}"), "c b a");
  EXPECT_EQ(expand("{a}"), "{a}");
  EXPECT_EQ(expand("{{a,b}}"), "{a} {b}");
  EXPECT_EQ(expand("{a,b"), "{a,b");
  EXPECT_EQ(expand("\\{a,b\\}"), "\\{a,b\\}");
  EXPECT_EQ(expand("{a\\,b,c}"), "a\\,b c");
}

/// The reference matcher: plain recursion over characters and segments.
bool NameMatches(std::string_view pattern, std::string_view name, bool dot, bool start = true) {
  if (pattern.empty()) return name.empty();
  const bool shielded = start && !dot && name.starts_with('.');
  if (pattern[0] == '*') {
    if (NameMatches(pattern.substr(1), name, dot, start)) return true;
    return !name.empty() && !shielded && NameMatches(pattern, name.substr(1), dot, false);
  }
  if (name.empty()) return false;
  if (pattern[0] == '[') {  // Only "[ab]" and "[!a]" occur.
    const size_t close = pattern.find(']');
    const bool negated = pattern[1] == '!';
    const std::string_view set = pattern.substr(1, close - 1);
    const bool inside = set.substr(negated ? 1 : 0).contains(name[0]);
    return !shielded && inside != negated &&
           NameMatches(pattern.substr(close + 1), name.substr(1), dot, false);
  }
  const bool same = pattern[0] == '?' ? !shielded : pattern[0] == name[0];
  return same && NameMatches(pattern.substr(1), name.substr(1), dot, false);
}

using Names = std::vector<std::string>;

bool SegmentsMatch(const Names& pattern, size_t p, const Names& path, size_t s, bool dot) {
  if (p == pattern.size()) return s == path.size();
  if (pattern[p] == "**") {
    const bool last = p + 1 == pattern.size();
    if (!last && SegmentsMatch(pattern, p + 1, path, s, dot)) return true;
    if (s == path.size() || (!dot && path[s].starts_with('.'))) return false;
    return (last && s + 1 == path.size()) || SegmentsMatch(pattern, p, path, s + 1, dot);
  }
  return s < path.size() && NameMatches(pattern[p], path[s], dot) &&
         SegmentsMatch(pattern, p + 1, path, s + 1, dot);
}

std::string Join(const Names& names, size_t count) {
  std::string joined;
  for (size_t i = 0; i < count; ++i) joined += (i == 0 ? "" : "/") + names[i];
  return joined;
}

TEST(GlobPropertyTest, AgreesWithTheReferenceMatcherAndNeverPrunesAMatch) {
  std::mt19937 random(3);
  const auto pick = [&](const Names& from) { return from[random() % from.size()]; };
  const Names pieces = {"a", "b", ".", "*", "?", "[ab]", "[!a]"};
  for (int round = 0; round < 20'000; ++round) {
    Names pattern;
    Names path;
    for (size_t i = 0; i <= random() % 5; ++i) {
      std::string segment = random() % 3 == 0 ? "**" : pick(pieces);
      while (segment != "**" && random() % 2 == 0) segment += pick(pieces);
      if (segment != "." && segment != ".." && segment != "**") pattern.push_back(segment);
      if (segment == "**" && (pattern.empty() || pattern.back() != "**"))
        pattern.push_back(segment);
    }
    for (size_t i = 0; i <= random() % 5; ++i) {
      path.push_back(pick({"a", "b", ".a", "ab", "ba", ".", "aab", "b.a"}));
      if (path.back() == ".") path.back() = ".b";
    }
    if (pattern.empty()) continue;
    const bool dot = random() % 2 == 0;
    const std::string text = Join(pattern, pattern.size());
    const Result<Glob> glob = Glob::Compile(text, {.dot = dot});
    ASSERT_TRUE(glob.has_value()) << text;
    const std::string file = Join(path, path.size());
    const bool expected = SegmentsMatch(pattern, 0, path, 0, dot);
    EXPECT_EQ(glob->Matches(file), expected) << text << " on " << file << " dot " << dot;
    if (!expected) continue;
    for (size_t i = 0; i < path.size(); ++i) {
      EXPECT_TRUE(glob->CouldMatchBelow(Join(path, i))) << text << " below " << Join(path, i);
    }
  }
}

}  // namespace
}  // namespace nacre
