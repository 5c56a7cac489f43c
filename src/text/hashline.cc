#include "text/hashline.h"

#include <utility>

#include "base/format.h"
#include "base/hash.h"
#include "base/limits.h"
#include "base/utf8.h"
#include "text/page_span.h"

namespace nacre {
namespace {

// Appends the row of `line`, given without its LF, and its hash to `hashes`.
void AppendRow(size_t number, std::string_view line, LineHash hash, HashlinePage* page) {
  std::array<char, 2> digits = HashOfLine(line, hash);
  if (!page->text.empty()) page->text += '\n';
  page->text += std::to_string(number);
  page->text += ':';
  page->text.append(digits.data(), digits.size());
  page->text += '|';
  page->text += line;
  page->hashes.append(digits.data(), digits.size());
}

}  // namespace

Result<LineHash> LineHashFromName(std::string_view name) {
  if (name == "md5") return LineHash::kMd5;
  if (name == "xxh3") return LineHash::kXxh3;
  return Fail(Code::kInvalidArgument,
              Format("Hash must be 'md5' or 'xxh3', not '{}'",
                     Abbreviate(ToValidUtf8(name), limits::kMessageQuoteChars)));
}

std::array<char, 2> HashOfLine(std::string_view line, LineHash hash) {
  if (hash == LineHash::kMd5) return HexByte(Md5(line)[0]);
  return HexByte(static_cast<uint8_t>(Xxh3(line) >> 56));
}

Result<HashlinePage> RenderHashlines(std::string_view path, std::string_view content,
                                     const PageRequest& request, LineHash hash,
                                     std::string_view version) {
  Result<PageSpan> span = LocatePage(path, content, request, 1);
  if (!span) return std::unexpected(std::move(span.error()));
  HashlinePage page{BeginPage(*span), {}};
  page.text.reserve(
      std::min(span->bytes.size() + (span->last - span->first) * 12, 4 * limits::kReadChars));
  size_t chars = 0;
  size_t offset = span->bytes.begin;
  size_t number = span->first;
  while (number < span->last) {
    size_t end = EndOfLineAt(content, offset);
    std::string_view line = content.substr(offset, end - offset);
    if (line.ends_with('\n')) line.remove_suffix(1);
    size_t before = page.text.size();
    AppendRow(number + 1, line, hash, &page);
    chars += CountCodePoints(std::string_view(page.text).substr(before));
    if (chars > limits::kReadChars && number > span->first) {
      page.text.resize(before);
      page.hashes.resize(page.hashes.size() - 2);
      break;
    }
    ++number;
    offset = end;
  }
  if (number < span->total) {
    page.text += MoreLinesNote(span->total - number);
    page.truncated = true;
    page.next_offset = number;
    page.end_line = number > span->first ? number : 0;
  }
  if (!version.empty()) {
    page.text += Format("\n\n[version {}]", version.substr(0, kVersionTagDigits));
  }
  return page;
}

}  // namespace nacre
