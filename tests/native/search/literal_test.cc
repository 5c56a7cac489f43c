#include "search/literal.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <random>
#include <string>
#include <string_view>

#include "search/bytes.h"

namespace nacre {
namespace {

constexpr size_t kNone = std::string_view::npos;

char Lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

std::string Lowered(std::string text) {
  std::ranges::transform(text, text.begin(), Lower);
  return text;
}

TEST(LiteralSearcherTest, AgreesWithNaiveSearchOnRandomText) {
  std::mt19937 random(1);
  for (int round = 0; round < 4000; ++round) {
    const std::string_view alphabet = round % 2 == 0 ? "ab" : "abAB01\n\xC3\xA9";
    const auto pick = [&](size_t size) {
      std::string text;
      for (size_t i = 0; i < size; ++i) text += alphabet[random() % alphabet.size()];
      return text;
    };
    const std::string haystack = pick(random() % 300);
    const std::string needle = pick(1 + random() % 8);
    const size_t from = random() % (haystack.size() + 2);
    EXPECT_EQ(LiteralSearcher(needle).Find(haystack, from), haystack.find(needle, from))
        << needle << " in " << haystack << " from " << from;
    EXPECT_EQ(LiteralSearcher(needle, LetterCase::kAsciiInsensitive).Find(haystack, from),
              Lowered(haystack).find(Lowered(needle), from))
        << needle << " in " << haystack << " from " << from;
  }
}

TEST(LiteralSearcherTest, FindsTheNeedleAtEveryPositionAndAlignment) {
  for (size_t size = 1; size <= 40; ++size) {
    std::string needle(size, 'n');
    needle.back() = 'Z';
    const LiteralSearcher searcher(needle);
    for (size_t at = 0; at <= 70; ++at) {
      std::string haystack(70 + size, 'n');
      haystack.replace(at, size, needle);
      const std::string_view exact(haystack);
      EXPECT_EQ(searcher.Find(exact), exact.find(needle)) << size << " at " << at;
      EXPECT_EQ(searcher.Find(exact.substr(0, at + size)), exact.find(needle));
      EXPECT_EQ(searcher.Find(exact.substr(0, at + size - 1)), kNone);
    }
  }
}

TEST(LiteralSearcherTest, FindsOverlappingOccurrences) {
  const LiteralSearcher searcher("aa");
  const std::string haystack(50, 'a');
  for (size_t at = 0; at < 49; ++at) EXPECT_EQ(searcher.Find(haystack, at), at);
  EXPECT_EQ(searcher.Find(haystack, 49), kNone);
}

TEST(LiteralSearcherTest, FoldsLettersButNotTheirNeighboursInAscii) {
  const LiteralSearcher searcher("@[z`", LetterCase::kAsciiInsensitive);
  const std::string padding(64, '.');
  EXPECT_EQ(searcher.Find(padding + "@[Z`"), 64u);
  EXPECT_EQ(searcher.Find(padding + "`[z`"), kNone);
  EXPECT_EQ(searcher.Find(padding + "@{z`"), kNone);
  EXPECT_EQ(LiteralSearcher("K", LetterCase::kAsciiInsensitive).Find(padding + "k"), 64u);
}

TEST(LiteralSearcherTest, AnEmptyNeedleIsEverywhere) {
  const LiteralSearcher searcher("");
  EXPECT_EQ(searcher.Find("abc", 0), 0u);
  EXPECT_EQ(searcher.Find("abc", 3), 3u);
  EXPECT_EQ(searcher.Find("abc", 4), kNone);
}

TEST(LiteralSearcherTest, FindsLongNeedlesWhenCandidatesKeepFailing) {
  const std::string period = std::string(999, 'a') + "b";
  std::string haystack;
  for (int i = 0; i < 300; ++i) haystack += i == 299 ? std::string(1001, 'a') + "b" : period;
  const std::string needle = std::string(1001, 'a') + "b";
  EXPECT_EQ(LiteralSearcher(needle).Find(haystack), haystack.find(needle));
  EXPECT_EQ(LiteralSearcher(needle, LetterCase::kAsciiInsensitive).Find(haystack),
            haystack.find(needle));
}

TEST(LiteralSearcherTest, StaysLinearOnPeriodicText) {
  const std::string haystack(8 << 20, 'a');
  const std::string needle = std::string(20'000, 'a') + "b" + std::string(20'000, 'a');
  const std::string same_bytes = std::string(20'000, 'a') + "ba" + std::string(20'000, 'b');
  const auto start = std::chrono::steady_clock::now();
  EXPECT_EQ(LiteralSearcher(needle).Find(haystack), kNone);
  EXPECT_EQ(LiteralSearcher(same_bytes).Find(haystack), kNone);
  const std::string candidates_everywhere = std::string(40'000, 'a') + "A";
  EXPECT_EQ(
      LiteralSearcher(candidates_everywhere, LetterCase::kAsciiInsensitive).Find(haystack + "b"),
      0u);
  std::string almost(8 << 20, 'a');
  for (size_t i = 30'000; i < almost.size(); i += 30'000) almost[i] = 'c';
  EXPECT_EQ(LiteralSearcher(std::string(40'000, 'a')).Find(almost), kNone);
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(20));
}

TEST(LiteralRarityTest, RareBytesNarrowMore) {
  EXPECT_GT(LiteralRarity("zq", LetterCase::kExact), LiteralRarity("es", LetterCase::kExact));
  EXPECT_GT(LiteralRarity("Main", LetterCase::kExact),
            LiteralRarity("Main", LetterCase::kAsciiInsensitive));
}

TEST(BytesTest, ScansAgreeWithNaiveOnes) {
  std::mt19937 random(2);
  for (int round = 0; round < 500; ++round) {
    std::string text;
    const size_t size = random() % 400;
    for (size_t i = 0; i < size; ++i) text += "ab\n\xE9"[random() % (round % 3 + 2)];
    const size_t from = random() % (size + 1);
    EXPECT_EQ(FindByte(text, '\n', from), text.find('\n', from));
    EXPECT_EQ(FindLastByte(text, '\n', from), std::string_view(text).substr(0, from).rfind('\n'));
    EXPECT_EQ(CountByte(text, '\n'), static_cast<size_t>(std::ranges::count(text, '\n')));
  }
}

}  // namespace
}  // namespace nacre
