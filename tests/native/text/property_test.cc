#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "text/diff.h"
#include "text/edit.h"
#include "text/hashline.h"
#include "text/patch.h"

// Random small texts of few different characters, where coincidences are frequent, against the
// obvious algorithm.

namespace nacre {
namespace {

// The generator of Steele, Lea and Flood ("splitmix64").
class Random {
 public:
  explicit Random(uint64_t seed) : state_(seed) {}

  size_t Below(size_t bound) {
    uint64_t z = (state_ += 0x9E3779B97F4A7C15);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
    return static_cast<size_t>((z ^ (z >> 31)) % bound);
  }

  std::string Text(std::string_view alphabet, size_t max_size) {
    std::string text(Below(max_size + 1), ' ');
    for (char& c : text) c = alphabet[Below(alphabet.size())];
    return text;
  }

 private:
  uint64_t state_;
};

constexpr int kRounds = 4000;

std::string NaiveReplace(std::string text, const std::string& from, const std::string& to,
                         size_t* count) {
  *count = 0;
  for (size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) {
    text.replace(at, from.size(), to);
    ++*count;
  }
  return text;
}

TEST(TextPropertyTest, EditIsTheNaiveReplace) {
  Random random(1);
  for (int round = 0; round < kRounds; ++round) {
    std::string content = random.Text("ab\n", 40);
    std::string from = random.Text("ab\n", 4) + "a";
    std::string to = random.Text("ab\n", 4);
    size_t count = 0;
    std::string expected = NaiveReplace(content, from, to, &count);
    Result<EditResult> result = ReplaceText("/f", content, {from, to, true});
    if (from == to || count == 0) {
      EXPECT_FALSE(result.has_value());
      continue;
    }
    ASSERT_TRUE(result.has_value()) << result.error().message;
    EXPECT_EQ(result->content, expected) << content << "\n--" << from << "\n--" << to;
    EXPECT_EQ(result->occurrences, count);
    EXPECT_EQ(ReplaceText("/f", content, {from, to}).has_value(), count == 1);
  }
}

TEST(TextPropertyTest, CrLfFilesEditLikeLfFiles) {
  Random random(2);
  auto crlf = [](const std::string& text) {
    size_t count = 0;
    return NaiveReplace(text, "\n", "\r\n", &count);
  };
  for (int round = 0; round < kRounds; ++round) {
    std::string content = random.Text("ab\n", 40) + "\n";
    TextEdit edit{.old_string = {}, .new_string = {}, .replace_all = true};
    std::string from = random.Text("ab\n", 4) + "\n";
    std::string to = random.Text("ab\n", 4);
    edit.old_string = from;
    edit.new_string = to;
    Result<EditResult> plain = ReplaceText("/f", content, edit);
    Result<EditResult> dos = ReplaceText("/f", crlf(content), edit);
    ASSERT_EQ(plain.has_value(), dos.has_value());
    if (!plain) continue;
    EXPECT_EQ(dos->content, crlf(plain->content)) << content << "\n--" << from << "\n--" << to;
    EXPECT_EQ(dos->occurrences, plain->occurrences);
  }
}

// Applies the one file of a unified diff to `content`.
std::string ApplyDiff(const std::string& content, const std::string& diff) {
  Result<std::vector<PatchedFile>> patched =
      ApplyPatch(diff, [&](std::string_view) -> Result<std::string> { return content; });
  return patched ? (*patched)[0].content : "refused: " + patched.error().message;
}

TEST(TextPropertyTest, AnEditListsDiffLeadsToItsContent) {
  Random random(3);
  for (int round = 0; round < kRounds; ++round) {
    std::string content = random.Text("ab\n\n", 60);
    std::vector<std::pair<std::string, std::string>> strings(1 + random.Below(4));
    std::vector<TextEdit> edits;
    std::string expected = content;
    bool possible = true;
    for (auto& [from, to] : strings) {
      from = random.Text("ab\n", 2) + "a";
      to = random.Text("ab\n", 3);
      edits.push_back({from, to, true});
      size_t count = 0;
      expected = NaiveReplace(expected, from, to, &count);
      possible = possible && count > 0 && from != to;
    }
    Result<EditResult> result = ReplaceTexts("/f", content, edits);
    ASSERT_EQ(result.has_value(), possible);
    if (!result) continue;
    EXPECT_EQ(result->content, expected);
    if (result->content != content) {
      EXPECT_EQ(ApplyDiff(content, result->diff), expected) << result->diff;
    }
  }
}

TEST(TextPropertyTest, DiffThenPatchGivesTheNewText) {
  Random random(4);
  for (int round = 0; round < kRounds; ++round) {
    std::string_view alphabet = round % 2 == 0 ? "ab\n\n" : "a\r\n\n";
    std::string before = random.Text(alphabet, 80);
    std::string after = random.Text(alphabet, 80);
    if (round % 4 >= 2) {
      after = before;
      after.insert(random.Below(after.size() + 1), random.Text(alphabet, 5));
      after.erase(random.Below(after.size() + 1), random.Below(4));
    }
    if (before == after) continue;
    UnifiedDiff diff = DiffTexts({"/f", before, "/f", after});
    EXPECT_EQ(ApplyDiff(before, diff.text), after) << diff.text;
  }
}

std::vector<std::string> Split(const std::string& text) {
  std::vector<std::string> lines = {""};
  for (char c : text) {
    if (c == '\n') {
      lines.emplace_back();
    } else {
      lines.back() += c;
    }
  }
  return lines;
}

// The reference's algorithm: split, replace or insert from the bottom up, join. `edits` ascend.
std::string NaiveLineEdits(const std::string& content, const std::vector<LineEdit>& edits) {
  std::vector<std::string> lines = Split(content);
  bool terminated = lines.size() > 1 && lines.back().empty();
  if (terminated) lines.pop_back();
  for (size_t i = edits.size(); i-- > 0;) {
    std::string text(edits[i].new_content);
    std::vector<std::string> added = text.empty() ? std::vector<std::string>() : Split(text);
    auto start = static_cast<std::ptrdiff_t>(edits[i].start_line);
    auto end = static_cast<std::ptrdiff_t>(edits[i].end_line.value_or(edits[i].start_line));
    auto at = lines.begin() + start - 1;
    if (edits[i].insert_after) {
      ++at;
    } else {
      at = lines.erase(at, lines.begin() + end);
    }
    lines.insert(at, added.begin(), added.end());
  }
  std::string joined;
  for (size_t i = 0; i < lines.size(); ++i) joined += (i == 0 ? "" : "\n") + lines[i];
  return joined + (terminated ? "\n" : "");
}

TEST(TextPropertyTest, AHashlineListIsItsEditsFromTheBottomUp) {
  Random random(5);
  for (int round = 0; round < kRounds; ++round) {
    std::string content = random.Text("ab\n\n", 30);
    std::vector<std::string> lines = Split(content);
    if (lines.size() > 1 && lines.back().empty()) lines.pop_back();
    // Disjoint edits from the top down: a step further each time.
    std::vector<LineEdit> edits;
    std::vector<std::string> texts(8);
    std::vector<std::string> hashes(8);
    size_t line = 1 + random.Below(3);
    while (line <= lines.size() && edits.size() < texts.size()) {
      size_t i = edits.size();
      size_t last = std::min(lines.size(), line + random.Below(3));
      texts[i] = random.Text("xy\n", 4);
      std::array<char, 2> digits = HashOfLine(lines[line - 1], LineHash::kMd5);
      hashes[i] = {digits.data(), digits.size()};
      bool insert = random.Below(3) == 0;
      edits.push_back({.start_line = static_cast<int64_t>(line),
                       .start_hash = hashes[i],
                       .new_content = texts[i],
                       .insert_after = insert});
      if (!insert) edits[i].end_line = static_cast<int64_t>(last);
      line = (insert ? line : last) + 1 + random.Below(3);
    }
    if (edits.empty()) continue;
    std::string expected = NaiveLineEdits(content, edits);
    // Edits may come in any order.
    if (random.Below(2) == 0) std::ranges::reverse(edits);
    Result<LineEditResult> result = EditLines("/f", content, edits, {});
    ASSERT_TRUE(result.has_value()) << result.error().message;
    EXPECT_EQ(result->content, expected) << content;
    if (result->content != content) {
      EXPECT_EQ(ApplyDiff(content, result->diff), result->content) << result->diff;
    }
  }
}

}  // namespace
}  // namespace nacre
