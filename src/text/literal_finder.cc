#include "text/literal_finder.h"

#include <algorithm>
#include <cstring>

#include "text/bytes16.h"
#include "text/prefix_table.h"

namespace nacre {
namespace {

// Failed comparisons may cost this many bytes per byte searched before the linear method takes
// over.
constexpr size_t kPatience = 4;
constexpr size_t kHead = 16;

std::string WithoutCrBeforeLf(std::string_view text) {
  std::string folded;
  folded.reserve(text.size());
  LineCursor lines(text);
  for (Line line; lines.Next(&line);) {
    folded += line.text;
    if (!line.ending.empty()) folded += '\n';
  }
  return folded;
}

}  // namespace

LiteralFinder::LiteralFinder(std::string_view haystack, std::string_view needle)
    : haystack_(haystack), needle_(needle) {}

std::optional<ByteRange> LiteralFinder::Next() {
  std::optional<size_t> at = prefixes_.empty() ? FindByEnds() : FindByPrefixes();
  if (!at) {
    from_ = haystack_.size();
    return std::nullopt;
  }
  from_ = *at + needle_.size();
  return ByteRange{*at, from_};
}

bool LiteralFinder::Matches(size_t at) {
  size_t head = std::min(needle_.size(), kHead);
  const char* place = haystack_.data() + at;
  if (std::memcmp(place, needle_.data(), head) != 0) {
    compared_ += head;
    return false;
  }
  if (std::memcmp(place, needle_.data(), needle_.size()) == 0) return true;
  // Where the two part is not known; the comparison is charged as if it read to the end.
  compared_ += needle_.size();
  return false;
}

std::optional<size_t> LiteralFinder::FindByEnds() {
  size_t size = needle_.size();
  if (haystack_.size() - from_ < size) return std::nullopt;
  const Bytes16 first = SplatBytes16(needle_.front());
  const Bytes16 last = SplatBytes16(needle_.back());
  size_t stop = haystack_.size() - size + 1;  // Places at which it could start.
  size_t at = from_;
  while (at < stop) {
    size_t width = std::min<size_t>(16, stop - at);
    if (width == 16) {
      Bytes16 both = EqualBytes16(LoadBytes16(haystack_.data() + at), first) &
                     EqualBytes16(LoadBytes16(haystack_.data() + at + size - 1), last);
      if (!AnyBytes16(both)) {
        at += 16;
        continue;
      }
    }
    for (size_t end = at + width; at < end; ++at) {
      if (haystack_[at] != needle_.front() || haystack_[at + size - 1] != needle_.back()) continue;
      if (Matches(at)) return at;
    }
    if (compared_ / kPatience > haystack_.size()) {
      from_ = at;
      prefixes_ =
          PrefixTable(size, [this](size_t i, size_t j) { return needle_[i] == needle_[j]; });
      return FindByPrefixes();
    }
  }
  return std::nullopt;
}

std::optional<size_t> LiteralFinder::FindByPrefixes() {
  size_t matched = 0;
  for (size_t i = from_; i < haystack_.size(); ++i) {
    while (matched > 0 && haystack_[i] != needle_[matched]) matched = prefixes_[matched - 1];
    if (haystack_[i] == needle_[matched]) ++matched;
    if (matched == needle_.size()) return i + 1 - matched;
  }
  return std::nullopt;
}

FoldedFinder::FoldedFinder(std::string_view haystack, std::string_view needle)
    : haystack_(haystack),
      folded_(WithoutCrBeforeLf(haystack)),
      finder_(folded_, needle),
      pair_(haystack.find("\r\n")) {}

std::optional<ByteRange> FoldedFinder::Next() {
  std::optional<ByteRange> found = finder_.Next();
  if (!found) return std::nullopt;
  size_t begin = Unfold(found->begin);
  return ByteRange{begin, Unfold(found->end)};
}

size_t FoldedFinder::Unfold(size_t offset) {
  // The LF of the next pair stands at `pair_ - dropped_` in the folded text.
  while (pair_ != std::string_view::npos && pair_ - dropped_ < offset) {
    ++dropped_;
    pair_ = haystack_.find("\r\n", pair_ + 2);
  }
  return offset + dropped_;
}

}  // namespace nacre
