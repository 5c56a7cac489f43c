#include "text/line_finder.h"

#include "text/prefix_table.h"

namespace nacre {
namespace {

bool IsSpace(char c) { return c == ' ' || c == '\t' || c == '\r'; }

std::string_view TrimEnd(std::string_view line) {
  while (!line.empty() && IsSpace(line.back())) line.remove_suffix(1);
  return line;
}

std::string_view TrimStart(std::string_view line) {
  while (!line.empty() && IsSpace(line.front())) line.remove_prefix(1);
  return line;
}

bool SameIgnoringWhiteSpace(std::string_view a, std::string_view b) {
  a = TrimEnd(TrimStart(a));
  b = TrimEnd(TrimStart(b));
  while (!a.empty() && !b.empty()) {
    bool space = IsSpace(a.front());
    if (space != IsSpace(b.front())) return false;
    if (space) {
      a = TrimStart(a);
      b = TrimStart(b);
      continue;
    }
    if (a.front() != b.front()) return false;
    a.remove_prefix(1);
    b.remove_prefix(1);
  }
  return a.empty() && b.empty();
}

}  // namespace

bool SameLine(std::string_view a, std::string_view b, LineEquality equality) {
  return equality == LineEquality::kExact ? a == b : SameIgnoringWhiteSpace(a, b);
}

bool IsBlank(std::string_view line) { return TrimStart(line).empty(); }

LineFinder::LineFinder(std::string_view text, std::span<const std::string_view> lines,
                       LineEquality equality, size_t from)
    : cursor_(text, from),
      lines_(lines),
      equality_(equality),
      prefixes_(
          PrefixTable(lines.size(),
                      [&](size_t i, size_t j) { return SameLine(lines[i], lines[j], equality); })),
      begins_(lines.size()) {}

std::optional<ByteRange> LineFinder::Next() {
  size_t matched = 0;
  for (Line line; cursor_.Next(&line);) {
    begins_[read_++ % begins_.size()] = line.begin;
    while (matched > 0 && !SameLine(line.text, lines_[matched], equality_)) {
      matched = prefixes_[matched - 1];
    }
    if (SameLine(line.text, lines_[matched], equality_)) ++matched;
    if (matched == lines_.size())
      return ByteRange{begins_[read_ % begins_.size()], cursor_.offset()};
  }
  return std::nullopt;
}

std::vector<std::string_view> SplitLines(std::string_view text) {
  std::vector<std::string_view> lines;
  LineCursor cursor(text);
  for (Line line; cursor.Next(&line);) lines.push_back(line.text);
  return lines;
}

}  // namespace nacre
