#include "text/edit.h"

#include <array>
#include <string>

#include "base/path.h"
#include "wasi/cli/command.h"
#include "wasi/cli/folder.h"

namespace nacre::cli {
namespace {

constexpr std::array<OptionSpec, 5> kOptions = {{
    {"--old", "", true},
    {"--new", "", true},
    {"--all", "", false},
    {"--tolerant", "", false},
    {"--dry-run", "", false},
}};

Result<Outcome> Edit(const Options& options, Output& out) {
  if (!options.Has("--old") || !options.Has("--new")) {
    return Fail(Code::kInvalidArgument, "Both '--old' and '--new' must be given");
  }
  Result<std::string> path = NormalizePath(options.Word(0));
  if (!path) return std::unexpected(path.error());
  Result<std::string> bytes = ReadFile(*path);
  if (!bytes) return std::unexpected(bytes.error());
  Result<EditResult> edited = ReplaceText(*path, *bytes,
                                          {.old_string = options.Value("--old", ""),
                                           .new_string = options.Value("--new", ""),
                                           .replace_all = options.Has("--all"),
                                           .tolerant = options.Has("--tolerant")});
  if (!edited) return std::unexpected(edited.error());
  if (!options.Has("--dry-run")) {
    if (auto written = WriteFile(*path, edited->content); !written) {
      return std::unexpected(written.error());
    }
  }
  out.Write(edited->diff);
  return Outcome::kDone;
}

}  // namespace

const Command kEditCommand = {
    .name = "edit",
    .words = "FILE --old TEXT --new TEXT",
    .summary = "Replace text in a file, and show the difference",
    .details =
        "  --old TEXT   What to replace; it must occur once\n"
        "  --new TEXT   What to put there\n"
        "  --all        Replace every occurrence\n"
        "  --tolerant   Ignore white space where the text does not occur as it is\n"
        "  --dry-run    Show the difference only\n",
    .options = kOptions,
    .least_words = 1,
    .most_words = 1,
    .run = Edit};

}  // namespace nacre::cli
