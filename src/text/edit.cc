#include "text/edit.h"

#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "base/format.h"
#include "base/limits.h"
#include "base/utf8.h"
#include "text/diff.h"
#include "text/line_finder.h"
#include "text/lines.h"
#include "text/literal_finder.h"
#include "text/nearest.h"
#include "text/rewrite.h"

namespace nacre {
namespace {

// One applied edit, before its diff is made.
struct Applied {
  std::string content;
  ChangeList changes;
  size_t occurrences = 0;
  bool tolerant = false;
};

std::string Quote(std::string_view text) { return Abbreviate(text, limits::kMessageQuoteChars); }

std::unexpected<Status> Refuse(Code code, std::string message, std::string_view path) {
  return Fail(code, std::move(message), std::string(path));
}

// Replaces what a finder finds. `make` makes a fresh finder; `replacement` gives the text to write
// for a match, as a view that stays. Nothing when there is no match.
template <typename Make, typename Replacement>
Result<std::optional<Applied>> ReplaceFound(std::string_view path, std::string_view content,
                                            const TextEdit& edit, Make make,
                                            Replacement replacement) {
  auto counter = make();
  std::optional<ByteRange> first = counter.Next();
  if (!first) return std::nullopt;
  size_t count = 0;
  uint64_t removed = 0;
  uint64_t added = 0;
  for (auto found = first; found; found = counter.Next()) {
    ++count;
    removed += found->size();
    added += replacement(*found).size();
  }
  if (count > 1 && !edit.replace_all) {
    return Refuse(Code::kNotUnique,
                  Format("String '{}' found {} times. Use replace_all=True to replace all, or "
                         "provide more context.",
                         Quote(edit.old_string), count),
                  path);
  }
  uint64_t size = content.size() - removed + added;
  if (size > limits::kFileBytes) {
    return Refuse(Code::kLimitExceeded,
                  Format("The edited file would have {} bytes, more than the {} allowed", size,
                         limits::kFileBytes),
                  path);
  }
  Rewrite rewrite(content, static_cast<size_t>(size));
  if (count == 1) {
    rewrite.Replace(*first, replacement(*first));
  } else {
    auto finder = make();
    while (auto found = finder.Next()) rewrite.Replace(*found, replacement(*found));
  }
  rewrite.Finish();
  return Applied{std::move(rewrite.text()), std::move(rewrite.changes()), count, false};
}

Result<void> CheckEdit(std::string_view path, std::string_view content, const TextEdit& edit) {
  if (!IsValidUtf8(edit.old_string) || !IsValidUtf8(edit.new_string)) {
    return Refuse(Code::kInvalidArgument, "old_string and new_string must be valid UTF-8", path);
  }
  if (edit.old_string == edit.new_string) {
    return Refuse(Code::kInvalidArgument,
                  Format("old_string and new_string are both '{}', so nothing would change",
                         Quote(edit.old_string)),
                  path);
  }
  if (edit.old_string.empty() && !content.empty()) {
    return Refuse(
        Code::kInvalidArgument,
        "old_string is empty, which is allowed only for an empty file; give the text to replace",
        path);
  }
  return {};
}

using Attempt = Result<std::optional<Applied>>;

Attempt TryExact(std::string_view path, std::string_view content, const TextEdit& edit) {
  // A text within one line is written with the line end of the (first) line where it is found; one
  // over several lines as it is.
  bool adapt = edit.old_string.find_first_of("\r\n") == std::string_view::npos &&
               edit.new_string.contains('\n');
  std::optional<std::string> adapted;
  return ReplaceFound(
      path, content, edit, [&] { return LiteralFinder(content, edit.old_string); },
      [&](ByteRange found) {
        if (!adapt) return edit.new_string;
        if (!adapted) adapted = WithLineEnding(edit.new_string, LineEndingNear(content, found.end));
        return std::string_view(*adapted);
      });
}

// For a text over several lines, without CR, in a file that has CR LF line ends.
Attempt TryAcrossLineEnds(std::string_view path, std::string_view content, const TextEdit& edit) {
  std::string with_cr = WithLineEnding(edit.new_string, "\r\n");
  return ReplaceFound(
      path, content, edit, [&] { return FoldedFinder(content, edit.old_string); },
      [&](ByteRange found) {
        bool has_cr = content.substr(found.begin, found.size()).contains("\r\n");
        return has_cr ? std::string_view(with_cr) : edit.new_string;
      });
}

// Finds lines that are the same but for white space. A match keeps the indentation of its first
// line and the line end of its last one when the wanted text begins without white space or ends
// without a line end.
class LooseFinder {
 public:
  LooseFinder(std::string_view content, std::string_view wanted,
              const std::vector<std::string_view>& lines)
      : content_(content),
        keep_indentation_(!wanted.starts_with(' ') && !wanted.starts_with('\t')),
        keep_ending_(!HasFinalNewline(wanted)),
        finder_(content, lines, LineEquality::kWhiteSpace) {}

  std::optional<ByteRange> Next() {
    std::optional<ByteRange> found = finder_.Next();
    if (!found) return std::nullopt;
    if (keep_indentation_) found->begin = content_.find_first_not_of(" \t", found->begin);
    if (keep_ending_) {
      if (content_[found->end - 1] == '\n') --found->end;
      if (content_[found->end - 1] == '\r') --found->end;
    }
    return found;
  }

 private:
  std::string_view content_;
  bool keep_indentation_;
  bool keep_ending_;
  LineFinder finder_;
};

Attempt TryTolerant(std::string_view path, std::string_view content, const TextEdit& edit) {
  std::vector<std::string_view> lines = SplitLines(edit.old_string);
  if (IsBlank(lines.front()) || IsBlank(lines.back())) return std::nullopt;
  std::optional<std::string> adapted;
  Attempt attempt = ReplaceFound(
      path, content, edit, [&] { return LooseFinder(content, edit.old_string, lines); },
      [&](ByteRange found) {
        if (!adapted)
          adapted = WithLineEnding(edit.new_string, LineEndingNear(content, found.begin));
        return std::string_view(*adapted);
      });
  if (attempt && *attempt) (*attempt)->tolerant = true;
  return attempt;
}

Result<Applied> Apply(std::string_view path, std::string_view content, const TextEdit& edit) {
  if (Result<void> checked = CheckEdit(path, content, edit); !checked) {
    return std::unexpected(std::move(checked.error()));
  }
  if (edit.old_string.empty()) {
    Rewrite rewrite(content, edit.new_string.size());
    rewrite.Replace({0, 0}, edit.new_string);
    return Applied{std::move(rewrite.text()), std::move(rewrite.changes()), 1, false};
  }
  bool across =
      !edit.old_string.contains('\r') && edit.old_string.contains('\n') && content.contains("\r\n");
  Attempt attempt = across ? TryAcrossLineEnds(path, content, edit) : TryExact(path, content, edit);
  if (attempt && !*attempt && edit.tolerant) attempt = TryTolerant(path, content, edit);
  if (!attempt) return std::unexpected(std::move(attempt.error()));
  if (*attempt) return *std::move(*attempt);

  std::string message = Format("String '{}' not found in file", Quote(edit.old_string));
  if (std::string nearest = DescribeNearest(content, edit.old_string); !nearest.empty()) {
    message += ". " + nearest;
  }
  return Refuse(Code::kNoMatch, std::move(message), path);
}

EditResult Finish(std::string_view path, std::string_view old_content, Applied applied) {
  UnifiedDiff diff =
      DiffChanges({path, old_content, path, applied.content}, applied.changes.changes());
  return {std::move(applied.content), applied.occurrences, std::move(diff.text), diff.truncated,
          applied.tolerant};
}

Status NotEditable(std::string_view path) {
  return {Code::kNotText, Format("File '{}' is binary and cannot be edited as text", path),
          std::string(path)};
}

Result<void> CheckList(std::string_view path, std::string_view content,
                       std::span<const TextEdit> edits) {
  if (edits.empty()) return Refuse(Code::kInvalidArgument, "The list of edits is empty", path);
  if (edits.size() > limits::kEditsPerCall) {
    return Refuse(Code::kLimitExceeded,
                  Format("{} edits in one call, more than the {} allowed", edits.size(),
                         limits::kEditsPerCall),
                  path);
  }
  if (edits.size() * static_cast<uint64_t>(content.size()) > limits::kEditScanBytes) {
    return Refuse(Code::kLimitExceeded,
                  Format("{} edits are too many for one call on a file of {} bytes; make "
                         "several calls",
                         edits.size(), content.size()),
                  path);
  }
  return {};
}

}  // namespace

Result<EditResult> ReplaceText(std::string_view path, std::string_view content,
                               const TextEdit& edit) {
  return ReplaceTexts(path, content, {&edit, 1});
}

Result<EditResult> ReplaceTexts(std::string_view path, std::string_view content,
                                std::span<const TextEdit> edits) {
  if (Result<void> checked = CheckList(path, content, edits); !checked) {
    return std::unexpected(std::move(checked.error()));
  }
  if (!IsValidUtf8(content)) return std::unexpected(NotEditable(path));
  Applied whole;
  for (size_t i = 0; i < edits.size(); ++i) {
    Result<Applied> applied = Apply(path, i == 0 ? content : whole.content, edits[i]);
    if (!applied) {
      Status status = std::move(applied.error());
      if (edits.size() > 1) {
        status.message = Format("Edit {} of {}: {}", i + 1, edits.size(), status.message);
      }
      return std::unexpected(std::move(status));
    }
    whole.content = std::move(applied->content);
    whole.changes = i == 0 ? std::move(applied->changes) : whole.changes.Then(applied->changes);
    whole.occurrences += applied->occurrences;
    whole.tolerant |= applied->tolerant;
  }
  return Finish(path, content, std::move(whole));
}

}  // namespace nacre
