#include <algorithm>
#include <string>
#include <vector>

#include "base/path.h"
#include "wasi/cli/command.h"
#include "wasi/cli/folder.h"

namespace nacre::cli {
namespace {

void WriteEntry(Output& out, std::string_view path, const FolderEntry& entry) {
  out.Write(path);
  out.WriteLine(entry.is_directory ? "/" : "  " + std::to_string(entry.size));
}

Result<Outcome> Ls(const Options& options, Output& out) {
  Result<std::string> path = NormalizePath(options.Word(0, "/"));
  if (!path) return std::unexpected(path.error());
  Result<FolderEntry> top = StatPath(*path);
  if (!top) return std::unexpected(top.error());
  if (!top->is_directory) {
    WriteEntry(out, *path, *top);
    return Outcome::kDone;
  }
  Result<std::vector<FolderEntry>> entries = ListFolder(*path);
  if (!entries) return std::unexpected(entries.error());
  std::ranges::stable_sort(*entries, [](const FolderEntry& a, const FolderEntry& b) {
    return a.is_directory != b.is_directory ? a.is_directory : a.name < b.name;
  });
  for (const FolderEntry& entry : *entries) WriteEntry(out, entry.name, entry);
  return Outcome::kDone;
}

}  // namespace

const Command kLsCommand = {.name = "ls",
                            .words = "[PATH]",
                            .summary = "List a folder: folders first, then by name",
                            .details = {},
                            .options = {},
                            .least_words = 0,
                            .most_words = 1,
                            .run = Ls};

}  // namespace nacre::cli
