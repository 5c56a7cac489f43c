#include "search/grep.h"

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace nacre {
namespace {

GrepQuery Compiled(const GrepOptions& options) {
  Result<GrepQuery> query = GrepQuery::Compile(options);
  EXPECT_TRUE(query.has_value()) << (query ? "" : query.error().message);
  return query ? std::move(*query) : std::move(*GrepQuery::Compile({.pattern = "x"}));
}

/// Rows as "line:text" for matches and "line-text" for context, one a line, as grep writes them.
std::string Rows(const GrepResult& result) {
  std::string rows;
  size_t at = 0;
  for (size_t i = 0; i < result.lines.size(); ++i) {
    const size_t length =
        result.lengths.empty() ? result.text.find('\n', at) - at : result.lengths[i];
    const bool context = !result.kinds.empty() && result.kinds[i] == GrepResult::kContext;
    rows += std::to_string(result.lines[i]) + (context ? "-" : ":");
    rows += result.text.substr(at, length) + "\n";
    at += length + 1;
  }
  EXPECT_EQ(at, result.text.size());
  return rows;
}

GrepResult Search(const GrepOptions& options, const std::vector<std::string>& files) {
  const GrepQuery query = Compiled(options);
  GrepResult result;
  for (size_t i = 0; i < files.size(); ++i) {
    const std::string path = "/" + std::to_string(i);
    if (!query.SearchFile(path, files[i], TextHint::kUnknown, result)) break;
  }
  return result;
}

TEST(GrepTest, GivesOneRowALineWithItsNumber) {
  const GrepResult result = Search({.pattern = "o"}, {"foo\r\nbar\no o\n", "nil", "o"});
  EXPECT_EQ(Rows(result), "1:foo\n3:o o\n1:o\n");
  ASSERT_EQ(result.files.size(), 2u);
  EXPECT_EQ(result.files[0].path, "/0");
  EXPECT_EQ(result.files[0].count, 2u);
  EXPECT_EQ(result.files[1].first_row, 2u);
  EXPECT_EQ(result.match_count, 3u);
  EXPECT_EQ(result.files_searched, 3u);
  EXPECT_FALSE(result.truncated);
  EXPECT_TRUE(result.kinds.empty());
}

TEST(GrepTest, ContextIsShownOnce) {
  const std::string text = "1\n2\nx3\n4\nx5\n6\n7\n8\n9\nx10\n11\n";
  EXPECT_EQ(Rows(Search({.pattern = "x", .before = 1, .after = 1}, {text})),
            "2-2\n3:x3\n4-4\n5:x5\n6-6\n9-9\n10:x10\n11-11\n");
  EXPECT_EQ(Rows(Search({.pattern = "x", .before = 2}, {text})),
            "1-1\n2-2\n3:x3\n4-4\n5:x5\n8-8\n9-9\n10:x10\n");
  EXPECT_EQ(Rows(Search({.pattern = "x", .after = 3}, {text})),
            "3:x3\n4-4\n5:x5\n6-6\n7-7\n8-8\n10:x10\n11-11\n");
  EXPECT_EQ(Rows(Search({.pattern = "x", .before = 9, .after = 9}, {"x", "a\nx\n"})),
            "1:x\n1-a\n2:x\n");
}

TEST(GrepTest, TheLimitCountsMatchesAndSaysSo) {
  const GrepResult cut = Search({.pattern = "x", .after = 1, .max_matches = 2}, {"x\nx\na\nx\n"});
  EXPECT_EQ(Rows(cut), "1:x\n2:x\n3-a\n");
  EXPECT_TRUE(cut.truncated);
  EXPECT_EQ(cut.match_count, 2u);
  const GrepResult exact = Search({.pattern = "x", .max_matches = 2}, {"x\nx\n", "y"});
  EXPECT_FALSE(exact.truncated);
  EXPECT_EQ(exact.files_searched, 2u);
  EXPECT_TRUE(Search({.pattern = "x", .max_matches = 2}, {"x\nx\n", "x"}).truncated);
}

TEST(GrepTest, FilesAndCountsGiveNoRows) {
  const std::vector<std::string> texts = {"x\nx\n", "y", "x"};
  const GrepResult counts = Search({.pattern = "x", .output = GrepOutput::kCount}, texts);
  ASSERT_EQ(counts.files.size(), 2u);
  EXPECT_EQ(counts.files[0].count, 2u);
  EXPECT_EQ(counts.match_count, 3u);
  EXPECT_TRUE(counts.lines.empty());
  const GrepResult files = Search({.pattern = "x", .output = GrepOutput::kFiles}, texts);
  ASSERT_EQ(files.files.size(), 2u);
  EXPECT_EQ(files.files[0].count, 1u);
  EXPECT_TRUE(
      Search({.pattern = "x", .max_matches = 1, .output = GrepOutput::kFiles}, texts).truncated);
}

TEST(GrepTest, SkipsBinaryFilesThatWouldMatch) {
  const std::string nul = std::string("x\0", 2);
  const GrepResult result = Search({.pattern = "x"}, {nul, "\xFFx", std::string("\0", 1), "x"});
  EXPECT_EQ(Rows(result), "1:x\n");
  ASSERT_EQ(result.skipped.size(), 2u);
  EXPECT_EQ(result.skipped[0].path, "/0");
  EXPECT_EQ(result.skipped[1].path, "/1");
  EXPECT_EQ(result.files_searched, 2u);
}

TEST(GrepTest, MultilineRowsCarryTheirLengths) {
  const GrepOptions options{.pattern = R"(\{\n.*\})", .multiline = true, .before = 1, .after = 1};
  const GrepResult result = Search(options, {"a\r\nb {\r\n c }\r\nd\r\ne\r\n"});
  EXPECT_EQ(Rows(result), "1-a\n2:b {\n c }\n4-d\n");
  EXPECT_EQ(result.lengths, (std::vector<uint32_t>{1, 8, 1}));
}

TEST(GrepTest, CutsLongRowsAtACodePoint) {
  const std::string line = "x" + std::string(limits::kGrepRowBytes - 2, '.') + "\u00E9 and on";
  const GrepResult result = Search({.pattern = "x"}, {line + "\nx\n"});
  ASSERT_EQ(result.lines.size(), 2u);
  EXPECT_EQ(result.cut_rows, std::vector<uint32_t>{0});
  EXPECT_EQ(result.text.find('\n'), limits::kGrepRowBytes - 1);
}

TEST(GrepTest, BoundsTheResult) {
  const std::string line(limits::kGrepRowBytes, 'x');
  std::string text;
  for (int i = 0; i < 100; ++i) text += line + "\n";
  const GrepResult result = Search({.pattern = "x"}, std::vector<std::string>(60, text));
  EXPECT_TRUE(result.truncated);
  EXPECT_LE(result.text.size(), limits::kGrepResultBytes);
  EXPECT_EQ(result.match_count, result.lines.size());
}

TEST(GrepTest, RefusesNumbersOutOfRange) {
  EXPECT_FALSE(GrepQuery::Compile({.pattern = "x", .before = 1001}).has_value());
  EXPECT_FALSE(GrepQuery::Compile({.pattern = "x", .after = 1001}).has_value());
  EXPECT_FALSE(GrepQuery::Compile({.pattern = "x", .max_matches = 0}).has_value());
  const auto pattern_first = GrepQuery::Compile({.pattern = "(", .glob = ".."});
  EXPECT_TRUE(pattern_first.error().message.starts_with("Invalid regex pattern: "));
}

TEST(GrepTest, HiddenIsJudgedFromTheSearchRoot) {
  const GrepQuery query = Compiled({.pattern = "x", .root = "/.github"});
  EXPECT_TRUE(query.Selects("workflows/ci.yml"));
  EXPECT_FALSE(query.Selects("workflows/.cache/ci.yml"));
  EXPECT_FALSE(query.ShouldDescend("workflows/.cache"));
  const GrepQuery everything = Compiled({.pattern = "x", .ignore_hidden = false});
  EXPECT_TRUE(everything.Selects(".git/config"));
  EXPECT_TRUE(everything.ShouldDescend(".git"));
}

TEST(GrepTest, VendoredDirectoriesAreSkippedUnlessTheSearchStartsInOne) {
  const GrepQuery query = Compiled({.pattern = "x", .ignore_vendored = true});
  EXPECT_FALSE(query.ShouldDescend("pkg/node_modules"));
  EXPECT_FALSE(query.Selects("pkg/node_modules/a.js"));
  EXPECT_TRUE(query.Selects("tools/build"));
  EXPECT_TRUE(query.ShouldDescend("src"));
  const GrepQuery inside =
      Compiled({.pattern = "x", .root = "/node_modules/a", .ignore_vendored = true});
  EXPECT_TRUE(inside.ShouldDescend("node_modules"));
  EXPECT_TRUE(inside.Selects("dist/a.js"));
  EXPECT_TRUE(Compiled({.pattern = "x"}).Selects("node_modules/a.js"));
}

TEST(GrepTest, TheFileFilterPrunes) {
  const GrepQuery query = Compiled({.pattern = "x", .glob = "src/**/*.ts"});
  EXPECT_TRUE(query.Selects("src/a/b.ts"));
  EXPECT_FALSE(query.Selects("lib/b.ts"));
  EXPECT_FALSE(query.ShouldDescend("lib"));
}

/// grep by definition: every line by itself, then the context around it.
std::string OracleRows(const GrepOptions& options, const std::string& text) {
  std::vector<std::string> lines;
  for (size_t at = 0; at < text.size();) {
    const size_t feed = std::min(text.find('\n', at), text.size());
    lines.push_back(text.substr(at, feed - at));
    at = feed + 1;
  }
  std::vector<char> kinds(lines.size(), 0);
  for (size_t i = 0; i < lines.size(); ++i) {
    if (!lines[i].contains(options.pattern)) continue;
    for (size_t j = i - std::min(i, options.before);
         j < std::min(lines.size(), i + options.after + 1); ++j) {
      if (kinds[j] == 0) kinds[j] = '-';
    }
    kinds[i] = ':';
  }
  std::string rows;
  for (size_t i = 0; i < lines.size(); ++i) {
    if (kinds[i] != 0) rows += std::to_string(i + 1) + kinds[i] + lines[i] + "\n";
  }
  return rows;
}

TEST(GrepPropertyTest, AgreesWithTheDefinition) {
  std::mt19937 random(6);
  for (int round = 0; round < 3000; ++round) {
    std::string text;
    for (size_t i = 0; i < random() % 200; ++i) text += "ab c\n\n"[random() % 6];
    const GrepOptions options{
        .pattern = std::vector<std::string>{"ab", "a", "c", "bb"}[random() % 4],
        .multiline = random() % 3 == 0,
        .before = random() % 4,
        .after = random() % 4};
    EXPECT_EQ(Rows(Search(options, {text})), OracleRows(options, text)) << text;
  }
}

}  // namespace
}  // namespace nacre
