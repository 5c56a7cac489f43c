#include "text/hunk_apply.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/format.h"
#include "base/limits.h"
#include "text/line_finder.h"
#include "text/line_splice.h"
#include "text/lines.h"
#include "text/nearest.h"
#include "text/patch_parse.h"

namespace nacre {
namespace {

std::string_view WithoutCr(std::string_view line) {
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

// The lines that a hunk expects in the file. A CR before their LF is not compared.
std::vector<std::string_view> OldLines(const PatchHunk& hunk) {
  std::vector<std::string_view> lines;
  for (const PatchLine& line : hunk.lines) {
    if (line.kind != PatchLine::Kind::kAdd) lines.push_back(line.text);
  }
  for (size_t i = 0; i + (hunk.old_unterminated ? 1 : 0) < lines.size(); ++i) {
    lines[i] = WithoutCr(lines[i]);
  }
  return lines;
}

std::string Join(const std::vector<std::string_view>& lines) {
  std::string text;
  for (std::string_view line : lines) {
    text += line;
    text += '\n';
  }
  return text;
}

// Places the hunks of one file, from its start to its end.
class HunkApplier {
 public:
  HunkApplier(std::string_view path, std::string_view content, const PatchOptions& options)
      : path_(path),
        content_(content),
        options_(options),
        ending_(LineEndingNear(content, content.size())),
        end_(LinesEnd(content, ending_)),
        terminated_(content.empty() || HasFinalNewline(content)) {}

  Result<void> Apply(const PatchHunk& hunk);
  PatchedText Finish();

 private:
  using Place = std::optional<ByteRange>;

  Result<size_t> PassAnchors(const PatchHunk& hunk);
  Result<ByteRange> PlaceOf(const PatchHunk& hunk, const std::vector<std::string_view>& lines);
  Result<ByteRange> PlaceToInsert(const PatchHunk& hunk, size_t from);
  Result<Place> Search(const PatchHunk& hunk, const std::vector<std::string_view>& lines,
                       size_t from, LineEquality equality);
  Place MatchAt(size_t offset, const std::vector<std::string_view>& lines,
                LineEquality equality) const;
  Place MatchAtEnd(size_t from, const std::vector<std::string_view>& lines,
                   LineEquality equality) const;
  size_t OffsetAfterLines(size_t count);
  Result<void> CheckEnd(const PatchHunk& hunk, const ByteRange& place);
  void Splice(const PatchHunk& hunk, const ByteRange& place);
  Result<void> Charge(size_t bytes);

  std::unexpected<Status> Refuse(Code code, const PatchHunk& hunk, std::string_view message) const {
    return Fail(code, Format("Hunk at patch line {}: {}", hunk.patch_line, message),
                std::string(path_));
  }

  // Where the line at `offset` ends, as if a line end followed the last one.
  size_t LineEndOffset(size_t offset) const {
    size_t end = EndOfLineAt(content_, offset);
    return end == content_.size() ? end_ : end;
  }

  std::string_view path_;
  std::string_view content_;
  const PatchOptions& options_;
  std::string_view ending_;
  size_t end_;
  bool terminated_;
  bool tolerant_ = false;
  size_t from_ = 0;  // Where the last hunk ended.
  size_t counted_lines_ = 0;
  size_t counted_bytes_ = 0;
  uint64_t scanned_ = 0;
  std::vector<LineSplice> splices_;
};

Result<void> HunkApplier::Charge(size_t bytes) {
  scanned_ += bytes;
  if (scanned_ <= limits::kEditScanBytes) return {};
  return Fail(Code::kLimitExceeded,
              Format("'{}' has too many hunks to search for; split the patch", path_),
              std::string(path_));
}

size_t HunkApplier::OffsetAfterLines(size_t count) {
  if (count < counted_lines_) counted_lines_ = counted_bytes_ = 0;
  counted_bytes_ += LineStart(content_.substr(counted_bytes_), count - counted_lines_);
  counted_lines_ = count;
  return counted_bytes_;
}

HunkApplier::Place HunkApplier::MatchAt(size_t offset, const std::vector<std::string_view>& lines,
                                        LineEquality equality) const {
  LineCursor cursor(content_, offset);
  Line line;
  for (std::string_view wanted : lines) {
    if (!cursor.Next(&line) || !SameLine(line.text, wanted, equality)) return std::nullopt;
  }
  return ByteRange{offset, cursor.offset()};
}

HunkApplier::Place HunkApplier::MatchAtEnd(size_t from, const std::vector<std::string_view>& lines,
                                           LineEquality equality) const {
  size_t offset = content_.size();
  for (size_t i = 0; i < lines.size(); ++i) {
    if (offset <= from) return std::nullopt;
    offset = StartOfLineAt(content_, offset - 1);
  }
  return MatchAt(offset, lines, equality);
}

Result<HunkApplier::Place> HunkApplier::Search(const PatchHunk& hunk,
                                               const std::vector<std::string_view>& lines,
                                               size_t from, LineEquality equality) {
  if (hunk.at_end) return MatchAtEnd(from, lines, equality);
  if (hunk.lines_before) {
    size_t offset = OffsetAfterLines(*hunk.lines_before);
    Place stated = offset >= from ? MatchAt(offset, lines, equality) : std::nullopt;
    if (stated) return stated;
  }
  if (Result<void> charged = Charge(content_.size() - from); !charged) {
    return std::unexpected(std::move(charged.error()));
  }
  LineFinder finder(content_, lines, equality, from);
  Place found = finder.Next();
  if (!found || !hunk.anchors.empty()) return found;
  size_t count = 1;
  while (finder.Next()) ++count;
  if (count == 1) return found;
  return Refuse(Code::kNotUnique, hunk,
                Format("its lines occur {} times in '{}'; add lines of context or a line "
                       "after '@@' that tells them apart",
                       count, path_));
}

Result<size_t> HunkApplier::PassAnchors(const PatchHunk& hunk) {
  size_t from = from_;
  for (std::string_view anchor : hunk.anchors) {
    if (Result<void> charged = Charge(content_.size() - from); !charged) {
      return std::unexpected(std::move(charged.error()));
    }
    Place found = LineFinder(content_, {&anchor, 1}, LineEquality::kWhiteSpace, from).Next();
    if (!found) {
      return Refuse(
          Code::kNoMatch, hunk,
          Format("the line '{}' given after '@@' is not in '{}'{}", QuotePatchText(anchor), path_,
                 from == 0 ? "" : " after the place reached so far"));
    }
    from = found->end;
  }
  return from;
}

Result<ByteRange> HunkApplier::PlaceToInsert(const PatchHunk& hunk, size_t from) {
  if (hunk.lines_before) {
    size_t offset = OffsetAfterLines(*hunk.lines_before);
    if (offset < from)
      return Refuse(Code::kInvalidArgument, hunk, "it overlaps the hunk before it");
    if (CountLines(content_.substr(0, offset)) != *hunk.lines_before) {
      return Refuse(Code::kNoMatch, hunk,
                    Format("it inserts after line {}, but '{}' has only {} lines",
                           *hunk.lines_before, path_, CountLines(content_)));
    }
    return ByteRange{offset, offset};
  }
  size_t offset = hunk.anchors.empty() ? content_.size() : from;
  return ByteRange{offset, offset};
}

Result<ByteRange> HunkApplier::PlaceOf(const PatchHunk& hunk,
                                       const std::vector<std::string_view>& lines) {
  Result<size_t> from = PassAnchors(hunk);
  if (!from) return std::unexpected(std::move(from.error()));
  if (lines.empty()) return PlaceToInsert(hunk, *from);
  Result<Place> place = Search(hunk, lines, *from, LineEquality::kExact);
  if (place && !*place && options_.tolerant) {
    place = Search(hunk, lines, *from, LineEquality::kWhiteSpace);
    tolerant_ |= place && *place;
  }
  if (!place) return std::unexpected(std::move(place.error()));
  if (*place) return **place;

  std::string message = Format("its lines are not in '{}'", path_);
  if (Result<void> charged = Charge(content_.size()); !charged) {
    return std::unexpected(std::move(charged.error()));
  }
  if (LineFinder(content_, lines, LineEquality::kExact).Next()) {
    message +=
        hunk.at_end
            ? " at its end"
            : " after the place reached so far; hunks go from the start of a file to its end";
  } else if (std::string nearest = DescribeNearest(content_, Join(lines)); !nearest.empty()) {
    message += ". " + nearest;
  }
  return Refuse(Code::kNoMatch, hunk, message);
}

// What a hunk says of the final line end must be so, and is what the new text gets.
Result<void> HunkApplier::CheckEnd(const PatchHunk& hunk, const ByteRange& place) {
  if (!hunk.old_unterminated && !hunk.new_unterminated) return {};
  bool at_end = place.end == content_.size();
  if (!at_end || (hunk.old_unterminated && HasFinalNewline(content_))) {
    return Refuse(Code::kNoMatch, hunk,
                  Format("it says that '{}' has no newline at its end there, but it has", path_));
  }
  terminated_ = !hunk.new_unterminated;
  return {};
}

void HunkApplier::Splice(const PatchHunk& hunk, const ByteRange& place) {
  // Line ends in the patch itself count when it has a CR anywhere; else those of the place do.
  bool verbatim = std::ranges::any_of(
      hunk.lines, [](const PatchLine& line) { return line.text.ends_with('\r'); });
  std::string_view ending = verbatim ? "\n" : LineEndingNear(content_, place.begin);
  // An empty file is one line without text, which gives way to the first hunk.
  bool fills = content_.empty() && splices_.empty();
  size_t offset = place.begin < content_.size() || fills ? place.begin : end_;
  LineSplice splice{{offset, fills ? end_ : offset}, {}, ending};
  auto flush = [&] {
    if (splice.range.size() > 0 || !splice.text.empty()) splices_.push_back(std::move(splice));
  };
  for (const PatchLine& line : hunk.lines) {
    if (line.kind == PatchLine::Kind::kAdd) {
      splice.text += line.text;
      splice.text += ending;
      continue;
    }
    size_t end = LineEndOffset(splice.range.end);
    if (line.kind == PatchLine::Kind::kRemove) {
      splice.range.end = end;
      continue;
    }
    flush();
    splice = {{end, end}, {}, ending};
  }
  flush();
}

Result<void> HunkApplier::Apply(const PatchHunk& hunk) {
  Result<ByteRange> place = PlaceOf(hunk, OldLines(hunk));
  if (!place) return std::unexpected(std::move(place.error()));
  if (Result<void> checked = CheckEnd(hunk, *place); !checked) return checked;
  Splice(hunk, *place);
  from_ = place->end;
  return {};
}

PatchedText HunkApplier::Finish() {
  return {SpliceLines(content_, ending_, std::move(splices_), terminated_), tolerant_};
}

}  // namespace

Result<PatchedText> ApplyHunks(std::string_view path, std::string_view content,
                               std::span<const PatchHunk> hunks, const PatchOptions& options) {
  HunkApplier applier(path, content, options);
  for (const PatchHunk& hunk : hunks) {
    if (Result<void> applied = applier.Apply(hunk); !applied) {
      return std::unexpected(std::move(applied.error()));
    }
  }
  return applier.Finish();
}

}  // namespace nacre
