#include <algorithm>
#include <cstdint>
#include <utility>
#include <vector>

#include "base/format.h"
#include "base/hash.h"
#include "base/limits.h"
#include "base/utf8.h"
#include "text/diff.h"
#include "text/hashline.h"
#include "text/line_splice.h"
#include "text/lines.h"

namespace nacre {
namespace {

constexpr size_t kVersionDigits = 32;
// Lines that are walked backwards; farther back it is quicker to start over.
constexpr size_t kStepBack = 64;

std::string Lines(size_t count) { return Format("{} {}", count, count == 1 ? "line" : "lines"); }

// The lines that edits name, found by walking forward from the last one asked for.
class LineIndex {
 public:
  explicit LineIndex(std::string_view content)
      : content_(content), total_(std::max<size_t>(1, CountLines(content))) {}

  size_t total() const { return total_; }

  // The bytes of line `number`, from 1 to `total()`, without its LF.
  std::string_view At(size_t number) {
    Seek(number);
    std::string_view line = content_.substr(offset_, EndOfLineAt(content_, offset_) - offset_);
    if (line.ends_with('\n')) line.remove_suffix(1);
    return line;
  }

  // Where line `number` starts.
  size_t Start(size_t number) {
    Seek(number);
    return offset_;
  }

 private:
  void Seek(size_t number) {
    if (number < number_ && number_ - number > kStepBack) {
      number_ = 1;
      offset_ = 0;
    }
    for (; number < number_; --number_) offset_ = StartOfLineAt(content_, offset_ - 1);
    offset_ += LineStart(content_.substr(offset_), number - number_);
    number_ = number;
  }

  std::string_view content_;
  size_t total_;
  size_t number_ = 1;
  size_t offset_ = 0;
};

// An edit whose numbers and hashes have been checked: replaces the lines [first, last] or, when
// `insert`, none after `first`.
struct CheckedEdit {
  size_t first = 0;
  size_t last = 0;
  bool insert = false;
  size_t order = 0;  // Its place in the list given.
};

// By place in the text: an insertion stands at the end of its line.
bool StandsBefore(const CheckedEdit& a, const CheckedEdit& b) {
  size_t a_place = a.insert ? a.first + 1 : a.first;
  size_t b_place = b.insert ? b.first + 1 : b.first;
  return a_place != b_place ? a_place < b_place : a.insert && !b.insert;
}

class LineEditor {
 public:
  LineEditor(std::string_view content, const LineEditOptions& options)
      : content_(content), options_(options), lines_(content) {}

  Result<CheckedEdit> Check(const LineEdit& edit, size_t order);
  Result<void> CheckDisjoint(std::span<const CheckedEdit> edits) const;
  LineSplice Splice(const LineEdit& edit, const CheckedEdit& checked, std::string* summary);

  size_t total() const { return lines_.total(); }

 private:
  std::string OutOfRange(std::string_view what, int64_t line) const {
    return Format("{} {} out of range (file has {} lines)", what, line, lines_.total());
  }

  Result<void> CheckHash(size_t line, std::string_view expected);
  Result<void> CheckKnown(size_t first, size_t last);

  std::string_view content_;
  const LineEditOptions& options_;
  LineIndex lines_;
};

Result<void> LineEditor::CheckHash(size_t line, std::string_view expected) {
  std::array<char, 2> digits = HashOfLine(lines_.At(line), options_.hash);
  std::string_view actual(digits.data(), digits.size());
  if (actual == expected) return {};
  return Fail(Code::kStale,
              Format("Hash mismatch at line {}: expected '{}', got '{}'. File may have changed "
                     "— re-read it first.",
                     line, Abbreviate(ToValidUtf8(expected), limits::kMessageQuoteChars), actual));
}

// Lines from `first` to `last` must still be what the last read showed.
Result<void> LineEditor::CheckKnown(size_t first, size_t last) {
  for (const KnownLines& known : options_.known) {
    if (known.first_line == 0) continue;
    size_t count = known.hashes.size() / 2;
    size_t begin = std::max(first, known.first_line);
    size_t end = known.first_line + std::min(count, SIZE_MAX - known.first_line);
    for (size_t line = begin; line <= last && line < end; ++line) {
      if (line > lines_.total()) {
        return Fail(Code::kStale,
                    Format("Line {} is gone (file has {} lines). File may have changed — "
                           "re-read it first.",
                           line, lines_.total()));
      }
      auto checked = CheckHash(line, known.hashes.substr((line - known.first_line) * 2, 2));
      if (!checked) return checked;
    }
  }
  return {};
}

Result<CheckedEdit> LineEditor::Check(const LineEdit& edit, size_t order) {
  auto total = static_cast<int64_t>(lines_.total());
  if (edit.start_line < 1 || edit.start_line > total) {
    return Fail(Code::kInvalidArgument, OutOfRange("Line", edit.start_line));
  }
  if (edit.insert_after && (edit.end_line || edit.end_hash)) {
    return Fail(Code::kInvalidArgument, "end_line/end_hash cannot be combined with insert_after");
  }
  CheckedEdit checked;
  checked.first = checked.last = static_cast<size_t>(edit.start_line);
  checked.insert = edit.insert_after;
  checked.order = order;
  if (auto hash = CheckHash(checked.first, edit.start_hash); !hash) {
    return std::unexpected(std::move(hash.error()));
  }
  if (edit.end_line) {
    if (*edit.end_line < edit.start_line) {
      return Fail(Code::kInvalidArgument, Format("end_line ({}) must be >= start_line ({})",
                                                 *edit.end_line, edit.start_line));
    }
    if (*edit.end_line > total) {
      return Fail(Code::kInvalidArgument, OutOfRange("End line", *edit.end_line));
    }
    checked.last = static_cast<size_t>(*edit.end_line);
    if (edit.end_hash) {
      if (auto hash = CheckHash(checked.last, *edit.end_hash); !hash) {
        return std::unexpected(std::move(hash.error()));
      }
    }
  }
  if (!IsValidUtf8(edit.new_content)) {
    return Fail(Code::kInvalidArgument, "new_content must be valid UTF-8");
  }
  if (options_.version.empty()) {
    if (auto known = CheckKnown(checked.first - 1, checked.last + 1); !known) {
      return std::unexpected(std::move(known.error()));
    }
  }
  return checked;
}

// `edits` are sorted. An insertion right after a replaced range is fine.
Result<void> LineEditor::CheckDisjoint(std::span<const CheckedEdit> edits) const {
  const CheckedEdit* range = nullptr;  // The last edit that replaces lines.
  for (const CheckedEdit& edit : edits) {
    if (range != nullptr && (edit.insert ? edit.first < range->last : edit.first <= range->last)) {
      return Fail(Code::kInvalidArgument,
                  Format("Edits {} and {} overlap at line {}; make them one edit",
                         std::min(range->order, edit.order) + 1,
                         std::max(range->order, edit.order) + 1, edit.first));
    }
    if (!edit.insert) range = &edit;
  }
  return {};
}

LineSplice LineEditor::Splice(const LineEdit& edit, const CheckedEdit& checked,
                              std::string* summary) {
  size_t first = lines_.Start(checked.first);
  std::string_view ending = LineEndingNear(content_, first);
  size_t end = checked.last < lines_.total()
                   ? lines_.Start(checked.last + 1)
                   : LinesEnd(content_, LineEndingNear(content_, content_.size()));
  LineSplice splice{{checked.insert ? end : first, end}, {}, ending};
  size_t added = 0;
  if (!edit.new_content.empty()) {
    added = CountNewlines(edit.new_content) + 1;
    std::string text(edit.new_content);
    text += '\n';
    splice.text = WithLineEnding(text, ending);
  }
  size_t removed = checked.insert ? 0 : checked.last - checked.first + 1;
  if (checked.insert) {
    *summary = Format("Inserted {} after line {}", Lines(added), checked.first);
  } else if (added == 0) {
    *summary = Format("Deleted {} at line {}", Lines(removed), checked.first);
  } else if (added == removed) {
    *summary = Format("Replaced {} at line {}", Lines(removed), checked.first);
  } else {
    *summary =
        Format("Replaced {} with {} at line {}", Lines(removed), Lines(added), checked.first);
  }
  return splice;
}

Result<void> CheckVersion(std::string_view path, std::string_view content,
                          std::string_view version) {
  if (version.empty()) return {};
  bool hex = std::ranges::all_of(
      version, [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
  if (!hex || version.size() < kVersionTagDigits || version.size() > kVersionDigits) {
    return Fail(
        Code::kInvalidArgument,
        Format("Version must be {} to {} lowercase hex digits, not '{}'", kVersionTagDigits,
               kVersionDigits, Abbreviate(ToValidUtf8(version), limits::kMessageQuoteChars)));
  }
  std::string actual = Xxh3Hex128(content);
  if (actual.starts_with(version)) return {};
  return Fail(
      Code::kStale,
      Format("'{}' changed since you last read it (version {}, not {}). Read it again "
             "before editing so your change applies to the current contents",
             path, actual.substr(0, kVersionTagDigits), version.substr(0, kVersionTagDigits)));
}

Result<LineEditResult> Edit(std::string_view path, std::string_view content,
                            std::span<const LineEdit> edits, const LineEditOptions& options) {
  if (edits.empty()) return Fail(Code::kInvalidArgument, "The list of edits is empty");
  if (edits.size() > limits::kEditsPerCall) {
    return Fail(Code::kLimitExceeded, Format("{} edits in one call, more than the {} allowed",
                                             edits.size(), limits::kEditsPerCall));
  }
  if (edits.size() * static_cast<uint64_t>(content.size()) > limits::kEditScanBytes) {
    return Fail(
        Code::kLimitExceeded,
        Format("{} edits are too many for one call on a file of {} bytes; make several calls",
               edits.size(), content.size()));
  }
  if (!IsValidUtf8(content)) {
    return Fail(Code::kNotText, Format("File '{}' is binary and cannot be edited as text", path));
  }
  if (auto version = CheckVersion(path, content, options.version); !version) {
    return std::unexpected(std::move(version.error()));
  }

  LineEditor editor(content, options);
  std::vector<CheckedEdit> checked;
  checked.reserve(edits.size());
  for (size_t i = 0; i < edits.size(); ++i) {
    Result<CheckedEdit> one = editor.Check(edits[i], i);
    if (!one) {
      Status status = std::move(one.error());
      if (edits.size() > 1) {
        status.message = Format("Edit {} of {}: {}", i + 1, edits.size(), status.message);
      }
      return std::unexpected(std::move(status));
    }
    checked.insert(std::ranges::upper_bound(checked, *one, StandsBefore), *one);
  }
  if (auto disjoint = editor.CheckDisjoint(checked); !disjoint) {
    return std::unexpected(std::move(disjoint.error()));
  }

  std::vector<LineSplice> splices;
  std::vector<std::string> summaries(edits.size());
  uint64_t size = content.size();
  size_t removed = 0;
  bool added = false;
  for (const CheckedEdit& edit : checked) {
    splices.push_back(editor.Splice(edits[edit.order], edit, &summaries[edit.order]));
    size += splices.back().text.size();
    added |= !splices.back().text.empty();
    removed += edit.insert ? 0 : edit.last - edit.first + 1;
  }
  if (size > limits::kFileBytes) {
    return Fail(Code::kLimitExceeded,
                Format("The edited file would have up to {} bytes, more than the {} allowed", size,
                       limits::kFileBytes));
  }
  bool terminated = HasFinalNewline(content);
  std::string_view ending = LineEndingNear(content, content.size());
  // A file whose every line is deleted keeps its last line end.
  if (terminated && !added && removed == editor.total()) splices.back().text = ending;
  Rewrite rewrite = SpliceLines(content, ending, std::move(splices), terminated);
  UnifiedDiff diff =
      DiffChanges({path, content, path, rewrite.text()}, rewrite.changes().changes());

  LineEditResult result;
  result.content = std::move(rewrite.text());
  result.occurrences = edits.size();
  result.diff = std::move(diff.text);
  result.diff_truncated = diff.truncated;
  for (const std::string& summary : summaries) {
    if (!result.summary.empty()) result.summary += "; ";
    result.summary += summary;
  }
  return result;
}

}  // namespace

Result<LineEditResult> EditLines(std::string_view path, std::string_view content,
                                 std::span<const LineEdit> edits, const LineEditOptions& options) {
  Result<LineEditResult> result = Edit(path, content, edits, options);
  if (!result) result.error().path = path;
  return result;
}

}  // namespace nacre
