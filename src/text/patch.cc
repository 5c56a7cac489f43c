#include "text/patch.h"

#include <utility>

#include "base/format.h"
#include "base/limits.h"
#include "base/utf8.h"
#include "text/diff.h"
#include "text/hunk_apply.h"

namespace nacre {
namespace {

// Fails unless there is no file at `path`.
Result<void> CheckAbsent(std::string_view path, const FileReader& read) {
  Result<std::string> content = read(path);
  if (content) {
    return Fail(Code::kAlreadyExists, Format("File '{}' already exists", path), std::string(path));
  }
  if (content.error().code == Code::kNotFound) return {};
  return std::unexpected(std::move(content.error()));
}

void SetDiff(const DiffSides& sides, const ChangeList& changes, PatchedFile* file) {
  UnifiedDiff diff = DiffChanges(sides, changes.changes());
  file->diff = std::move(diff.text);
  file->diff_truncated = diff.truncated;
}

Result<PatchedFile> Add(const FilePatch& patch, const FileReader& read, PatchedFile file) {
  if (Result<void> absent = CheckAbsent(patch.path, read); !absent) {
    return std::unexpected(std::move(absent.error()));
  }
  bool terminated = true;
  for (const PatchHunk& hunk : patch.hunks) {
    for (const PatchLine& line : hunk.lines) {
      file.content += line.text;
      file.content += '\n';
    }
    terminated &= !hunk.new_unterminated;
  }
  if (!terminated && !file.content.empty()) file.content.pop_back();
  file.occurrences = 1;
  ChangeList changes;
  changes.Add({{0, 0}, {0, file.content.size()}});
  SetDiff({"", "", patch.path, file.content}, changes, &file);
  return file;
}

Result<PatchedFile> Delete(const FilePatch& patch, std::string_view content,
                           const PatchOptions& options, PatchedFile file) {
  if (!patch.hunks.empty()) {
    Result<PatchedText> rest = ApplyHunks(patch.path, content, patch.hunks, options);
    if (!rest) return std::unexpected(std::move(rest.error()));
    if (!rest->rewrite.text().empty()) {
      return Fail(Code::kNoMatch,
                  Format("The patch deletes '{}', but its hunks leave lines of it", patch.path),
                  patch.path);
    }
    file.tolerant = rest->tolerant;
  }
  file.occurrences = 1;
  UnifiedDiff diff = DiffTexts({patch.path, content, "", ""});
  file.diff = std::move(diff.text);
  file.diff_truncated = diff.truncated;
  return file;
}

Result<PatchedFile> Update(const FilePatch& patch, std::string_view content, const FileReader& read,
                           const PatchOptions& options, PatchedFile file) {
  if (!patch.move_to.empty()) {
    if (Result<void> absent = CheckAbsent(patch.move_to, read); !absent) {
      return std::unexpected(std::move(absent.error()));
    }
  }
  if (patch.hunks.empty()) {
    file.content = content;
    SetDiff({patch.path, content, patch.move_to, content}, {}, &file);
    return file;
  }
  if (!IsValidUtf8(content)) {
    return Fail(Code::kNotText,
                Format("File '{}' is binary and cannot be edited as text", patch.path), patch.path);
  }
  Result<PatchedText> patched = ApplyHunks(patch.path, content, patch.hunks, options);
  if (!patched) return std::unexpected(std::move(patched.error()));
  file.content = std::move(patched->rewrite.text());
  if (file.content.size() > limits::kFileBytes) {
    return Fail(Code::kLimitExceeded,
                Format("The patched file would have {} bytes, more than the {} allowed",
                       file.content.size(), limits::kFileBytes),
                patch.path);
  }
  file.occurrences = patch.hunks.size();
  file.tolerant = patched->tolerant;
  std::string_view new_path = patch.move_to.empty() ? patch.path : patch.move_to;
  SetDiff({patch.path, content, new_path, file.content}, patched->rewrite.changes(), &file);
  return file;
}

Result<PatchedFile> Apply(const FilePatch& patch, const FileReader& read,
                          const PatchOptions& options) {
  PatchedFile file;
  file.action = patch.action;
  file.path = patch.path;
  file.move_to = patch.move_to;
  if (patch.action == PatchAction::kAdd) return Add(patch, read, std::move(file));
  Result<std::string> content = read(patch.path);
  if (!content) return std::unexpected(std::move(content.error()));
  if (patch.action == PatchAction::kDelete) {
    return Delete(patch, *content, options, std::move(file));
  }
  return Update(patch, *content, read, options, std::move(file));
}

}  // namespace

std::string_view PatchActionName(PatchAction action) {
  switch (action) {
    case PatchAction::kAdd:
      return "add";
    case PatchAction::kUpdate:
      return "update";
    case PatchAction::kDelete:
      return "delete";
  }
  return "update";
}

Result<std::vector<PatchedFile>> ApplyPatch(std::string_view patch, const FileReader& read,
                                            const PatchOptions& options) {
  Result<std::vector<FilePatch>> files = ParsePatch(patch);
  if (!files) return std::unexpected(std::move(files.error()));
  std::vector<PatchedFile> patched;
  patched.reserve(files->size());
  for (const FilePatch& file : *files) {
    Result<PatchedFile> one = Apply(file, read, options);
    if (!one) return std::unexpected(std::move(one.error()));
    patched.push_back(std::move(*one));
  }
  return patched;
}

}  // namespace nacre
