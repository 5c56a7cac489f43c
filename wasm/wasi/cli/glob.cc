#include "search/glob.h"

#include <array>
#include <string>

#include "base/path.h"
#include "wasi/cli/command.h"
#include "wasi/cli/folder.h"

namespace nacre::cli {
namespace {

constexpr std::array<OptionSpec, 1> kOptions = {{{"--dot", "", false}}};

Result<Outcome> FindFiles(const Options& options, Output& out) {
  Result<Glob> glob = Glob::Compile(options.Word(0), {.dot = options.Has("--dot")});
  if (!glob) return std::unexpected(glob.error());
  Result<std::string> root = NormalizePath(options.Word(1, "/"));
  if (!root) return std::unexpected(root.error());
  bool found = false;
  auto enter = [&](const std::string& path) {
    return glob->CouldMatchBelow(RelativeTo(path, *root));
  };
  auto visit = [&](const std::string& path, const FolderEntry&) {
    if (glob->Matches(RelativeTo(path, *root))) {
      found = true;
      out.WriteLine(path);
    }
    return !out.broken();
  };
  if (auto walked = WalkFiles(*root, enter, visit); !walked) return std::unexpected(walked.error());
  return found ? Outcome::kDone : Outcome::kNothingFound;
}

}  // namespace

const Command kGlobCommand = {
    .name = "glob",
    .words = "PATTERN [FOLDER]",
    .summary = "Find files by name: *, ?, [a-z], **, {a,b}",
    .details = "  --dot   Wildcards also match names that start with a dot\n",
    .options = kOptions,
    .least_words = 1,
    .most_words = 2,
    .run = FindFiles};

}  // namespace nacre::cli
