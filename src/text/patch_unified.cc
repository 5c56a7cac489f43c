#include <charconv>
#include <optional>
#include <utility>

#include "base/format.h"
#include "text/patch_parse.h"

namespace nacre {
namespace {

constexpr std::string_view kNull = "/dev/null";
constexpr size_t kMaxLineNumber = 1'000'000'000;

bool TakePrefix(std::string_view* text, std::string_view prefix) {
  if (!text->starts_with(prefix)) return false;
  text->remove_prefix(prefix.size());
  return true;
}

std::optional<size_t> TakeNumber(std::string_view* text) {
  size_t number = 0;
  auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), number);
  if (error != std::errc() || number > kMaxLineNumber) return std::nullopt;
  text->remove_prefix(static_cast<size_t>(end - text->data()));
  return number;
}

// Reads a name in C-style double quotes from the front of `text`.
std::optional<std::string> TakeQuoted(std::string_view* text) {
  std::string name;
  for (size_t i = 1; i < text->size(); ++i) {
    char c = (*text)[i];
    if (c == '"') {
      text->remove_prefix(i + 1);
      return name;
    }
    if (c != '\\') {
      name += c;
      continue;
    }
    if (++i == text->size()) return std::nullopt;
    c = (*text)[i];
    if (c >= '0' && c <= '3' && i + 2 < text->size()) {
      unsigned value = 0;
      auto [end, error] = std::from_chars(text->data() + i, text->data() + i + 3, value, 8);
      if (error != std::errc() || end != text->data() + i + 3) return std::nullopt;
      name += static_cast<char>(value);
      i += 2;
      continue;
    }
    constexpr std::string_view kEscapes = "abfnrtv\"\\";
    constexpr std::string_view kMeanings = "\a\b\f\n\r\t\v\"\\";
    size_t escape = kEscapes.find(c);
    if (escape == std::string_view::npos) return std::nullopt;
    name += kMeanings[escape];
  }
  return std::nullopt;
}

// The name in "--- name<TAB>time" or "rename from name".
std::optional<std::string> FileName(std::string_view rest) {
  if (rest.starts_with('"')) return TakeQuoted(&rest);
  rest = rest.substr(0, rest.find('\t'));
  while (rest.ends_with('\r')) rest.remove_suffix(1);
  if (rest.empty()) return std::nullopt;
  return std::string(rest);
}

// The one path of "a/path b/path"; nothing when the two differ.
std::optional<std::string> CommonGitPath(std::string_view rest) {
  std::string old_name;
  std::string new_name;
  if (rest.starts_with('"')) {
    std::optional<std::string> first = TakeQuoted(&rest);
    if (!first || !TakePrefix(&rest, " ") || !rest.starts_with('"')) return std::nullopt;
    std::optional<std::string> second = TakeQuoted(&rest);
    if (!second) return std::nullopt;
    old_name = std::move(*first);
    new_name = std::move(*second);
  } else {
    size_t half = rest.size() / 2;
    if (rest.size() % 2 == 0 || rest[half] != ' ') return std::nullopt;
    old_name = rest.substr(0, half);
    new_name = rest.substr(half + 1);
  }
  if (!old_name.starts_with("a/") || !new_name.starts_with("b/")) return std::nullopt;
  if (old_name.compare(2, std::string::npos, new_name, 2) != 0) return std::nullopt;
  return old_name.substr(2);
}

// The headers of one file, before they are made sense of.
struct FileHeaders {
  size_t patch_line = 0;
  std::string git_path;
  std::string old_name, new_name;  // Of "---" and "+++".
  std::string rename_from, rename_to;
  bool created = false;
  bool deleted = false;
  std::vector<PatchHunk> hunks;
};

class UnifiedParser {
 public:
  explicit UnifiedParser(PatchReader* reader) : reader_(*reader) {}

  Result<std::vector<FilePatch>> Parse() {
    while (!reader_.done()) {
      if (Result<void> parsed = ParseLine(); !parsed) {
        return std::unexpected(std::move(parsed.error()));
      }
    }
    if (Result<void> flushed = Flush(); !flushed) {
      return std::unexpected(std::move(flushed.error()));
    }
    if (files_.empty()) {
      return Fail(Code::kInvalidArgument,
                  "The patch is neither in the '*** Begin Patch' format nor a unified diff with "
                  "'---' and '+++' lines");
    }
    return std::move(files_);
  }

 private:
  Result<void> ParseLine() {
    std::string_view line = reader_.line();
    std::optional<std::string_view> next = reader_.Peek();
    if (TakePrefix(&line, "diff --git ")) {
      if (Result<void> flushed = Flush(); !flushed) return flushed;
      current_.emplace().patch_line = reader_.number();
      current_->git_path = CommonGitPath(line).value_or("");
      reader_.Advance();
      return {};
    }
    if (line.starts_with("--- ") && next && next->starts_with("+++ ")) return ParseNames();
    if (line.starts_with("@@ -")) return ParseHunk();
    if (line.starts_with("GIT binary patch") || line.starts_with("Binary files ")) {
      return reader_.Refuse("binary patches are not supported");
    }
    if (line.starts_with("*** ")) {
      return reader_.Refuse(
          Format("'{}' belongs to the '*** Begin Patch' format", QuotePatchText(line)));
    }
    if (current_) {
      if (Result<void> parsed = ParseGitHeader(line); !parsed) return parsed;
      bool body = line.starts_with(' ') || line.starts_with('+') || line.starts_with('-');
      if (body && !current_->hunks.empty() && line != "-- ") {
        return reader_.Refuse(
            Format("the hunk at patch line {} has more lines than its header says",
                   current_->hunks.back().patch_line));
      }
    }
    reader_.Advance();
    return {};
  }

  Result<void> ParseGitHeader(std::string_view line) {
    if (line.starts_with("copy from ") || line.starts_with("copy to ")) {
      return reader_.Refuse("copies are not supported; add the file instead");
    }
    if (line.starts_with("new file mode ")) current_->created = true;
    if (line.starts_with("deleted file mode ")) current_->deleted = true;
    for (auto [prefix, name] : {std::pair{std::string_view("rename from "), &current_->rename_from},
                                std::pair{std::string_view("rename to "), &current_->rename_to}}) {
      if (!TakePrefix(&line, prefix)) continue;
      std::optional<std::string> path = FileName(line);
      if (!path) return reader_.Refuse("the name is not readable");
      *name = std::move(*path);
    }
    return {};
  }

  Result<void> ParseNames() {
    // They belong to the "diff --git" line before, unless that file has its names already.
    if (!current_ || !current_->old_name.empty()) {
      if (Result<void> flushed = Flush(); !flushed) return flushed;
      current_.emplace().patch_line = reader_.number();
    }
    for (std::string* name : {&current_->old_name, &current_->new_name}) {
      std::optional<std::string> read = FileName(reader_.line().substr(4));
      if (!read) return reader_.Refuse("the name is not readable");
      *name = std::move(*read);
      reader_.Advance();
    }
    return {};
  }

  Result<void> ParseHunk() {
    if (!current_ || current_->old_name.empty()) {
      return reader_.Refuse("a hunk stands before any '---' and '+++' lines");
    }
    PatchHunk hunk;
    hunk.patch_line = reader_.number();
    size_t counts[2];
    if (Result<void> header = ParseRanges(&hunk, counts); !header) return header;
    reader_.Advance();
    while (counts[0] + counts[1] > 0) {
      if (reader_.done()) {
        return reader_.Refuse(
            Format("the patch ends within the hunk at patch line {}", hunk.patch_line));
      }
      if (Result<void> line = ParseHunkLine(&hunk, counts); !line) return line;
    }
    if (!reader_.done() && reader_.line().starts_with('\\')) MarkUnterminated(&hunk);
    current_->hunks.push_back(std::move(hunk));
    return {};
  }

  // "@@ -1,3 +1,4 @@".
  Result<void> ParseRanges(PatchHunk* hunk, size_t* counts) {
    std::string_view rest = reader_.line();
    size_t starts[2];
    for (int side = 0; side < 2; ++side) {
      bool read = TakePrefix(&rest, side == 0 ? "@@ -" : " +");
      std::optional<size_t> start = read ? TakeNumber(&rest) : std::nullopt;
      std::optional<size_t> count = 1;
      if (start && TakePrefix(&rest, ",")) count = TakeNumber(&rest);
      if (!start || !count || (*start == 0 && *count > 0)) {
        return reader_.Refuse(Format("'{}' is not a hunk header such as '@@ -1,3 +1,4 @@'",
                                     QuotePatchText(reader_.line())));
      }
      starts[side] = *start;
      counts[side] = *count;
    }
    if (!rest.starts_with(" @@")) {
      return reader_.Refuse(Format("'{}' is not a hunk header such as '@@ -1,3 +1,4 @@'",
                                   QuotePatchText(reader_.line())));
    }
    hunk->lines_before = counts[0] == 0 ? starts[0] : starts[0] - 1;
    return {};
  }

  Result<void> ParseHunkLine(PatchHunk* hunk, size_t* counts) {
    std::string_view line = reader_.line();
    if (line.starts_with('\\')) {
      MarkUnterminated(hunk);
      return {};
    }
    char sign = line.empty() ? ' ' : line[0];
    bool is_old = sign == ' ' || sign == '-';
    bool is_new = sign == ' ' || sign == '+';
    if (!is_old && !is_new) {
      return reader_.Refuse(
          Format("expected a line that starts with ' ', '-' or '+', not '{}'; the hunk at patch "
                 "line {} is shorter than its header says",
                 QuotePatchText(line), hunk->patch_line));
    }
    if ((is_old && counts[0] == 0) || (is_new && counts[1] == 0)) {
      return reader_.Refuse(
          Format("the hunk at patch line {} has more '{}' lines than its header says",
                 hunk->patch_line, sign));
    }
    counts[0] -= is_old ? 1 : 0;
    counts[1] -= is_new ? 1 : 0;
    hunk->lines.push_back({is_old && is_new ? PatchLine::Kind::kContext
                           : is_old         ? PatchLine::Kind::kRemove
                                            : PatchLine::Kind::kAdd,
                           line.substr(line.empty() ? 0 : 1)});
    reader_.Advance();
    return {};
  }

  // "\ No newline at end of file" speaks of the line before it.
  void MarkUnterminated(PatchHunk* hunk) {
    if (!hunk->lines.empty()) {
      PatchLine::Kind kind = hunk->lines.back().kind;
      hunk->old_unterminated |= kind != PatchLine::Kind::kAdd;
      hunk->new_unterminated |= kind != PatchLine::Kind::kRemove;
    }
    reader_.Advance();
  }

  // Makes sense of the headers read so far.
  Result<void> Flush() {
    if (!current_) return {};
    FileHeaders headers = *std::exchange(current_, std::nullopt);
    std::string old_name = headers.old_name;
    std::string new_name = headers.new_name;
    bool prefixed = (old_name == kNull || old_name.starts_with("a/")) &&
                    (new_name == kNull || new_name.starts_with("b/"));
    if (prefixed && old_name != kNull) old_name.erase(0, 2);
    if (prefixed && new_name != kNull) new_name.erase(0, 2);
    if (!headers.rename_from.empty() && !headers.rename_to.empty()) {
      old_name = headers.rename_from;
      new_name = headers.rename_to;
    } else if (headers.old_name.empty()) {
      if (headers.git_path.empty() || (!headers.created && !headers.deleted)) return {};
      old_name = headers.created ? std::string(kNull) : headers.git_path;
      new_name = headers.deleted ? std::string(kNull) : headers.git_path;
    } else if (old_name != new_name && old_name != kNull && new_name != kNull) {
      return RefusePatch(headers.patch_line,
                         Format("the file is named '{}' and '{}'; a move needs 'rename from' and "
                                "'rename to' lines",
                                QuotePatchText(old_name), QuotePatchText(new_name)));
    }
    return AddFile(old_name, new_name, &headers);
  }

  Result<void> AddFile(std::string_view old_name, std::string_view new_name, FileHeaders* headers) {
    FilePatch file;
    file.patch_line = headers->patch_line;
    file.hunks = std::move(headers->hunks);
    file.action = old_name == kNull   ? PatchAction::kAdd
                  : new_name == kNull ? PatchAction::kDelete
                                      : PatchAction::kUpdate;
    Result<std::string> path = PatchPath(file.patch_line, old_name == kNull ? new_name : old_name);
    if (!path) return std::unexpected(std::move(path.error()));
    file.path = std::move(*path);
    if (file.action == PatchAction::kUpdate && new_name != old_name) {
      Result<std::string> target = PatchPath(file.patch_line, new_name);
      if (!target) return std::unexpected(std::move(target.error()));
      if (*target != file.path) file.move_to = std::move(*target);
    }
    if (file.action == PatchAction::kAdd) {
      for (const PatchHunk& hunk : file.hunks) {
        for (const PatchLine& line : hunk.lines) {
          if (line.kind == PatchLine::Kind::kAdd) continue;
          return RefusePatch(
              hunk.patch_line,
              Format("a line of the added file '{}' does not start with '+'", file.path));
        }
      }
    }
    if (file.action == PatchAction::kUpdate && file.hunks.empty() && file.move_to.empty()) {
      return RefusePatch(file.patch_line, Format("the update of '{}' changes nothing", file.path));
    }
    files_.push_back(std::move(file));
    return {};
  }

  PatchReader& reader_;
  std::optional<FileHeaders> current_;
  std::vector<FilePatch> files_;
};

}  // namespace

Result<std::vector<FilePatch>> ParseUnifiedDiff(PatchReader* reader) {
  return UnifiedParser(reader).Parse();
}

}  // namespace nacre
