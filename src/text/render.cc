#include "text/render.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "base/format.h"
#include "base/utf8.h"
#include "text/lines.h"
#include "text/page_span.h"

namespace nacre {
namespace {

constexpr size_t kNumberWidth = 6;
constexpr size_t kDecimalDigits = 20;

constexpr std::string_view kCutNote =
    "\n\n... (truncated at 200,000 chars — pass a smaller `limit`/`offset` or use `grep` to read "
    "the rest)";
static_assert(limits::kReadChars == 200'000, "The notes name the ceiling");

// "1,234,567".
std::string WithThousands(size_t number) {
  std::string digits = std::to_string(number);
  for (size_t i = digits.size(); i > 3;) {
    i -= 3;
    digits.insert(i, 1, ',');
  }
  return digits;
}

void AppendNumber(size_t number, std::string* out) {
  std::array<char, kDecimalDigits> digits;
  char* end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
  auto size = static_cast<size_t>(end - digits.data());
  if (size < kNumberWidth) out->append(kNumberWidth - size, ' ');
  out->append(digits.data(), size);
}

// Appends `line`, cut when it is too long; says whether it was.
bool AppendLine(std::string_view line, std::string* out) {
  if (line.size() <= limits::kLineChars) {
    *out += line;
    return false;
  }
  std::string_view prefix = PrefixOfCodePoints(line, limits::kLineChars);
  *out += prefix;
  if (prefix.size() == line.size()) return false;
  *out += " ... (line truncated, ";
  *out += std::to_string(CountCodePoints(line));
  *out += " characters)";
  return true;
}

Status TooLarge(std::string_view path, size_t chars) {
  return {Code::kLimitExceeded,
          Format("The requested range is too large to return ({} chars, limit {}). Read a smaller "
                 "slice with a lower `limit`, or use `grep` to locate the part you need.",
                 WithThousands(chars), WithThousands(limits::kReadChars)),
          std::string(path)};
}

// Cuts the page's text at the ceiling, between or within rows.
void CutAtCeiling(const PageSpan& span, Page* page) {
  std::string_view kept = PrefixOfCodePoints(page->text, limits::kReadChars);
  size_t whole_rows = CountNewlines(kept);
  page->text.resize(kept.size());
  page->text += kCutNote;
  page->end_line = std::min(span.first + whole_rows, span.last);
  page->next_offset = page->end_line;
  page->truncated = true;
}

}  // namespace

Status BinaryFile(std::string_view path) {
  return {Code::kNotText, Format("File '{}' is binary; read it as bytes instead", path),
          std::string(path)};
}

std::string MoreLinesNote(size_t remaining) {
  return Format("\n\n... ({} more {})", remaining, remaining == 1 ? "line" : "lines");
}

Result<Page> RenderNumbered(std::string_view path, std::string_view content,
                            const PageRequest& request) {
  Result<PageSpan> span = LocatePage(path, content, request);
  if (!span) return std::unexpected(std::move(span.error()));
  Page page = BeginPage(*span);
  if (span->total == 0) {
    page.text = "(empty file)";
    return page;
  }
  // Rows past the ceiling are only counted, so that memory is bounded whatever the limit.
  constexpr size_t kKeptBytes = 4 * limits::kReadChars + 1;
  size_t chars = 0;
  bool overflow = false;
  std::string row;
  std::string& text = page.text;
  text.reserve(std::min(kKeptBytes, span->bytes.size() + (span->last - span->first) * 8));
  size_t number = span->first;
  LineCursor lines(content.substr(0, span->bytes.end), span->bytes.begin);
  for (Line line; lines.Next(&line);) {
    if (!overflow && text.size() > kKeptBytes) {
      overflow = true;
      chars = CountCodePoints(text);
    }
    row.clear();
    std::string& out = overflow ? row : text;
    if (number > span->first) out += '\n';
    AppendNumber(++number, &out);
    out += '\t';
    page.truncated |= AppendLine(line.text, &out);
    if (overflow) chars += CountCodePoints(row);
  }
  if (span->last < span->total) {
    std::string note = MoreLinesNote(span->total - span->last);
    chars += overflow ? note.size() : 0;
    text += note;
  }
  if (!overflow) chars = text.size() <= limits::kReadChars ? 0 : CountCodePoints(text);
  if (chars <= limits::kReadChars) return page;
  if (request.explicit_range) return std::unexpected(TooLarge(path, chars));
  CutAtCeiling(*span, &page);
  return page;
}

Result<Page> RenderRaw(std::string_view path, std::string_view content,
                       const PageRequest& request) {
  Result<PageSpan> span = LocatePage(path, content, request);
  if (!span) return std::unexpected(std::move(span.error()));
  Page page = BeginPage(*span);
  page.text = content.substr(span->bytes.begin, span->bytes.size());
  return page;
}

}  // namespace nacre
