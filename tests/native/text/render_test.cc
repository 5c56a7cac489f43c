#include "text/render.h"

#include <gtest/gtest.h>

#include <string>

#include "base/utf8.h"

namespace nacre {
namespace {

Page Numbered(std::string_view content, int64_t offset = 0, int64_t limit = 2000) {
  Result<Page> page = RenderNumbered("/f", content, {.offset = offset, .limit = limit});
  EXPECT_TRUE(page.has_value()) << (page ? "" : page.error().message);
  return page.value_or(Page{});
}

Status NumberedError(std::string_view content, PageRequest request) {
  Result<Page> page = RenderNumbered("/f", content, request);
  EXPECT_FALSE(page.has_value());
  return page ? Status{} : page.error();
}

TEST(RenderTest, NumbersLinesWithoutTheirLineEnds) {
  EXPECT_EQ(Numbered("a\r\nb\n").text, "     1\ta\n     2\tb");
  EXPECT_EQ(Numbered("a\rb").text, "     1\ta\rb");
  EXPECT_EQ(Numbered("\n\n").text, "     1\t\n     2\t");
}

TEST(RenderTest, SaysThatAFileIsEmpty) {
  Page page = Numbered("");
  EXPECT_EQ(page.text, "(empty file)");
  EXPECT_EQ(page.total_lines, 0u);
  EXPECT_EQ(page.start_line, 0u);
  EXPECT_EQ(page.next_offset, std::nullopt);
  EXPECT_FALSE(page.truncated);
}

TEST(RenderTest, TellsHowToGoOn) {
  Page page = Numbered("a\nb\nc\nd\n", 1, 1);
  EXPECT_EQ(page.text, "     2\tb\n\n... (2 more lines)");
  EXPECT_EQ(page.start_line, 2u);
  EXPECT_EQ(page.end_line, 2u);
  EXPECT_EQ(page.total_lines, 4u);
  EXPECT_EQ(page.next_offset, 2u);
  EXPECT_TRUE(page.truncated);
  EXPECT_EQ(Numbered("a\nb\nc\n", 1, 1).text, "     2\tb\n\n... (1 more line)");
  EXPECT_EQ(Numbered("a\nb\n", 1, 1).next_offset, std::nullopt);
}

TEST(RenderTest, PagesJoinToTheWholeFile) {
  std::string content;
  for (int i = 0; i < 1000; ++i) content += "line " + std::to_string(i) + "\n";
  std::string all;
  std::optional<size_t> offset = 0;
  while (offset) {
    Page page =
        RenderRaw("/f", content, {.offset = static_cast<int64_t>(*offset), .limit = 7}).value();
    all += page.text;
    offset = page.next_offset;
  }
  EXPECT_EQ(all, content);
}

TEST(RenderTest, RefusesABadRange) {
  EXPECT_EQ(NumberedError("a\n", {.offset = -1}).message, "Offset must be 0 or more, not -1");
  EXPECT_EQ(NumberedError("a\n", {.limit = -2}).message, "Limit must be 0 or more, not -2");
  Status past = NumberedError("a\nb", {.offset = 2});
  EXPECT_EQ(past.message, "Offset 2 exceeds file length (2 lines)");
  EXPECT_EQ(past.code, Code::kInvalidArgument);
  EXPECT_EQ(past.path, "/f");
  EXPECT_EQ(NumberedError("", {.offset = 1}).message, "Offset 1 exceeds file length (0 lines)");
}

TEST(RenderTest, TakesTheLargestLimit) {
  EXPECT_EQ(Numbered("a\nb", 1, INT64_MAX).text, "     2\tb");
}

TEST(RenderTest, RefusesBytesThatAreNotText) {
  Status status = NumberedError("ok\n\xFF\n", {.limit = 1});
  EXPECT_EQ(status.code, Code::kNotText);
  EXPECT_EQ(status.message, "File '/f' is binary; read it as bytes instead");
}

TEST(RenderTest, CutsALongLineByCharacters) {
  std::string exact;
  for (int i = 0; i < 2000; ++i) exact += "é";
  EXPECT_EQ(Numbered(exact).text, "     1\t" + exact);
  EXPECT_FALSE(Numbered(exact).truncated);
  Page page = Numbered(exact + "xy\nnext");
  EXPECT_EQ(page.text, "     1\t" + exact + " ... (line truncated, 2002 characters)\n     2\tnext");
  EXPECT_TRUE(page.truncated);
  EXPECT_EQ(page.next_offset, std::nullopt);
}

TEST(RenderTest, CutsADefaultPageAtTheCeiling) {
  std::string content;
  for (int i = 0; i < 1500; ++i) content += std::string(192, 'x') + "\n";  // 200 characters a row.
  Page page = Numbered(content);
  std::string note =
      "\n\n... (truncated at 200,000 chars — pass a smaller `limit`/`offset` or use `grep` to read "
      "the rest)";
  EXPECT_TRUE(page.text.ends_with(note));
  EXPECT_EQ(CountCodePoints(page.text), 200'000 + CountCodePoints(note));
  EXPECT_TRUE(page.truncated);
  // A row is 6 digits, a tab, the line and LF: 1000 rows fit.
  EXPECT_EQ(page.end_line, 1000u);
  EXPECT_EQ(page.next_offset, 1000u);
}

TEST(RenderTest, RefusesAnExplicitRangeOverTheCeiling) {
  std::string content;
  for (int i = 0; i < 6000; ++i) content += std::string(192, 'x') + "\n";
  Status status = NumberedError(content, {.limit = 5000, .explicit_range = true});
  EXPECT_EQ(status.code, Code::kLimitExceeded);
  // 5000 rows of 200 characters less the last LF, and "\n\n... (1000 more lines)".
  EXPECT_EQ(status.message,
            "The requested range is too large to return (1,000,022 chars, limit 200,000). Read a "
            "smaller slice with a lower `limit`, or use `grep` to locate the part you need.");
  EXPECT_TRUE(RenderNumbered("/f", content, {.limit = 900, .explicit_range = true}).has_value());
}

TEST(RenderTest, AKnownTotalGivesTheSamePage) {
  std::string content = "a\nb\nc";
  PageRequest request{.offset = 1, .limit = 1, .total_lines = 3};
  EXPECT_EQ(RenderNumbered("/f", content, request)->text, Numbered(content, 1, 1).text);
}

TEST(RenderTest, RawKeepsEveryByte) {
  Page page = RenderRaw("/f", "a\r\n\tb\nc", {.offset = 0, .limit = 2}).value();
  EXPECT_EQ(page.text, "a\r\n\tb\n");
  EXPECT_EQ(page.next_offset, 2u);
  EXPECT_EQ(RenderRaw("/f", "", {})->text, "");
}

}  // namespace
}  // namespace nacre
