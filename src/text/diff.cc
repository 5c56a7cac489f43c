#include "text/diff.h"

#include <algorithm>
#include <string>
#include <vector>

#include "base/format.h"
#include "base/limits.h"
#include "base/utf8.h"
#include "text/line_compare.h"

namespace nacre {
namespace {

constexpr size_t kContextLines = 3;
constexpr std::string_view kNoNewline = "\\ No newline at end of file\n";

// A path in a header; in double quotes, C style, when it could be misread.
std::string HeaderPath(std::string_view prefix, std::string_view path) {
  auto special = [](char c) {
    return static_cast<unsigned char>(c) < 0x20 || c == 0x7F || c == '"' || c == '\\';
  };
  std::string name = std::string(prefix) + std::string(path);
  if (std::ranges::none_of(name, special)) return name;
  std::string quoted = "\"";
  for (char c : name) {
    if (c == '"' || c == '\\') {
      quoted += '\\';
      quoted += c;
    } else if (special(c)) {
      auto byte = static_cast<unsigned char>(c);
      quoted += Format("\\{}{}{}", byte >> 6, byte >> 3 & 7, byte & 7);
    } else {
      quoted += c;
    }
  }
  return quoted + '"';
}

// What git writes before the hunks when a file is moved, or when an empty one comes or goes.
std::string ExtendedHeader(const DiffSides& sides) {
  std::string_view old_path = sides.old_path.empty() ? sides.new_path : sides.old_path;
  std::string_view new_path = sides.new_path.empty() ? sides.old_path : sides.new_path;
  bool moved = old_path != new_path;
  bool one_sided = sides.old_path.empty() != sides.new_path.empty();
  if (!moved && !(one_sided && sides.old_text == sides.new_text)) return {};
  std::string text =
      Format("diff --git {} {}\n", HeaderPath("a", old_path), HeaderPath("b", new_path));
  if (moved) {
    text += Format("rename from {}\nrename to {}\n", HeaderPath("", old_path.substr(1)),
                   HeaderPath("", new_path.substr(1)));
  } else {
    text += sides.old_path.empty() ? "new file mode 100644\n" : "deleted file mode 100644\n";
  }
  return text;
}

// Writes hunks until the ceiling is reached.
class HunkWriter {
 public:
  HunkWriter(const DiffSides& sides, UnifiedDiff* diff) : sides_(sides), diff_(diff) {}

  // Writes `changes`, which are near one another, and the lines around them.
  void Write(std::span<const LineChange> changes) {
    const LineChange& first = changes.front();
    const LineChange& last = changes.back();
    size_t lead = std::min(kContextLines, first.before.line);
    size_t begin = first.before.bytes.begin;
    for (size_t i = 0; i < lead; ++i) begin = StartOfLineAt(sides_.old_text, begin - 1);
    size_t end = last.before.bytes.end;
    size_t tail = 0;
    for (; tail < kContextLines && end < sides_.old_text.size(); ++tail) {
      end = EndOfLineAt(sides_.old_text, end);
    }
    size_t old_first = first.before.line - lead;
    size_t new_first = first.after.line - lead;
    Append(Format("@@ -{} +{} @@\n",
                  Range(old_first, last.before.line + last.before.count + tail - old_first),
                  Range(new_first, last.after.line + last.after.count + tail - new_first)));
    size_t done = begin;
    for (const LineChange& change : changes) {
      AppendLines(' ', sides_.old_text, {done, change.before.bytes.begin});
      AppendLines('-', sides_.old_text, change.before.bytes);
      AppendLines('+', sides_.new_text, change.after.bytes);
      done = change.before.bytes.end;
    }
    AppendLines(' ', sides_.old_text, {done, end});
  }

  bool full() const { return diff_->text.size() > limits::kDiffBytes; }

 private:
  static std::string Range(size_t first, size_t count) {
    if (count == 0) return Format("{},0", first);
    return count == 1 ? std::to_string(first + 1) : Format("{},{}", first + 1, count);
  }

  void Append(std::string_view text) {
    if (!full()) diff_->text += text.substr(0, limits::kDiffBytes + 1 - diff_->text.size());
  }

  void AppendLines(char sign, std::string_view text, ByteRange range) {
    LineCursor cursor(text.substr(0, range.end), range.begin);
    for (Line line; !full() && cursor.Next(&line);) {
      Append(std::string_view(&sign, 1));
      Append(line.text);
      Append(line.ending);
      if (line.ending.empty()) {
        Append("\n");
        Append(kNoNewline);
      }
    }
  }

  const DiffSides& sides_;
  UnifiedDiff* diff_;
};

// Cuts the text at the last line that fits.
void Truncate(UnifiedDiff* diff) {
  size_t end = diff->text.rfind('\n', limits::kDiffBytes - 1);
  diff->text.resize(end == std::string::npos ? 0 : end + 1);
  diff->text += Format("... (diff truncated at {} bytes)\n", limits::kDiffBytes);
  diff->truncated = true;
}

UnifiedDiff Write(const DiffSides& sides, std::span<const LineChange> changes) {
  UnifiedDiff diff;
  diff.text = ExtendedHeader(sides);
  if (changes.empty()) return diff;
  diff.text += Format("--- {}\n+++ {}\n",
                      sides.old_path.empty() ? "/dev/null" : HeaderPath("a", sides.old_path),
                      sides.new_path.empty() ? "/dev/null" : HeaderPath("b", sides.new_path));
  HunkWriter writer(sides, &diff);
  for (size_t i = 0; i < changes.size() && !writer.full();) {
    size_t end = i + 1;
    while (end < changes.size() && changes[end].before.line - (changes[end - 1].before.line +
                                                               changes[end - 1].before.count) <=
                                       2 * kContextLines) {
      ++end;
    }
    writer.Write(changes.subspan(i, end - i));
    i = end;
  }
  if (writer.full()) Truncate(&diff);
  return diff;
}

bool IsLineStart(std::string_view text, size_t offset) {
  return offset == 0 || text[offset - 1] == '\n';
}

// Widens the changes from `*next` on to whole lines on both sides, joining those that touch or
// share a line.
LineBlock TakeBlock(const DiffSides& sides, std::span<const Change> changes, size_t* next) {
  const Change& first = changes[*next];
  size_t back = first.before.begin - StartOfLineAt(sides.old_text, first.before.begin);
  LineBlock block;
  block.before = {first.before.begin - back, first.before.end};
  block.after = {first.after.begin - back, first.after.end};
  ++*next;
  for (;;) {
    bool whole = IsLineStart(sides.old_text, block.before.end) &&
                 IsLineStart(sides.new_text, block.after.end);
    size_t end = whole ? block.before.end : EndOfLineAt(sides.old_text, block.before.end);
    if (*next < changes.size() &&
        (changes[*next].before.begin < end || changes[*next].before.begin == block.before.end)) {
      block.before.end = changes[*next].before.end;
      block.after.end = changes[*next].after.end;
      ++*next;
      continue;
    }
    if (whole) return block;
    block.after.end += end - block.before.end;
    block.before.end = end;
    if (end == sides.old_text.size()) return block;
  }
}

}  // namespace

UnifiedDiff DiffTexts(const DiffSides& sides) {
  if (sides.old_text != sides.new_text && (IsBinary(sides.old_text) || IsBinary(sides.new_text))) {
    std::string_view old_path = sides.old_path;
    std::string_view new_path = sides.new_path;
    return {.text = Format("Binary files {} and {} differ\n",
                           old_path.empty() ? "/dev/null" : HeaderPath("a", old_path),
                           new_path.empty() ? "/dev/null" : HeaderPath("b", new_path)),
            .binary = true};
  }
  std::vector<LineChange> changes;
  LineBlock whole;
  whole.before.end = sides.old_text.size();
  whole.after.end = sides.new_text.size();
  CompareLines(sides.old_text, sides.new_text, whole, &changes);
  return Write(sides, changes);
}

UnifiedDiff DiffChanges(const DiffSides& sides, std::span<const Change> changes) {
  // Changes may cancel each other out: a line inserted here, the same one deleted there.
  if (sides.old_text == sides.new_text) return {};
  std::vector<LineChange> line_changes;
  size_t counted = 0;  // Bytes of the old text whose lines are counted in `old_line`.
  size_t old_line = 0;
  size_t new_line = 0;
  for (size_t next = 0; next < changes.size();) {
    LineBlock block = TakeBlock(sides, changes, &next);
    size_t skipped = CountNewlines(sides.old_text.substr(counted, block.before.begin - counted));
    block.before_line = old_line += skipped;
    block.after_line = new_line += skipped;
    CompareLines(sides.old_text, sides.new_text, block, &line_changes);
    old_line += CountNewlines(sides.old_text.substr(block.before.begin, block.before.size()));
    new_line += CountNewlines(sides.new_text.substr(block.after.begin, block.after.size()));
    counted = block.before.end;
  }
  return Write(sides, line_changes);
}

}  // namespace nacre
