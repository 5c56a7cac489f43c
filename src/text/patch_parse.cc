#include "text/patch_parse.h"

#include <set>
#include <utility>

#include "base/format.h"
#include "base/limits.h"
#include "base/path.h"
#include "base/utf8.h"
#include "text/line_finder.h"

namespace nacre {
namespace {

Result<void> CheckPaths(const std::vector<FilePatch>& files) {
  std::set<std::string_view> seen;
  for (const FilePatch& file : files) {
    for (std::string_view path : {std::string_view(file.path), std::string_view(file.move_to)}) {
      if (path.empty() || seen.insert(path).second) continue;
      return RefusePatch(file.patch_line,
                         Format("'{}' is named twice; put all its changes in one place", path));
    }
  }
  return {};
}

Result<void> CheckCounts(const std::vector<FilePatch>& files) {
  if (files.empty()) return Fail(Code::kInvalidArgument, "The patch changes no file");
  size_t hunks = 0;
  for (const FilePatch& file : files) hunks += file.hunks.size();
  if (files.size() > limits::kPatchFiles || hunks > limits::kPatchHunks) {
    return Fail(Code::kLimitExceeded,
                Format("The patch has {} files and {} hunks, more than the {} and {} allowed",
                       files.size(), hunks, limits::kPatchFiles, limits::kPatchHunks));
  }
  return {};
}

}  // namespace

PatchReader::PatchReader(std::string_view patch) : cursor_(patch) {
  LineCursor probe(patch);
  Line first;
  while (probe.Next(&first) && IsBlank(first.text)) {
  }
  strip_cr_ = first.ending == "\r\n";
  Advance();
}

bool PatchReader::Read(LineCursor* cursor, std::string_view* line) const {
  Line next;
  if (!cursor->Next(&next)) return false;
  // Without its LF; a CR stays unless all lines have one.
  bool keep_cr = !strip_cr_ && next.ending == "\r\n";
  *line = {next.text.data(), next.text.size() + (keep_cr ? 1 : 0)};
  return true;
}

void PatchReader::Advance() {
  has_line_ = Read(&cursor_, &line_);
  if (has_line_) ++number_;
}

std::optional<std::string_view> PatchReader::Peek() const {
  LineCursor cursor = cursor_;
  std::string_view line;
  if (!Read(&cursor, &line)) return std::nullopt;
  return line;
}

void PatchReader::SkipBlank() {
  while (!done() && IsBlank(line_)) Advance();
}

std::unexpected<Status> RefusePatch(size_t patch_line, std::string_view message) {
  return Fail(Code::kInvalidArgument, Format("Patch line {}: {}", patch_line, message));
}

Result<std::string> PatchPath(size_t patch_line, std::string_view raw) {
  Result<std::string> path = NormalizePath(raw);
  if (!path) {
    path.error().message = Format("Patch line {}: {}", patch_line, path.error().message);
  } else if (*path == "/") {
    return RefusePatch(patch_line, Format("'{}' is not the path of a file", QuotePatchText(raw)));
  }
  return path;
}

std::string QuotePatchText(std::string_view text) {
  return Abbreviate(text, limits::kMessageQuoteChars);
}

Result<std::vector<FilePatch>> ParsePatch(std::string_view patch) {
  if (patch.size() > limits::kPatchBytes) {
    return Fail(Code::kLimitExceeded, Format("The patch has {} bytes, more than the {} allowed",
                                             patch.size(), limits::kPatchBytes));
  }
  if (!IsValidUtf8(patch)) return Fail(Code::kInvalidArgument, "The patch is not valid UTF-8");
  PatchReader reader(patch);
  reader.SkipBlank();
  if (reader.done()) return Fail(Code::kInvalidArgument, "The patch is empty");
  Result<std::vector<FilePatch>> files = reader.line().starts_with("*** Begin Patch")
                                             ? ParseV4aPatch(&reader)
                                             : ParseUnifiedDiff(&reader);
  if (!files) return files;
  if (Result<void> checked = CheckCounts(*files); !checked) {
    return std::unexpected(std::move(checked.error()));
  }
  if (Result<void> checked = CheckPaths(*files); !checked) {
    return std::unexpected(std::move(checked.error()));
  }
  return files;
}

}  // namespace nacre
