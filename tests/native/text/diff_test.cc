#include "text/diff.h"

#include <gtest/gtest.h>

#include <string>

#include "base/limits.h"

namespace nacre {
namespace {

std::string Diff(std::string_view before, std::string_view after) {
  return DiffTexts({"/f", before, "/f", after}).text;
}

constexpr std::string_view kHeader = "--- a/f\n+++ b/f\n";

TEST(DiffTest, EqualTextsHaveNone) {
  EXPECT_EQ(Diff("a\n", "a\n"), "");
  EXPECT_EQ(Diff("", ""), "");
}

TEST(DiffTest, ShowsThreeLinesOfContext) {
  EXPECT_EQ(Diff("1\n2\n3\n4\n5\n6\n7\n8\n9\n", "1\n2\n3\n4\nx\n6\n7\n8\n9\n"),
            std::string(kHeader) + "@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+x\n 6\n 7\n 8\n");
}

TEST(DiffTest, JoinsHunksThatShareContext) {
  EXPECT_EQ(Diff("a\n1\n2\n3\n4\n5\n6\nb\n", "A\n1\n2\n3\n4\n5\n6\nB\n"),
            std::string(kHeader) + "@@ -1,8 +1,8 @@\n-a\n+A\n 1\n 2\n 3\n 4\n 5\n 6\n-b\n+B\n");
  EXPECT_EQ(Diff("a\n1\n2\n3\n4\n5\n6\n7\nb\n", "A\n1\n2\n3\n4\n5\n6\n7\nB\n"),
            std::string(kHeader) +
                "@@ -1,4 +1,4 @@\n-a\n+A\n 1\n 2\n 3\n@@ -6,4 +6,4 @@\n 5\n 6\n 7\n-b\n+B\n");
}

TEST(DiffTest, SaysThatAFinalNewlineIsMissing) {
  EXPECT_EQ(Diff("a\nb", "a\nb\n"),
            std::string(kHeader) + "@@ -1,2 +1,2 @@\n a\n-b\n\\ No newline at end of file\n+b\n");
  EXPECT_EQ(
      Diff("a\nb\nc", "x\nb\nc"),
      std::string(kHeader) + "@@ -1,3 +1,3 @@\n-a\n+x\n b\n c\n\\ No newline at end of file\n");
}

TEST(DiffTest, CountsFromZeroWhereASideIsEmpty) {
  EXPECT_EQ(DiffTexts({"", "", "/d/n", "a\n"}).text,
            "--- /dev/null\n+++ b/d/n\n@@ -0,0 +1 @@\n+a\n");
  EXPECT_EQ(DiffTexts({"/d/n", "a\n", "", ""}).text,
            "--- a/d/n\n+++ /dev/null\n@@ -1 +0,0 @@\n-a\n");
}

TEST(DiffTest, TellsOfMovesAndEmptyFiles) {
  EXPECT_EQ(DiffTexts({"/a", "x\n", "/b", "x\n"}).text,
            "diff --git a/a b/b\nrename from a\nrename to b\n");
  EXPECT_EQ(DiffTexts({"", "", "/e", ""}).text, "diff --git a/e b/e\nnew file mode 100644\n");
}

TEST(DiffTest, QuotesPathsThatCouldBeMisread) {
  EXPECT_EQ(DiffTexts({"/a\n\"b\\", "", "/a\n\"b\\", "x\n"}).text,
            "--- \"a/a\\012\\\"b\\\\\"\n+++ \"b/a\\012\\\"b\\\\\"\n@@ -0,0 +1 @@\n+x\n");
}

TEST(DiffTest, BinaryFilesOnlyDiffer) {
  UnifiedDiff diff = DiffTexts({"/f", std::string_view("\0a", 2), "/f", "b"});
  EXPECT_EQ(diff.text, "Binary files a/f and b/f differ\n");
  EXPECT_TRUE(diff.binary);
}

TEST(DiffTest, FindsTheFewestLines) {
  // ABCABBA to CBABAC, the example of Myers' paper, takes five edits.
  std::string diff = Diff("A\nB\nC\nA\nB\nB\nA\n", "C\nB\nA\nB\nA\nC\n");
  size_t edits = 0;
  for (size_t i = kHeader.size(); i < diff.size(); ++i) {
    edits += diff[i - 1] == '\n' && (diff[i] == '+' || diff[i] == '-') ? 1 : 0;
  }
  EXPECT_EQ(edits, 5u) << diff;
}

TEST(DiffTest, IsCutAtItsCeilingAndSaysSo) {
  std::string after;
  for (int i = 0; i < 400'000; ++i) after += "line\n";
  UnifiedDiff diff = DiffTexts({"/f", "", "/f", after});
  EXPECT_TRUE(diff.truncated);
  EXPECT_LE(diff.text.size(), limits::kDiffBytes + 100);
  EXPECT_TRUE(diff.text.ends_with("+line\n... (diff truncated at 1048576 bytes)\n"));
  EXPECT_TRUE(DiffTexts({"/f", "", "/f", std::string(3 << 20, 'x')}).truncated);
}

TEST(DiffTest, StaysQuickOnTextsThatShareNothing) {
  std::string before;
  std::string after;
  for (int i = 0; i < 100'000; ++i) {
    before += "a" + std::to_string(i * 7 % 1000) + "\n";
    after += (i % 2 == 0 ? "a" : "b") + std::to_string(i * 13 % 1000) + "\n";
  }
  // A full comparison takes some 10^10 steps.
  EXPECT_TRUE(DiffTexts({"/f", before, "/f", after}).truncated);
}

TEST(DiffTest, ChangesGiveTheSameDiffAsTheTexts) {
  std::string_view before = "a\nb\nc\nd\n";
  Rewrite rewrite(before, 20);
  rewrite.Replace({2, 3}, "B1\nB2");
  rewrite.Replace({8, 8}, "e");
  rewrite.Finish();
  EXPECT_EQ(DiffChanges({"/f", before, "/f", rewrite.text()}, rewrite.changes().changes()).text,
            Diff(before, rewrite.text()));
}

}  // namespace
}  // namespace nacre
