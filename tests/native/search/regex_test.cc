#include "search/regex.h"

#include <gtest/gtest.h>
#include <re2/re2.h>

#include <chrono>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "base/limits.h"
#include "search/scanner.h"

namespace nacre {
namespace {

using Lines = std::vector<std::string>;

Regex Compiled(std::string_view pattern, const RegexOptions& options = {}) {
  Result<Regex> regex = Regex::Compile(pattern, options);
  EXPECT_TRUE(regex.has_value()) << pattern << ": " << (regex ? "" : regex.error().message);
  return regex ? std::move(*regex) : std::move(*Regex::Compile("x", {}));
}

std::string ErrorOf(std::string_view pattern, const RegexOptions& options = {}) {
  const Result<Regex> regex = Regex::Compile(pattern, options);
  if (regex) return "";
  EXPECT_EQ(regex.error().code, Code::kInvalidPattern);
  EXPECT_TRUE(regex.error().message.starts_with("Invalid regex pattern: "));
  return regex.error().message;
}

template <typename Scanner>
Lines Scan(const Regex& regex, std::string_view text) {
  Lines found;
  Scanner scanner(regex, text);
  for (ByteSpan line; scanner.Next(line) == Outcome::kFound;) {
    found.emplace_back(text.substr(line.begin, line.end - line.begin));
  }
  return found;
}

Lines MatchingLines(std::string_view pattern, std::string_view text,
                    const RegexOptions& options = {}) {
  return Scan<LineScanner>(Compiled(pattern, options), text);
}

Lines MatchingSpans(std::string_view pattern, std::string_view text) {
  return Scan<SpanScanner>(Compiled(pattern, {.multiline = true}), text);
}

TEST(RegexTest, NothingMatchesAcrossLines) {
  const std::string_view text = "import a\nfrom b\nimport c from\n";
  for (const char* pattern :
       {R"(import\s+.*\s+from)", R"(import[^x]+from)", R"((?s)import.+from)",
        R"(import\W+\w\W+from)", R"(import[\s\S]*from)", R"(import\PN+from)"}) {
    EXPECT_EQ(MatchingLines(pattern, text), Lines{"import c from"}) << pattern;
  }
}

TEST(RegexTest, AnchorsMeanTheLine) {
  const std::string_view text = "ab\nb\r\nba\n\nab";
  EXPECT_EQ(MatchingLines("^b", text), (Lines{"b", "ba"}));
  EXPECT_EQ(MatchingLines("b$", text), (Lines{"ab", "b", "ab"}));
  EXPECT_EQ(MatchingLines(R"(\Ab\z)", text), Lines{"b"});
  EXPECT_EQ(MatchingLines("(?-m)^b$", text), Lines{"b"});
  EXPECT_EQ(MatchingLines("^$", text), Lines{""});
}

TEST(RegexTest, AFinalLineFeedStartsNoLine) {
  EXPECT_EQ(MatchingLines("^$", "foo\n"), Lines{});
  EXPECT_EQ(MatchingLines("", "foo\n"), Lines{"foo"});
  EXPECT_EQ(MatchingLines("x*", "a\n\n"), (Lines{"a", ""}));
  EXPECT_EQ(MatchingLines("", ""), Lines{});
}

TEST(RegexTest, HidesTheCarriageReturnOfALineEndUnlessNamed) {
  EXPECT_EQ(MatchingLines("o$", "foo\r\nbar"), Lines{"foo"});
  EXPECT_EQ(MatchingLines(R"(o\s)", "foo\r\n"), Lines{});
  EXPECT_EQ(MatchingLines(R"(o.)", "fo\r\n"), Lines{});
  EXPECT_EQ(MatchingLines(R"([^o]$)", "foo\r\n"), Lines{});
  EXPECT_EQ(MatchingLines(R"(o\r)", "foo\r\nfoo\n"), Lines{"foo\r"});
  EXPECT_EQ(MatchingLines(R"(o\r?$)", "foo\r\nfoo\n"), (Lines{"foo\r", "foo"}));
  EXPECT_EQ(MatchingLines("a.b", "a\rb\n"), Lines{"a\rb"});
}

TEST(RegexTest, FoldsCaseAsUnicodeDoes) {
  EXPECT_EQ(MatchingLines("task", "TASK\nta\u017Fk\nTAS\u212A\ntax", {.ignore_case = true}),
            (Lines{"TASK", "ta\u017Fk", "TAS\u212A"}));
  EXPECT_EQ(MatchingLines("(?i)\u00C9t\u00E9", "\u00E9T\u00C9\nete"), Lines{"\u00E9T\u00C9"});
  EXPECT_EQ(MatchingLines("(?i)todo", "ToDo\nto do"), Lines{"ToDo"});
  EXPECT_EQ(MatchingLines("a(?i)b", "aB\nAb"), Lines{"aB"});
}

TEST(RegexTest, AFixedStringIsLiteral) {
  EXPECT_EQ(MatchingLines("a.b(", "a.b(\naxb(", {.fixed_string = true}), Lines{"a.b("});
  EXPECT_EQ(MatchingLines("A.B(", "a.b(\naxb(", {.ignore_case = true, .fixed_string = true}),
            Lines{"a.b("});
}

TEST(RegexTest, MultilineMatchesGiveTheWholeLinesTheyTouch) {
  const std::string_view text = "one {\n  two\n}\nthree\none {\n}\n";
  EXPECT_EQ(MatchingSpans(R"(\{\n  t)", text), Lines{"one {\n  two"});
  EXPECT_EQ(MatchingSpans(R"(\{\n)", text), (Lines{"one {", "one {"}));
  EXPECT_EQ(MatchingSpans(R"((?s)\{.*?\})", text), (Lines{"one {\n  two\n}", "one {\n}"}));
  EXPECT_EQ(MatchingSpans("^o", text), (Lines{"one {", "one {"}));
  EXPECT_EQ(MatchingSpans("e", "e e\ne"), (Lines{"e e", "e"}));
  EXPECT_EQ(MatchingSpans("x*", "a\nb\n"), (Lines{"a", "b"}));
  EXPECT_EQ(MatchingSpans("two|three", text), (Lines{"  two", "three"}));
}

TEST(RegexTest, SaysWhatIsNotSupported) {
  for (const char* pattern : {"a(?=b)", "a(?!b)", "(?<=a)b", "(?<!a)b"}) {
    EXPECT_TRUE(ErrorOf(pattern).contains("look-behind are not supported")) << pattern;
  }
  for (const char* pattern : {R"((a)\1)", R"((?P<n>a)(?P=n))"}) {
    EXPECT_TRUE(ErrorOf(pattern).contains("back-references are not supported")) << ErrorOf(pattern);
  }
  EXPECT_FALSE(ErrorOf("(?<name>a").contains("look-behind"));
}

TEST(RegexTest, RefusesMalformedPatterns) {
  for (const char* pattern :
       {"[invalid", "(", ")", "*a", "a**", R"(\)", "[z-a]", "a{2,1}", "\xFF"}) {
    EXPECT_NE(ErrorOf(pattern), "") << pattern;
  }
  EXPECT_NE(ErrorOf(std::string(limits::kPatternBytes + 1, 'a')), "");
  EXPECT_NE(ErrorOf("((((a{100}){100}){100}){100})"), "");
  EXPECT_NE(ErrorOf("\xC3", {.fixed_string = true}), "");
}

TEST(RegexTest, SaysThatALineHoldsNoLineBreak) {
  EXPECT_TRUE(ErrorOf("a\nb", {.fixed_string = true}).contains("set multiline"));
  EXPECT_TRUE(ErrorOf(R"(a\nb)").contains("set multiline"));
  EXPECT_EQ(MatchingLines(R"(a(\n|$))", "a\n"), Lines{"a"});
  EXPECT_EQ(MatchingSpans("a\nb", "xa\nby"), Lines{"xa\nby"});
}

TEST(RegexTest, FindsNul) {
  EXPECT_EQ(MatchingLines(std::string_view("a\0b", 3), std::string_view("xa\0b\nab", 7)),
            Lines{std::string("xa\0b", 4)});
}

TEST(RegexTest, LargeUnicodePatternsAreRefusedBeforeTheyUseMemory) {
  std::string classes;
  for (int i = 0; i < 20'000; ++i) classes += R"(\pL)";
  EXPECT_NE(ErrorOf(classes), "");
  std::string nested(60'000, '(');
  EXPECT_NE(ErrorOf(nested), "");
  EXPECT_EQ(ErrorOf(std::string(10'000, '(') + "a" + std::string(10'000, ')')), "");
  EXPECT_EQ(ErrorOf(std::string(limits::kPatternBytes, 'a')), "");
}

TEST(RegexTest, StaysLinearOnHostilePatterns) {
  const std::string text = std::string(2 << 20, 'a') + "!";
  const auto start = std::chrono::steady_clock::now();
  for (const char* pattern :
       {"(a+)+$", "a*a*b", "(x+x+)+y", "(a|aa)+c", "(a*)*b", "a.*a.*a.*a.*ab$"}) {
    EXPECT_EQ(MatchingLines(pattern, text), Lines{}) << pattern;
  }
  LineScanner scanner(Compiled("(a|b|!)*a(a|b){14}c"), text);
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(30));
}

TEST(RegexTest, SaysWhenAnAutomatonOutgrowsItsMemory) {
  std::mt19937 random(4);
  std::string text;
  for (int i = 0; i < 4 << 20; ++i) text += "ab"[random() % 2];
  const Regex regex = Compiled("[ab]*a[ab]{900}c");
  LineScanner scanner(regex, text);
  ByteSpan line;
  EXPECT_EQ(scanner.Next(line), Outcome::kTooComplex);
}

/// What each pattern means: RE2 on each line by itself.
Lines OracleLines(const RE2& oracle, std::string_view text) {
  Lines found;
  for (size_t at = 0; at < text.size();) {
    const size_t feed = text.find('\n', at);
    std::string_view line = text.substr(at, feed == text.npos ? text.npos : feed - at);
    at = feed == text.npos ? text.size() : feed + 1;
    if (feed != text.npos && line.ends_with('\r')) line.remove_suffix(1);
    if (RE2::PartialMatch({line.data(), line.size()}, oracle)) found.emplace_back(line);
  }
  return found;
}

TEST(RegexPropertyTest, AgreesWithRe2OnEachLine) {
  const std::vector<std::string> atoms = {
      "a",       "b",     "foo",      "[ab]",   "[^a]",        ".",         R"(\s)",    R"(\w)",
      R"(\b)",   "^",     "$",        "(a|b)",  "ba",          "(foo|bar)", "(?i:Foo)", R"(\W)",
      R"(\B)",   R"(\A)", R"(\z)",    "k",      R"(\S)",       "(a|)",      "é",        "[^\\n]",
      "(?i:sk)", "x",     "(fo|ba)o", R"(\D+)", "[[:^digit:]]"};
  const std::vector<std::string> quantifiers = {"",  "",  "",    "",      "*",
                                                "+", "?", "{2}", "{1,2}", "*?"};
  const std::vector<std::string> words = {"a",  "b",  "foo",  "bar",          "Foo",
                                          "\n", "\n", "\r\n", "\r",           " ",
                                          "x",  "é",  "sk",   "\u017F\u212A", "1"};
  std::mt19937 random(5);
  const auto pick = [&](const std::vector<std::string>& from) {
    return from[random() % from.size()];
  };
  int compared = 0;
  for (int round = 0; round < 15'000; ++round) {
    std::string pattern;
    for (size_t i = 0; i <= random() % 4; ++i) {
      if (random() % 8 == 0) pattern += "|";
      pattern += "(?:" + pick(atoms) + ")" + pick(quantifiers);
    }
    RE2::Options options;
    options.set_log_errors(false);
    options.set_case_sensitive(random() % 4 != 0);
    const RE2 oracle(pattern, options);
    if (!oracle.ok()) continue;
    const Result<Regex> regex = Regex::Compile(pattern, {.ignore_case = !options.case_sensitive()});
    ASSERT_TRUE(regex.has_value()) << pattern;
    std::string text;
    for (size_t i = 0; i < random() % 60; ++i) text += pick(words);
    EXPECT_EQ(Scan<LineScanner>(*regex, text), OracleLines(oracle, text))
        << pattern << " on " << text;
    ++compared;
  }
  EXPECT_GT(compared, 5000);
}

}  // namespace
}  // namespace nacre
