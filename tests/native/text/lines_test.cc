#include "text/lines.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace nacre {
namespace {

TEST(LinesTest, AFinalNewlineStartsNoLine) {
  EXPECT_EQ(CountLines(""), 0u);
  EXPECT_EQ(CountLines("a"), 1u);
  EXPECT_EQ(CountLines("a\n"), 1u);
  EXPECT_EQ(CountLines("\n"), 1u);
  EXPECT_EQ(CountLines("a\n\n"), 2u);
  EXPECT_EQ(CountLines("a\nb"), 2u);
}

TEST(LinesTest, CountsNewlinesAtEveryLengthAndPlace) {
  for (size_t size : {0u, 1u, 15u, 16u, 31u, 32u, 33u, 63u, 64u, 100u, 8160u, 8161u, 20000u}) {
    std::string text(size, 'x');
    EXPECT_EQ(CountNewlines(text), 0u) << size;
    for (size_t i = 0; i < size; i += 7) text[i] = '\n';
    EXPECT_EQ(CountNewlines(text), (size + 6) / 7) << size;
    EXPECT_EQ(CountNewlines(std::string(size, '\n')), size);
  }
}

TEST(LinesTest, FindsLineStarts) {
  std::string text;
  std::vector<size_t> starts;
  for (int i = 0; i < 5000; ++i) {
    starts.push_back(text.size());
    text += std::string(static_cast<size_t>(i % 11), 'a') + "\n";
  }
  for (size_t i = 0; i < starts.size(); i += 13) {
    EXPECT_EQ(LineStart(text, i), starts[i]);
    EXPECT_EQ(LineOfOffset(text, starts[i]), i);
  }
  EXPECT_EQ(LineStart(text, 5000), text.size());
  EXPECT_EQ(LineStart(text, 6000), text.size());
}

TEST(LinesTest, RangesIncludeLineEnds) {
  EXPECT_EQ(LineRange("a\r\nbb\nc", 0, 1), (ByteRange{0, 3}));
  EXPECT_EQ(LineRange("a\r\nbb\nc", 1, 3), (ByteRange{3, 7}));
  EXPECT_EQ(LineRange("a\r\nbb\nc", 1, 1), (ByteRange{3, 3}));
  EXPECT_EQ(LineRange("a\r\nbb\nc", 5, 9), (ByteRange{7, 7}));
}

TEST(LinesTest, ACursorTellsTextFromLineEnd) {
  LineCursor cursor("a\r\n\nb\rc\r\n\r\r\nd\r");
  std::vector<std::pair<std::string, std::string>> lines;
  for (Line line; cursor.Next(&line);) lines.emplace_back(line.text, line.ending);
  std::vector<std::pair<std::string, std::string>> expected = {
      {"a", "\r\n"}, {"", "\n"}, {"b\rc", "\r\n"}, {"\r", "\r\n"}, {"d\r", ""}};
  EXPECT_EQ(lines, expected);
}

TEST(LinesTest, ALineEndIsTakenFromTheLineOrTheOneBefore) {
  EXPECT_EQ(LineEndingNear("a\r\nb\n", 0), "\r\n");
  EXPECT_EQ(LineEndingNear("a\r\nb\n", 3), "\n");
  EXPECT_EQ(LineEndingNear("a\r\nb", 3), "\r\n");
  EXPECT_EQ(LineEndingNear("a\r\nb", 4), "\r\n");
  EXPECT_EQ(LineEndingNear("abc", 1), "\n");
  EXPECT_EQ(LineEndingNear("", 0), "\n");
  EXPECT_EQ(LineEndingNear("a\r\n", 3), "\r\n");
}

TEST(LinesTest, OnlyBareNewlinesAreRewritten) {
  EXPECT_EQ(WithLineEnding("a\nb\r\nc\n\nd", "\r\n"), "a\r\nb\r\nc\r\n\r\nd");
  EXPECT_EQ(WithLineEnding("a\nb\r\nc", "\n"), "a\nb\r\nc");
}

TEST(LinesTest, CountsLinesAsPythonDoes) {
  EXPECT_EQ(CountPythonLines(""), 0u);
  EXPECT_EQ(CountPythonLines("a\n"), 1u);
  EXPECT_EQ(CountPythonLines("a\r\nb\r\n"), 2u);
  EXPECT_EQ(CountPythonLines("a\rb"), 2u);
  EXPECT_EQ(CountPythonLines("a\r\rb"), 3u);
  EXPECT_EQ(CountPythonLines("\n\r"), 2u);
  EXPECT_EQ(CountPythonLines("a\vb\fc"), 3u);
  EXPECT_EQ(CountPythonLines("a\x1c"
                             "b\x1d"
                             "c\x1e"
                             "d\x1f"
                             "e"),
            4u);
  EXPECT_EQ(CountPythonLines("a\xC2\x85"
                             "b\xE2\x80\xA8"
                             "c\xE2\x80\xA9"),
            3u);
  EXPECT_EQ(CountPythonLines("\xE2\x80\xAA\xC2\x86"), 1u);
}

}  // namespace
}  // namespace nacre
