#include "text/hashline.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "base/hash.h"
#include "base/limits.h"

namespace nacre {
namespace {

std::string Hash(std::string_view line, LineHash hash = LineHash::kMd5) {
  std::array<char, 2> digits = HashOfLine(line, hash);
  return {digits.data(), digits.size()};
}

// A line edit that owns its hash, taken from the line it names.
struct Given {
  int64_t line;
  std::string_view content;
  std::optional<int64_t> end = std::nullopt;
  bool insert = false;
};

class HashlineTest : public ::testing::Test {
 protected:
  Result<LineEditResult> Run(std::string_view content, const std::vector<Given>& given,
                             LineEditOptions options = {}) {
    std::vector<std::string> lines = {""};
    for (char c : content) {
      if (c == '\n') {
        lines.emplace_back();
      } else {
        lines.back() += c;
      }
    }
    hashes_.clear();
    for (const Given& one : given) {
      hashes_.push_back(Hash(lines[static_cast<size_t>(one.line) - 1], options.hash));
    }
    std::vector<LineEdit> edits;
    for (size_t i = 0; i < given.size(); ++i) {
      edits.push_back({.start_line = given[i].line,
                       .start_hash = hashes_[i],
                       .new_content = given[i].content,
                       .end_line = given[i].end,
                       .end_hash = std::nullopt,
                       .insert_after = given[i].insert});
    }
    return EditLines("/f", content, edits, options);
  }

  std::string Content(std::string_view content, const std::vector<Given>& given) {
    Result<LineEditResult> result = Run(content, given);
    return result ? result->content : "refused: " + result.error().message;
  }

  std::vector<std::string> hashes_;
};

TEST_F(HashlineTest, EndsAPageWithTheVersion) {
  std::string version = Xxh3Hex128("one\ntwo\n");
  Result<HashlinePage> page =
      RenderHashlines("/f", "one\ntwo\n", {.limit = 1}, LineHash::kMd5, version);
  ASSERT_TRUE(page.has_value());
  EXPECT_EQ(page->text, "1:f9|one\n\n... (1 more line)\n\n[version " + version.substr(0, 12) + "]");
  EXPECT_EQ(page->hashes, "f9");
  EXPECT_EQ(page->next_offset, 1u);
  EXPECT_EQ(page->end_line, 1u);
}

TEST_F(HashlineTest, NeverCutsALine) {
  std::string line(300'000, 'x');
  Result<HashlinePage> page = RenderHashlines("/f", line + "\nb\n", {}, LineHash::kMd5);
  EXPECT_EQ(page->text, "1:" + Hash(line) + "|" + line + "\n\n... (1 more line)");
  EXPECT_EQ(page->next_offset, 1u);
  page = RenderHashlines("/f", "b\n" + line + "\n", {}, LineHash::kMd5);
  EXPECT_EQ(page->text, "1:92|b\n\n... (1 more line)");
  EXPECT_EQ(page->hashes, "92");
}

TEST_F(HashlineTest, RefusesBytesThatAreNotText) {
  EXPECT_EQ(RenderHashlines("/f", "a\xC3\n", {}, LineHash::kMd5).error().code, Code::kNotText);
  EXPECT_EQ(Run("a\xC3\nb\n", {{2, "x"}}).error().code, Code::kNotText);
}

TEST_F(HashlineTest, NamesItsHashes) {
  EXPECT_EQ(LineHashFromName("md5").value(), LineHash::kMd5);
  EXPECT_EQ(LineHashFromName("xxh3").value(), LineHash::kXxh3);
  EXPECT_EQ(LineHashFromName("sha1").error().message, "Hash must be 'md5' or 'xxh3', not 'sha1'");
  EXPECT_EQ(Run("a\nb\n", {{2, "x"}}, {.hash = LineHash::kXxh3})->content, "a\nx\n");
  EXPECT_NE(Hash("one", LineHash::kXxh3), Hash("one"));
}

TEST_F(HashlineTest, KeepsTheFinalNewlineAsItWas) {
  EXPECT_EQ(Content("a\nb", {{2, ""}}), "a");
  EXPECT_EQ(Content("a\nb", {{1, ""}}), "b");
  EXPECT_EQ(Content("a\nb", {{1, "", 2}}), "");
  EXPECT_EQ(Content("a\nb\n", {{1, "", 2}}), "\n");
  EXPECT_EQ(Content("a\nb", {{2, "c", std::nullopt, true}}), "a\nb\nc");
  EXPECT_EQ(Content("a\nb", {{2, "x\ny"}}), "a\nx\ny");
  EXPECT_EQ(Content("", {{1, "x"}}), "x");
  EXPECT_EQ(Content("", {{1, "x", std::nullopt, true}}), "\nx");
  EXPECT_EQ(Content("\n", {{1, "x\n"}}), "x\n\n");
}

TEST_F(HashlineTest, InsertedLinesTakeTheLineEndsAround) {
  EXPECT_EQ(Content("a\r\nb\r\n", {{1, "x\ny"}}), "x\r\ny\r\nb\r\n");
  EXPECT_EQ(Content("a\r\nb\r\n", {{1, "x\r\ny\r"}}), "x\r\ny\r\nb\r\n");
  EXPECT_EQ(Content("a\r\nb", {{2, "x\ny"}}), "a\r\nx\r\ny");
  EXPECT_EQ(Content("a\r\nb", {{2, "c", std::nullopt, true}}), "a\r\nb\r\nc");
  EXPECT_EQ(Content("a\r\nb\r\n", {{1, "", 2}}), "\r\n");
  EXPECT_EQ(Content("a\nb\n", {{1, "x\r"}}), "x\r\nb\n");
}

TEST_F(HashlineTest, AppliesAListAgainstOneRead) {
  Result<LineEditResult> result = Run(
      "1\n2\n3\n4\n5\n", {{4, "four\nand more", 5}, {1, ""}, {2, "after two", std::nullopt, true}});
  ASSERT_TRUE(result.has_value());
  EXPECT_EQ(result->content, "2\nafter two\n3\nfour\nand more\n");
  EXPECT_EQ(result->summary,
            "Replaced 2 lines at line 4; Deleted 1 line at line 1; Inserted 1 line after line 2");
  EXPECT_EQ(result->occurrences, 3u);
  EXPECT_EQ(
      result->diff,
      "--- a/f\n+++ b/f\n@@ -1,5 +1,5 @@\n-1\n 2\n+after two\n 3\n-4\n-5\n+four\n+and more\n");
}

TEST_F(HashlineTest, EditsThatUndoOneAnotherHaveNoDiff) {
  Result<LineEditResult> result =
      Run("a\nb\n", {{.line = 1, .content = ""}, {.line = 1, .content = "a", .insert = true}});
  ASSERT_TRUE(result.has_value());
  EXPECT_EQ(result->content, "a\nb\n");
  EXPECT_EQ(result->diff, "");
}

TEST_F(HashlineTest, RefusesOverlaps) {
  EXPECT_EQ(Run("1\n2\n3\n4\n", {{3, "x"}, {2, "y", 3}}).error().message,
            "Edits 1 and 2 overlap at line 3; make them one edit");
  EXPECT_EQ(Run("1\n2\n3\n4\n", {{1, "x", 3}, {2, "y", std::nullopt, true}}).error().code,
            Code::kInvalidArgument);
  EXPECT_EQ(Content("1\n2\n3\n", {{1, "x", 2}, {2, "y", std::nullopt, true}}), "x\ny\n3\n");
  EXPECT_EQ(Content("1\n2\n", {{1, "b", std::nullopt, true}, {1, "c", std::nullopt, true}}),
            "1\nb\nc\n2\n");
}

TEST_F(HashlineTest, NamesTheEditThatFails) {
  Result<LineEditResult> result = Run("1\n2\n", {{1, "x"}, {2, "y", 9}});
  EXPECT_EQ(result.error().message, "Edit 2 of 2: End line 9 out of range (file has 2 lines)");
  EXPECT_EQ(result.error().path, "/f");
}

TEST_F(HashlineTest, ChecksTheVersionFirst) {
  std::string content = "a\nb\n";
  std::string version = Xxh3Hex128(content);
  std::string_view tag = std::string_view(version).substr(0, 12);
  EXPECT_EQ(Run(content, {{1, "x"}}, {.version = tag})->content, "x\nb\n");
  EXPECT_EQ(Run(content, {{1, "x"}}, {.version = version})->content, "x\nb\n");
  Status stale = Run(content, {{1, "x"}}, {.version = "000000000000"}).error();
  EXPECT_EQ(stale.code, Code::kStale);
  EXPECT_EQ(stale.message, "'/f' changed since you last read it (version " + std::string(tag) +
                               ", not 000000000000). Read it again before editing so your change "
                               "applies to the current contents");
  EXPECT_EQ(Run(content, {{1, "x"}}, {.version = "12"}).error().code, Code::kInvalidArgument);
  EXPECT_EQ(Run(content, {{1, "x"}}, {.version = "zzzzzzzzzzzz"}).error().code,
            Code::kInvalidArgument);
}

TEST_F(HashlineTest, ChecksTheNeighboursThatWereRead) {
  // What was read: "a", "}", "b". Since then a line came in front of "}".
  std::string known_hashes = Hash("a") + Hash("}") + Hash("b");
  KnownLines known{1, known_hashes};
  LineEditOptions options{.known = {&known, 1}};
  EXPECT_EQ(Run("a\n}\nb\n", {{2, "x"}}, options)->content, "a\nx\nb\n");
  Status stale = Run("a\n}\nc\n}\n", {{2, "x"}}, options).error();
  EXPECT_EQ(stale.code, Code::kStale);
  EXPECT_EQ(stale.message, "Hash mismatch at line 3: expected '" + Hash("b") + "', got '" +
                               Hash("c") + "'. File may have changed — re-read it first.");
  EXPECT_EQ(Run("a\n}\n", {{2, "x"}}, options).error().code, Code::kStale);
  EXPECT_EQ(Run("z\n}\nb\n", {{2, "x"}}, options).error().code, Code::kStale);
  // Lines farther away do not matter, and lines never read are not checked.
  EXPECT_EQ(Run("a\n}\nb\nnew\n", {{4, "x"}}, options)->content, "a\n}\nb\nx\n");
  EXPECT_EQ(Run("z\n}\nb\n", {{3, "x"}}, options)->content, "z\n}\nx\n");
}

TEST_F(HashlineTest, HasNoDiffWhenEditsCancelOut) {
  Result<LineEditResult> result = Run("a\nb\nb\n", {{1, "b", std::nullopt, true}, {3, ""}});
  EXPECT_EQ(result->content, "a\nb\nb\n");
  EXPECT_EQ(result->diff, "");
}

TEST_F(HashlineTest, BoundsAList) {
  EXPECT_EQ(Run("a\n", {}).error().code, Code::kInvalidArgument);
  std::vector<Given> many(limits::kEditsPerCall + 1, Given{1, "x", std::nullopt, true});
  EXPECT_EQ(Run("a\n", many).error().code, Code::kLimitExceeded);
}

}  // namespace
}  // namespace nacre
