#include "base/utf8.h"

#include <gtest/gtest.h>

#include <string>

#include "base/limits.h"

namespace nacre {
namespace {

TEST(IsValidUtf8, AcceptsEveryLengthAtEveryOffset) {
  for (const char* sequence : {"x", "ü", "€", "😀"}) {
    for (size_t before = 0; before < 70; ++before) {
      EXPECT_TRUE(IsValidUtf8(std::string(before, 'a') + sequence + std::string(40, 'b')));
    }
  }
}

TEST(IsValidUtf8, RefusesIllFormedSequencesAtEveryOffset) {
  for (const char* sequence :
       {"\x80", "\xC0\xAF", "\xC1\xBF", "\xE0\x80\x80", "\xED\xA0\x80", "\xF0\x80\x80\x80",
        "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xFF", "\xE2\x82", "\xF0\x9F\x98"}) {
    for (size_t before = 0; before < 70; ++before) {
      EXPECT_FALSE(IsValidUtf8(std::string(before, 'a') + sequence)) << before;
      EXPECT_FALSE(IsValidUtf8(std::string(before, 'a') + sequence + "b")) << before;
    }
  }
}

TEST(CodePoints, AreCountedAndCutWhole) {
  EXPECT_EQ(CountCodePoints("aü€😀"), 4u);
  EXPECT_EQ(PrefixOfCodePoints("aü€😀", 2), "aü");
  EXPECT_EQ(PrefixOfCodePoints("aü€😀", 9), "aü€😀");
  EXPECT_EQ(PrefixOfCodePoints("aü", 0), "");
  EXPECT_EQ(Abbreviate("üüü", 3), "üüü");
  EXPECT_EQ(Abbreviate("üüü", 2), "üü…");
}

TEST(IsBinary, LooksForNulOnlyInTheProbe) {
  std::string text(limits::kBinaryProbeBytes, 'a');
  EXPECT_FALSE(IsBinary(text + std::string(1, '\0')));
  text[limits::kBinaryProbeBytes - 1] = '\0';
  EXPECT_TRUE(IsBinary(text));
  EXPECT_TRUE(IsBinary("a\xFF"));
}

TEST(ToValidUtf8, ReplacesEachIllFormedPart) {
  EXPECT_EQ(ToValidUtf8("aü"), "aü");
  EXPECT_EQ(ToValidUtf8("a\xFFz"), "a\uFFFDz");
  EXPECT_EQ(ToValidUtf8("\xE2\x82z"), "\uFFFDz");
}

}  // namespace
}  // namespace nacre
