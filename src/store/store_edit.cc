#include <string>
#include <utility>

#include "base/path.h"
#include "store/change.h"
#include "store/failures.h"
#include "store/store.h"

namespace nacre {
namespace {

void AppendDiff(PatchOutcome& outcome, const PatchedFile& file) {
  outcome.diff_truncated = outcome.diff_truncated || file.diff_truncated;
  if (outcome.diff.size() + file.diff.size() > limits::kDiffBytes) {
    outcome.diff_truncated = true;
  } else {
    outcome.diff += file.diff;
  }
}

}  // namespace

Result<EditOutcome> Store::Edit(std::string_view raw, std::span<const TextEdit> edits, bool dry_run,
                                Timestamp now) {
  auto path = NormalizePath(raw);
  if (!path) return std::unexpected(std::move(path.error()));
  auto file = FindFile(tree_, *path);
  if (!file) return std::unexpected(std::move(file.error()));
  std::string_view bytes = (*file)->content()->bytes();
  auto result =
      edits.size() == 1 ? ReplaceText(*path, bytes, edits[0]) : ReplaceTexts(*path, bytes, edits);
  if (!result) return std::unexpected(std::move(result.error()));
  return PutEdited(*path, std::move(*result), dry_run, now);
}

Result<EditOutcome> Store::EditByHash(std::string_view raw, std::span<const LineEdit> edits,
                                      const LineEditOptions& options, bool dry_run, Timestamp now) {
  auto path = NormalizePath(raw);
  if (!path) return std::unexpected(std::move(path.error()));
  auto file = FindFile(tree_, *path);
  if (!file) return std::unexpected(std::move(file.error()));
  auto result = EditLines(*path, (*file)->content()->bytes(), edits, options);
  if (!result) return std::unexpected(std::move(result.error()));
  std::string summary = std::move(result->summary);
  auto outcome = PutEdited(*path, std::move(static_cast<EditResult&>(*result)), dry_run, now);
  if (outcome) outcome->summary = std::move(summary);
  return outcome;
}

Result<EditOutcome> Store::PutEdited(std::string_view path, EditResult result, bool dry_run,
                                     Timestamp now) {
  auto content = Content::Copy(result.content);
  if (!content) return std::unexpected(std::move(content.error()));
  Change change(*this);
  if (auto put = change.Write(path, std::move(*content), now); !put) {
    return std::unexpected(std::move(put.error()));
  }
  auto done = dry_run ? change.CheckQuotas() : change.Commit();
  if (!done) return std::unexpected(std::move(done.error()));
  return EditOutcome{.path = std::string(path),
                     .occurrences = result.occurrences,
                     .diff = std::move(result.diff),
                     .diff_truncated = result.diff_truncated,
                     .tolerant = result.tolerant,
                     .summary = {}};
}

Result<PatchOutcome> Store::Patch(std::string_view patch, const PatchOptions& options, bool dry_run,
                                  Timestamp now) {
  auto read = [this](std::string_view path) -> Result<std::string> {
    auto file = FindFile(tree_, path);
    if (!file) return std::unexpected(std::move(file.error()));
    return std::string((*file)->content()->bytes());
  };
  auto files = ApplyPatch(patch, read, options);
  if (!files) return std::unexpected(std::move(files.error()));
  Change change(*this);
  for (const PatchedFile& file : *files) {
    if (file.action == PatchAction::kDelete) change.Remove(*change.tree().Find(file.path));
  }
  PatchOutcome outcome;
  for (PatchedFile& file : *files) {
    AppendDiff(outcome, file);
    outcome.tolerant = outcome.tolerant || file.tolerant;
    outcome.files.push_back({.path = file.path, .action = file.action, .move_to = file.move_to});
    if (file.action == PatchAction::kDelete) continue;
    const std::string& path = file.move_to.empty() ? file.path : file.move_to;
    if (!file.move_to.empty()) {
      if (auto moved = change.Move(file.path, path, false, now); !moved) {
        return std::unexpected(std::move(moved.error()));
      }
    }
    auto content = Content::Copy(file.content);
    if (!content) return std::unexpected(std::move(content.error()));
    if (auto put = change.Write(path, std::move(*content), now); !put) {
      return std::unexpected(std::move(put.error()));
    }
  }
  auto done = dry_run ? change.CheckQuotas() : change.Commit();
  if (!done) return std::unexpected(std::move(done.error()));
  return outcome;
}

}  // namespace nacre
