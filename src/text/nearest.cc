#include "text/nearest.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <vector>

#include "base/format.h"
#include "base/limits.h"
#include "base/utf8.h"
#include "text/line_finder.h"
#include "text/lines.h"
#include "text/literal_finder.h"

namespace nacre {
namespace {

// Lines of the wanted text that are compared at each place where its first line occurs.
constexpr size_t kFollowedLines = 50;
// A line is near when its equal ends make up this part of the longer line, in percent.
constexpr size_t kNearPercent = 50;
constexpr size_t kNearBytes = 3;

bool IsSpace(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

char Lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

// `text` without white space and in lower case (ASCII).
std::string Squeeze(std::string_view text) {
  std::string squeezed;
  squeezed.reserve(text.size());
  for (char c : text) {
    if (!IsSpace(c)) squeezed += Lower(c);
  }
  return squeezed;
}

// The place of the `index`-th byte of `text` that is not white space.
size_t Unsqueeze(std::string_view text, size_t index) {
  for (size_t i = 0; i < text.size(); ++i) {
    if (IsSpace(text[i])) continue;
    if (index-- == 0) return i;
  }
  return text.size();
}

std::string_view LeadingSpace(std::string_view text) {
  size_t size = 0;
  while (size < text.size() && IsSpace(text[size])) ++size;
  return text.substr(0, size);
}

std::string_view TrailingSpace(std::string_view text) {
  size_t size = 0;
  while (size < text.size() && IsSpace(text[text.size() - 1 - size])) ++size;
  return text.substr(text.size() - size);
}

// A line as quoted in a message: abbreviated, with tabs and CRs made visible.
std::string Visible(std::string_view line) {
  std::string visible;
  for (char c : Abbreviate(line, limits::kMessageQuoteChars)) {
    if (c == '\t') {
      visible += "\\t";
    } else if (c == '\r') {
      visible += "\\r";
    } else {
      visible += c;
    }
  }
  return visible;
}

std::string_view LineAt(std::string_view text, size_t offset) {
  size_t begin = StartOfLineAt(text, offset);
  std::string_view line = text.substr(begin, EndOfLineAt(text, begin) - begin);
  if (line.ends_with('\n')) line.remove_suffix(1);
  return line;
}

enum Difference : unsigned {
  kLetterCase = 1,
  kLineEnds = 2,
  kLineBreaks = 4,
  kTabs = 8,
  kSpaces = 16,
  kIndentation = 32,
  kTrailing = 64,
  kInner = 128,
};

constexpr struct {
  Difference difference;
  std::string_view name;
} kDifferenceNames[] = {
    {kLetterCase, "letter case"},
    {kLineEnds, "line ends (CR LF or LF)"},
    {kLineBreaks, "line breaks"},
    {kTabs, "indentation (tabs in the file, spaces in the text given)"},
    {kSpaces, "indentation (spaces in the file, tabs in the text given)"},
    {kIndentation, "indentation"},
    {kTrailing, "trailing white space"},
    {kInner, "white space within the line"},
};

std::string Names(unsigned differences) {
  std::string names;
  for (const auto& [difference, name] : kDifferenceNames) {
    if ((differences & difference) == 0) continue;
    if (!names.empty()) names += " and ";
    names += name;
  }
  return names;
}

unsigned CompareIndentation(std::string_view file, std::string_view wanted) {
  if (file == wanted) return 0;
  bool file_tabs = file.contains('\t');
  bool wanted_tabs = wanted.contains('\t');
  if (file_tabs && !wanted_tabs && !wanted.empty()) return kTabs;
  if (wanted_tabs && !file_tabs && !file.empty()) return kSpaces;
  return kIndentation;
}

// How two runs of white space at the same place differ. `indents` tells that a line starts with
// them, `trails` that one ends with them.
unsigned CompareSpace(std::string_view file, std::string_view wanted, bool indents, bool trails) {
  if (file == wanted) return 0;
  auto without_cr = [](std::string_view run) {
    std::string result(run);
    std::erase(result, '\r');
    return result;
  };
  std::string a = without_cr(file);
  std::string b = without_cr(wanted);
  if (a == b) return kLineEnds;
  if (std::ranges::count(a, '\n') != std::ranges::count(b, '\n')) return kLineBreaks;
  size_t a_break = a.rfind('\n');
  if (a_break == std::string::npos) {
    return indents ? CompareIndentation(a, b) : trails ? kTrailing : kInner;
  }
  size_t b_break = b.rfind('\n');
  unsigned differences = CompareIndentation(std::string_view(a).substr(a_break + 1),
                                            std::string_view(b).substr(b_break + 1));
  if (a.compare(0, a_break, b, 0, b_break) != 0) differences |= kTrailing;
  return differences;
}

// What differs between two texts that are the same but for white space and case.
struct Comparison {
  unsigned differences = 0;
  size_t file_offset = 0;    // Where the first difference stands.
  size_t wanted_offset = 0;  // Likewise.

  void Note(unsigned found, size_t file, size_t wanted) {
    if (found != 0 && differences == 0) {
      file_offset = file;
      wanted_offset = wanted;
    }
    differences |= found;
  }
};

Comparison CompareLoosely(std::string_view content, size_t at, std::string_view wanted) {
  Comparison comparison;
  size_t i = at;
  size_t j = LeadingSpace(wanted).size();
  std::string_view lead = wanted.substr(0, j);
  if (!content.substr(0, i).ends_with(lead)) {
    std::string_view space = TrailingSpace(content.substr(0, i));
    // Only as many lines back as were given.
    size_t breaks = static_cast<size_t>(std::ranges::count(lead, '\n'));
    for (size_t k = space.size(); k > 0; --k) {
      if (space[k - 1] == '\n' && breaks-- == 0) {
        space = space.substr(k);
        break;
      }
    }
    comparison.Note(CompareSpace(space, lead, true, false), i, j);
  }
  while (j < wanted.size() && i < content.size()) {
    if (!IsSpace(content[i]) && !IsSpace(wanted[j])) {
      if (content[i] != wanted[j]) comparison.Note(kLetterCase, i, j);
      ++i;
      ++j;
      continue;
    }
    std::string_view file_space = LeadingSpace(content.substr(i));
    std::string_view wanted_space = LeadingSpace(wanted.substr(j));
    bool last = j + wanted_space.size() == wanted.size();
    if (last && file_space.starts_with(wanted_space)) return comparison;
    unsigned found = CompareSpace(file_space, wanted_space, false, last);
    // Indentation is shown with the line it stands in, all else with the line before.
    bool indentation = (found & (kTabs | kSpaces | kIndentation)) == found;
    comparison.Note(found, i + (indentation ? file_space.size() : 0),
                    j + (indentation ? wanted_space.size() : 0));
    i += file_space.size();
    j += wanted_space.size();
  }
  if (j < wanted.size()) comparison.Note(kTrailing, i > 0 ? i - 1 : 0, j > 0 ? j - 1 : 0);
  return comparison;
}

std::optional<std::string> DescribeLooseMatch(std::string_view content, std::string_view wanted) {
  std::string needle = Squeeze(wanted);
  if (needle.empty()) return std::nullopt;
  std::string haystack = Squeeze(content);
  std::optional<ByteRange> found = LiteralFinder(haystack, needle).Next();
  if (!found) return std::nullopt;
  size_t at = Unsqueeze(content, found->begin);
  Comparison comparison = CompareLoosely(content, at, wanted);
  if (comparison.differences == 0) return std::nullopt;
  size_t line = LineOfOffset(content, at) + 1;
  size_t differing = LineOfOffset(content, comparison.file_offset) + 1;
  return Format(
      "Nearest is line {}, which differs only in {}: the file has '{}'{} where '{}' was given",
      line, Names(comparison.differences), Visible(LineAt(content, comparison.file_offset)),
      differing == line ? "" : Format(" at line {}", differing),
      Visible(LineAt(wanted, comparison.wanted_offset)));
}

std::string_view Trim(std::string_view line) {
  line.remove_prefix(LeadingSpace(line).size());
  line.remove_suffix(TrailingSpace(line).size());
  return line;
}

// Bytes of the equal ends of two lines.
size_t EqualEnds(std::string_view a, std::string_view b) {
  size_t shorter = std::min(a.size(), b.size());
  size_t head = 0;
  while (head < shorter && a[head] == b[head]) ++head;
  size_t tail = 0;
  while (tail < shorter - head && a[a.size() - 1 - tail] == b[b.size() - 1 - tail]) ++tail;
  return head + tail;
}

struct Candidate {
  size_t offset = 0;
  size_t percent = 0;
  size_t followed = 0;  // Lines that are the same, from the first on, when `percent` is 100.

  bool Beats(const Candidate& other) const {
    return percent != other.percent ? percent > other.percent : followed > other.followed;
  }
};

size_t CountFollowed(std::string_view content, size_t offset,
                     const std::vector<std::string_view>& wanted) {
  LineCursor cursor(content, offset);
  Line line;
  size_t count = 0;
  while (count < std::min(wanted.size(), kFollowedLines) && cursor.Next(&line) &&
         SameLine(line.text, wanted[count], LineEquality::kWhiteSpace)) {
    ++count;
  }
  return count;
}

std::optional<Candidate> NearestLine(std::string_view content,
                                     const std::vector<std::string_view>& wanted) {
  std::string_view first = Trim(wanted.front());
  Candidate best;
  LineCursor cursor(content);
  for (Line line; cursor.Next(&line);) {
    std::string_view trimmed = Trim(line.text);
    size_t longer = std::max(trimmed.size(), first.size());
    size_t equal = EqualEnds(trimmed, first);
    if (equal < kNearBytes || equal * 100 < longer * kNearPercent) continue;
    Candidate candidate{line.begin, equal * 100 / longer, 0};
    if (equal == longer) candidate.followed = CountFollowed(content, line.begin, wanted);
    if (candidate.Beats(best)) best = candidate;
  }
  if (best.percent == 0) return std::nullopt;
  return best;
}

std::string DescribeNearestLine(std::string_view content, std::string_view wanted) {
  std::vector<std::string_view> lines = SplitLines(wanted);
  auto first = std::ranges::find_if_not(lines, IsBlank);
  lines.erase(lines.begin(), first);
  if (lines.empty()) return {};
  std::optional<Candidate> nearest = NearestLine(content, lines);
  if (!nearest) return {};
  size_t number = LineOfOffset(content, nearest->offset) + 1;
  if (nearest->followed == 0 || nearest->followed >= lines.size()) {
    return Format("Nearest is line {}: the file has '{}' where '{}' was given", number,
                  Visible(LineAt(content, nearest->offset)), Visible(lines.front()));
  }
  size_t differing = nearest->followed;
  size_t offset = LineRange(content.substr(nearest->offset), differing, differing).begin;
  std::string_view rest = content.substr(nearest->offset + offset);
  if (rest.empty()) {
    return Format("Nearest is line {}, but the file ends where '{}' was given", number,
                  Visible(lines[differing]));
  }
  return Format("Nearest is line {}, but line {} has '{}' where '{}' was given", number,
                number + differing, Visible(LineAt(rest, 0)), Visible(lines[differing]));
}

}  // namespace

std::string DescribeNearest(std::string_view content, std::string_view wanted) {
  // Cut after a whole line where there is one, and never within a character.
  std::string_view scanned = content.substr(0, limits::kNearestScanBytes);
  if (scanned.size() < content.size()) {
    size_t newline = scanned.rfind('\n');
    if (newline == std::string_view::npos) return {};
    scanned = scanned.substr(0, newline + 1);
  }
  if (std::optional<std::string> loose = DescribeLooseMatch(scanned, wanted)) return *loose;
  return DescribeNearestLine(scanned, wanted);
}

}  // namespace nacre
