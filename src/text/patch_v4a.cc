#include <utility>

#include "base/format.h"
#include "text/line_finder.h"
#include "text/patch_parse.h"

namespace nacre {
namespace {

constexpr std::string_view kBegin = "*** Begin Patch";
constexpr std::string_view kEnd = "*** End Patch";
constexpr std::string_view kAddFile = "*** Add File: ";
constexpr std::string_view kUpdateFile = "*** Update File: ";
constexpr std::string_view kDeleteFile = "*** Delete File: ";
constexpr std::string_view kMoveTo = "*** Move to: ";
constexpr std::string_view kEndOfFile = "*** End of File";
constexpr std::string_view kDirective = "*** ";

std::string_view TrimEnd(std::string_view text) {
  while (!text.empty() && IsBlank(text.substr(text.size() - 1))) text.remove_suffix(1);
  return text;
}

std::string_view Trim(std::string_view text) {
  while (!text.empty() && IsBlank(text.substr(0, 1))) text.remove_prefix(1);
  return TrimEnd(text);
}

class V4aParser {
 public:
  explicit V4aParser(PatchReader* reader) : reader_(*reader) {}

  Result<std::vector<FilePatch>> Parse() {
    if (TrimEnd(reader_.line()) != kBegin) {
      return reader_.Refuse(Format("expected '{}'", kBegin));
    }
    reader_.Advance();
    std::vector<FilePatch> files;
    while (true) {
      reader_.SkipBlank();
      if (reader_.done()) return reader_.Refuse(Format("the patch ends without '{}'", kEnd));
      if (TrimEnd(reader_.line()) == kEnd) break;
      Result<FilePatch> file = ParseFile();
      if (!file) return std::unexpected(std::move(file.error()));
      files.push_back(std::move(*file));
    }
    reader_.Advance();
    reader_.SkipBlank();
    if (!reader_.done()) {
      return reader_.Refuse(Format("nothing may follow '{}', but there is '{}'", kEnd,
                                   QuotePatchText(reader_.line())));
    }
    return files;
  }

 private:
  bool AtDirective() const {
    return reader_.done() ||
           (reader_.line().starts_with(kDirective) && TrimEnd(reader_.line()) != kEndOfFile);
  }

  Result<FilePatch> ParseFile() {
    std::string_view line = TrimEnd(reader_.line());
    FilePatch file;
    file.patch_line = reader_.number();
    std::string_view raw_path;
    for (auto [directive, action] :
         {std::pair{kAddFile, PatchAction::kAdd}, std::pair{kUpdateFile, PatchAction::kUpdate},
          std::pair{kDeleteFile, PatchAction::kDelete}}) {
      if (!line.starts_with(directive)) continue;
      file.action = action;
      raw_path = Trim(line.substr(directive.size()));
    }
    if (raw_path.empty()) {
      return reader_.Refuse(Format("expected '{}', '{}', '{}' and a path, or '{}', not '{}'",
                                   Trim(kAddFile), Trim(kUpdateFile), Trim(kDeleteFile), kEnd,
                                   QuotePatchText(line)));
    }
    Result<std::string> path = PatchPath(file.patch_line, raw_path);
    if (!path) return std::unexpected(std::move(path.error()));
    file.path = std::move(*path);
    reader_.Advance();
    Result<void> body = file.action == PatchAction::kAdd      ? ParseAdded(&file)
                        : file.action == PatchAction::kUpdate ? ParseUpdated(&file)
                                                              : Result<void>();
    if (!body) return std::unexpected(std::move(body.error()));
    return file;
  }

  Result<void> ParseAdded(FilePatch* file) {
    PatchHunk hunk;
    hunk.patch_line = reader_.number();
    while (!AtDirective()) {
      std::string_view line = reader_.line();
      if (!line.starts_with('+')) {
        if (!IsBlank(line)) {
          return reader_.Refuse(
              Format("each line of an added file starts with '+', not '{}'", QuotePatchText(line)));
        }
        reader_.SkipBlank();
        if (!AtDirective()) {
          return reader_.Refuse("an empty line of an added file is written as '+'");
        }
        break;
      }
      hunk.lines.push_back({PatchLine::Kind::kAdd, line.substr(1)});
      reader_.Advance();
    }
    if (!hunk.lines.empty()) file->hunks.push_back(std::move(hunk));
    return {};
  }

  Result<void> ParseUpdated(FilePatch* file) {
    if (!reader_.done() && reader_.line().starts_with(kMoveTo)) {
      Result<std::string> target =
          PatchPath(reader_.number(), Trim(reader_.line().substr(kMoveTo.size())));
      if (!target) return std::unexpected(std::move(target.error()));
      if (*target != file->path) file->move_to = std::move(*target);
      reader_.Advance();
    }
    while (!AtDirective()) {
      Result<PatchHunk> hunk = ParseHunk();
      if (!hunk) return std::unexpected(std::move(hunk.error()));
      if (!hunk->lines.empty()) file->hunks.push_back(std::move(*hunk));
    }
    if (file->hunks.empty() && file->move_to.empty()) {
      return RefusePatch(file->patch_line,
                         Format("the update of '{}' changes nothing", file->path));
    }
    return {};
  }

  Result<PatchHunk> ParseHunk() {
    PatchHunk hunk;
    hunk.patch_line = reader_.number();
    size_t bare = 0;  // Wholly empty lines at the end: context, or only space before what follows.
    for (; !reader_.done() && reader_.line().starts_with("@@"); reader_.Advance()) {
      std::string_view anchor = Trim(reader_.line().substr(2));
      // "-1,3 +1,4 @@" is the range of a unified diff.
      bool range = anchor.starts_with('-') && anchor.contains(" +");
      if (!anchor.empty() && !range) hunk.anchors.push_back(anchor);
    }
    for (; !AtDirective() && !reader_.line().starts_with("@@"); reader_.Advance()) {
      std::string_view line = reader_.line();
      if (TrimEnd(line) == kEndOfFile) {
        hunk.at_end = true;
        reader_.Advance();
        break;
      }
      if (line.empty()) {
        hunk.lines.push_back({PatchLine::Kind::kContext, line});
        ++bare;
        continue;
      }
      bare = 0;
      std::optional<PatchLine::Kind> kind =
          line[0] == ' '   ? std::optional(PatchLine::Kind::kContext)
          : line[0] == '-' ? std::optional(PatchLine::Kind::kRemove)
          : line[0] == '+' ? std::optional(PatchLine::Kind::kAdd)
                           : std::nullopt;
      if (!kind) {
        return reader_.Refuse(
            Format("expected a line that starts with ' ', '-', '+' or '@@', not '{}'",
                   QuotePatchText(line)));
      }
      hunk.lines.push_back({*kind, line.substr(1)});
    }
    if (!hunk.at_end) hunk.lines.resize(hunk.lines.size() - bare);
    if (hunk.lines.empty() && !hunk.anchors.empty()) {
      return RefusePatch(hunk.patch_line, "the hunk has no lines");
    }
    return hunk;
  }

  PatchReader& reader_;
};

}  // namespace

Result<std::vector<FilePatch>> ParseV4aPatch(PatchReader* reader) {
  return V4aParser(reader).Parse();
}

}  // namespace nacre
