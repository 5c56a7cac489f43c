#include "base/limits.h"
#include "console/spec_parts.h"

namespace nacre {
namespace {

constexpr Parameter kLsParameters[] = {
    {.name = "path",
     .description = "Directory to list.",
     .default_json = "\".\"",
     .max_bytes = limits::kPathBytes},
};

constexpr Parameter kReadParameters[] = {
    {.name = "path",
     .description = "File to read.",
     .required = true,
     .max_bytes = limits::kPathBytes},
    {.name = "offset",
     .kind = ParameterKind::kInteger,
     .description = "Lines to skip: 0 starts at line 1, 100 at line 101.",
     .default_json = "0"},
    {.name = "limit",
     .kind = ParameterKind::kInteger,
     .description = "Most lines to return.",
     .default_json = "2000"},
};

constexpr Parameter kWriteParameters[] = {
    {.name = "path",
     .description = "File to write. Directories above it are made as needed.",
     .required = true,
     .max_bytes = limits::kPathBytes},
    {.name = "content",
     .description = "The whole new content, stored exactly as given.",
     .required = true},
};

constexpr Parameter kReplacementMembers[] = {
    {.name = "old_string", .description = "Text to replace.", .required = true},
    {.name = "new_string", .description = "Text to put there.", .required = true},
    {.name = "replace_all",
     .kind = ParameterKind::kBoolean,
     .description = "Replace every occurrence.",
     .default_json = "false"},
};
constexpr ObjectShape kReplacement{kReplacementMembers};

constexpr Parameter kEditParameters[] = {
    {.name = "path",
     .description = "File to edit.",
     .required = true,
     .max_bytes = limits::kPathBytes},
    {.name = "old_string",
     .description = "Text to replace, exactly as it stands in the file, without the line numbers "
                    "of `read_file`. "
                    "Needed unless `edits` is given."},
    {.name = "new_string",
     .description = "Text to put in its place, taken literally. Needed unless `edits` is given."},
    {.name = "replace_all",
     .kind = ParameterKind::kBoolean,
     .description = "Replace every occurrence, not just a unique one.",
     .default_json = "false"},
    {.name = "edits",
     .kind = ParameterKind::kObjects,
     .description = "Several replacements instead of one, applied in order, each to the result of "
                    "those before "
                    "it; all of them or none.",
     .shape = &kReplacement},
    {.name = "dry_run",
     .kind = ParameterKind::kBoolean,
     .description = "Show the difference without writing it.",
     .default_json = "false"},
};

constexpr Parameter kLineEditMembers[] = {
    {.name = "start_line",
     .kind = ParameterKind::kInteger,
     .description = "First line to replace, or the line to insert after.",
     .required = true,
     .minimum = 1},
    {.name = "start_hash", .description = "Hash of that line as read.", .required = true},
    {.name = "new_content",
     .description = "New lines, separated by line breaks; empty deletes.",
     .required = true},
    {.name = "end_line",
     .kind = ParameterKind::kInteger,
     .description = "Last line to replace; the first one when left out.",
     .minimum = 1},
    {.name = "end_hash", .description = "Hash of the last line as read."},
    {.name = "insert_after",
     .kind = ParameterKind::kBoolean,
     .description = "Insert after the line instead of replacing it.",
     .default_json = "false"},
};
constexpr ObjectShape kLineEdit{kLineEditMembers};

constexpr Parameter kHashlineParameters[] = {
    {.name = "path",
     .description = "File to edit.",
     .required = true,
     .max_bytes = limits::kPathBytes},
    {.name = "start_line",
     .kind = ParameterKind::kInteger,
     .description = "First line to replace, or the line to insert after; numbered as `read_file` "
                    "shows. Needed "
                    "unless `edits` is given.",
     .minimum = 1},
    {.name = "start_hash",
     .description =
         "The two digits that `read_file` shows beside that line. Needed unless `edits` is given."},
    {.name = "new_content",
     .description = "The new lines, separated by line breaks and without one at the end; empty "
                    "deletes the lines. "
                    "Needed unless `edits` is given."},
    {.name = "end_line",
     .kind = ParameterKind::kInteger,
     .description = "Last line to replace; left out, only `start_line` is.",
     .minimum = 1},
    {.name = "end_hash", .description = "The two digits beside `end_line`."},
    {.name = "insert_after",
     .kind = ParameterKind::kBoolean,
     .description = "Insert `new_content` after `start_line` and replace nothing.",
     .default_json = "false"},
    {.name = "edits",
     .kind = ParameterKind::kObjects,
     .description = "Several edits instead of one, all with the line numbers and hashes of one "
                    "read; all of them "
                    "or none.",
     .shape = &kLineEdit},
    {.name = "version",
     .description =
         "The `[version ...]` digits at the end of the read that the line numbers come from: an "
         "edit of "
         "a file that changed since is then refused. Leave it out after edits of your own."},
    {.name = "dry_run",
     .kind = ParameterKind::kBoolean,
     .description = "Show the difference without writing it.",
     .default_json = "false"},
};

constexpr ToolAnnotations kReads = {.read_only = true, .idempotent = true};
constexpr ToolAnnotations kEdits = {.destructive = true};

constexpr std::array<ToolSpec, 5> kTools = {{
    {.id = ToolId::kLs,
     .name = "ls",
     .operation = PermissionOperation::kLs,
     .text =
         {.summary = "List the entries of one directory.",
          .usage =
              "Does not look into subdirectories: use `glob` to find files at any depth. Entries "
              "whose names start with a dot are listed too.",
          .returns = "`Contents of PATH:` and one line per entry, directories first: `name/` for a "
                     "directory, `name (N bytes)` for a file."},
     .parameters = kLsParameters,
     .annotations = kReads},
    {.id = ToolId::kReadFile,
     .name = "read_file",
     .operation = PermissionOperation::kRead,
     .text =
         {.summary = "Read a text file, or a part of it.",
          .usage =
              "Without `offset` and `limit` it returns the first 2,000 lines. `offset` counts from "
              "0 while the numbers beside the lines count from 1. Read a file before you edit it.",
          .returns =
              "The lines, each after its number and a tab, which are not part of the file. When "
              "lines remain, the end says how many and with which `offset` to go on. Lines over "
              "2,000 characters are cut and say so."},
     .parameters = kReadParameters,
     .annotations = kReads},
    {.id = ToolId::kWriteFile,
     .name = "write_file",
     .operation = PermissionOperation::kWrite,
     .text =
         {.summary = "Create a file, or replace everything in it.",
          .usage = "To change a part of a file, edit it instead. A file you wrote counts as read, "
                   "so you "
                   "can edit it at once.",
          .coding =
              "Write complete, working content: no elisions such as \"rest unchanged\". Keep the "
              "project's own style and line endings.",
          .returns = "How many lines were written, and where."},
     .parameters = kWriteParameters,
     .annotations = {.destructive = true, .idempotent = true}},
    {.id = ToolId::kEditFile,
     .name = "edit_file",
     .operation = PermissionOperation::kEdit,
     .text =
         {.summary = "Replace text in a file.",
          .usage =
              "Read the file first. `old_string` must occur exactly once: quote enough lines "
              "around "
              "the change to make it unique, or set `replace_all`. Give either `old_string` and "
              "`new_string`, or a list of `edits`. If the file changed since you last read it, the "
              "edit is refused.",
          .returns = "How many occurrences were replaced, or why nothing was."},
     .parameters = kEditParameters,
     .annotations = kEdits},
    {.id = ToolId::kHashlineEdit,
     .name = "hashline_edit",
     .operation = PermissionOperation::kEdit,
     .text =
         {.summary = "Replace, insert or delete lines, addressed by number and hash.",
          .usage =
              "Read the file first and copy numbers and hashes from there: a hash that does not "
              "fit "
              "means that the file changed, and nothing is written. To make several changes, give "
              "them as `edits` in one call; with separate calls, work from the bottom of the file "
              "upwards, because an edit moves the lines below it.",
          .returns = "What was done to which lines, or why nothing was."},
     .parameters = kHashlineParameters,
     .annotations = kEdits},
}};

constexpr ToolText kHashlineRead = {
    .summary = "Read a text file, or a part of it, with a hash beside each line.",
    .usage =
        "Without `offset` and `limit` it returns the first 2,000 lines. `offset` counts from 0 "
        "while "
        "the numbers beside the lines count from 1. Hand the numbers and hashes to "
        "`hashline_edit`.",
    .returns =
        "Lines as `NUMBER:HASH|TEXT`, where only TEXT is part of the file. When lines remain, the "
        "end "
        "says how many and with which `offset` to go on. The last line, `[version ...]`, names "
        "the file's present content, for the `version` of `hashline_edit`."};

}  // namespace

const std::array<ToolSpec, 5>& FileTools() { return kTools; }

const ToolText& HashlineReadText() { return kHashlineRead; }

}  // namespace nacre
