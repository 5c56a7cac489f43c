#include "base/limits.h"
#include "console/spec_parts.h"

namespace nacre {
namespace {

constexpr Parameter kGlobParameters[] = {
    {.name = "pattern",
     .description = "Glob such as `**/*.ts` or `src/{a,b}/*.md`, seen from `path`: `*` and `?` "
                    "stay within one "
                    "name, `**` crosses directories, `{a,b}` and `{1..3}` are alternatives.",
     .required = true,
     .allow_empty = false,
     .max_bytes = limits::kGlobPatternBytes},
    {.name = "path",
     .description = "Directory to search below. It is taken literally, never as a pattern.",
     .default_json = "\".\"",
     .max_bytes = limits::kPathBytes},
};

constexpr std::string_view kOutputModes[] = {"content", "files_with_matches", "count"};

constexpr Parameter kGrepParameters[] = {
    {.name = "pattern",
     .description = "Regular expression in RE2 syntax, matched against each line. Look-around and "
                    "back-references do not exist in it.",
     .required = true,
     .allow_empty = false,
     .max_bytes = limits::kPatternBytes},
    {.name = "path",
     .description = "Directory or file to search; everything when left out.",
     .max_bytes = limits::kPathBytes},
    {.name = "glob_pattern",
     .description =
         "Only files that match this glob: without a slash it is compared with the file's name at "
         "any depth (`*.py`), with one it is anchored at `path` (`src/**/*.ts`); a leading `!` "
         "excludes.",
     .max_bytes = limits::kGlobPatternBytes},
    {.name = "output_mode",
     .description = "`files_with_matches` lists files, `content` shows the matching lines, `count` "
                    "counts them.",
     .default_json = "\"files_with_matches\"",
     .choices = kOutputModes},
    {.name = "ignore_hidden",
     .kind = ParameterKind::kBoolean,
     .description = "Leave out files and directories whose names start with a dot.",
     .default_json = "true"},
    {.name = "ignore_vendored",
     .kind = ParameterKind::kBoolean,
     .description = "Leave out `.git`, `node_modules`, build folders and the like, unless `path` "
                    "is inside one.",
     .default_json = "true"},
    {.name = "ignore_case",
     .kind = ParameterKind::kBoolean,
     .description = "Match upper and lower case alike.",
     .default_json = "false"},
    {.name = "fixed_string",
     .kind = ParameterKind::kBoolean,
     .description = "Take `pattern` as plain text instead of a regular expression.",
     .default_json = "false"},
    {.name = "multiline",
     .kind = ParameterKind::kBoolean,
     .description = "Let a match span several lines; `\\n` then matches a line break.",
     .default_json = "false"},
    {.name = "before",
     .kind = ParameterKind::kInteger,
     .description = "Lines to show before each match, with `content`.",
     .default_json = "0",
     .maximum = limits::kToolContextLines},
    {.name = "after",
     .kind = ParameterKind::kInteger,
     .description = "Lines to show after each match, with `content`.",
     .default_json = "0",
     .maximum = limits::kToolContextLines},
    {.name = "max_matches",
     .kind = ParameterKind::kInteger,
     .description = "Stop after this many matches (`content`) or files (otherwise).",
     .minimum = 1,
     .maximum = limits::kToolGrepMatchesMost},
};

constexpr ToolAnnotations kReads = {.read_only = true, .idempotent = true};

constexpr std::array<ToolSpec, 2> kTools = {{
    {.id = ToolId::kGlob,
     .name = "glob",
     .operation = PermissionOperation::kGlob,
     .text =
         {.summary = "Find files by name.",
          .usage =
              "Matches files, not directories, and sorts them by path. Names that start with a dot "
              "match only where the pattern has that dot, as in `.github/**` or `**/.env`.",
          .returns =
              "`Found N files matching ...:` and one path per line, at most 100 of them, then how "
              "many more there are."},
     .parameters = kGlobParameters,
     .annotations = kReads},
    {.id = ToolId::kGrep,
     .name = "grep",
     .operation = PermissionOperation::kGrep,
     .text =
         {.summary = "Search the contents of files for a regular expression.",
          .usage =
              "Searches every text file below `path`, or the one file that `path` names. Start "
              "with "
              "`files_with_matches`, then look closer with `content`, which shows lines as "
              "`path:line: text` and context as `path-line- text`. Binary files, hidden files and "
              "vendored folders such as `node_modules` are left out by default.",
          .returns =
              "At most 50 files or matching lines, lines cut to 100 characters, then how many more "
              "there are; at the end how many files were searched and what was skipped."},
     .parameters = kGrepParameters,
     .annotations = kReads},
}};

}  // namespace

const std::array<ToolSpec, 2>& SearchTools() { return kTools; }

}  // namespace nacre
