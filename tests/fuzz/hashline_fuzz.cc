#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/utf8.h"
#include "text/hashline.h"
#include "text/patch.h"

// The input is a list of edits, a row of three bytes and a text each, up to a shorter row; the rest
// is the file. Whatever the edits are, a result is text, and its diff leads from the file to it.

namespace {

using nacre::HashOfLine;
using nacre::LineEdit;
using nacre::LineHash;

std::string_view TakeLine(std::string_view* input) {
  size_t end = std::min(input->find('\n'), input->size());
  std::string_view line = input->substr(0, end);
  input->remove_prefix(std::min(end + 1, input->size()));
  return line;
}

// The hash that line `number` has, or a wrong one when there is no such line.
std::string HashAt(std::string_view content, int64_t number) {
  for (int64_t i = 1; i < number; ++i) {
    size_t newline = content.find('\n');
    if (newline == std::string_view::npos) return "zz";
    content.remove_prefix(newline + 1);
  }
  std::array<char, 2> digits = HashOfLine(content.substr(0, content.find('\n')), LineHash::kMd5);
  return {digits.data(), digits.size()};
}

void Require(bool condition) {
  if (!condition) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size);

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  std::string_view content(reinterpret_cast<const char*>(data), size);
  std::vector<std::string_view> rows;
  while (!content.empty() && rows.size() < 16) {
    std::string_view row = TakeLine(&content);
    if (row.size() < 3) break;
    rows.push_back(row);
  }
  std::vector<std::string> texts(rows.size());
  std::vector<std::string> hashes(rows.size());
  std::vector<LineEdit> edits(rows.size());
  for (size_t i = 0; i < rows.size(); ++i) {
    LineEdit& edit = edits[i];
    edit.start_line = static_cast<signed char>(rows[i][0]) - '0';
    auto flags = static_cast<unsigned char>(rows[i][2]);
    if ((flags & 1) != 0) edit.end_line = edit.start_line + rows[i][1] - '0';
    edit.insert_after = (flags & 2) != 0;
    hashes[i] = (flags & 4) != 0 ? "00" : HashAt(content, edit.start_line);
    edit.start_hash = hashes[i];
    texts[i] = rows[i].substr(3);
    for (char& c : texts[i]) c = c == '|' ? '\n' : c;
    edit.new_content = texts[i];
  }
  (void)nacre::RenderHashlines("/f", content, {.offset = 1, .limit = 3}, LineHash::kXxh3,
                               "0123456789ab");
  nacre::Result<nacre::LineEditResult> result = nacre::EditLines("/f", content, edits, {});
  if (!result) {
    Require(!result.error().message.empty());
    return 0;
  }
  Require(nacre::IsValidUtf8(result->content));
  Require((result->diff.empty()) == (result->content == content));
  if (result->diff.empty() || result->diff_truncated) return 0;
  auto patched = nacre::ApplyPatch(
      result->diff,
      [&](std::string_view) -> nacre::Result<std::string> { return std::string(content); });
  Require(patched && (*patched)[0].content == result->content);
  return 0;
}
