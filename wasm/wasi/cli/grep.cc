#include "search/grep.h"

#include <array>
#include <string>

#include "base/path.h"
#include "wasi/cli/command.h"
#include "wasi/cli/folder.h"

namespace nacre::cli {
namespace {

constexpr std::array<OptionSpec, 12> kOptions = {{
    {"--glob", "-g", true},
    {"--ignore-case", "-i", false},
    {"--fixed-strings", "-F", false},
    {"--multiline", "-U", false},
    {"--before", "-B", true},
    {"--after", "-A", true},
    {"--max", "-m", true},
    {"--files", "-l", false},
    {"--count", "-c", false},
    {"--hidden", "", false},
    {"--vendored", "", false},
    {"--context", "-C", true},
}};

Result<GrepOptions> ReadGrepOptions(const Options& options, const std::string& root) {
  GrepOptions grep;
  grep.pattern = options.Word(0);
  grep.root = root;
  grep.glob = options.Value("--glob", "");
  grep.ignore_hidden = !options.Has("--hidden");
  grep.ignore_vendored = !options.Has("--vendored");
  grep.ignore_case = options.Has("--ignore-case");
  grep.fixed_string = options.Has("--fixed-strings");
  grep.multiline = options.Has("--multiline");
  if (options.Has("--count")) grep.output = GrepOutput::kCount;
  if (options.Has("--files")) grep.output = GrepOutput::kFiles;
  Result<int64_t> context = options.Number("--context", 0);
  if (!context) return std::unexpected(context.error());
  Result<int64_t> before = options.Number("--before", *context);
  if (!before) return std::unexpected(before.error());
  Result<int64_t> after = options.Number("--after", *context);
  if (!after) return std::unexpected(after.error());
  Result<int64_t> most = options.Number("--max", static_cast<int64_t>(grep.max_matches));
  if (!most) return std::unexpected(most.error());
  grep.before = static_cast<size_t>(*before);
  grep.after = static_cast<size_t>(*after);
  grep.max_matches = static_cast<size_t>(*most);
  return grep;
}

/// Writes the rows of `result` as "path:line:text", context as "path-line-text".
void WriteRows(const GrepResult& result, std::string_view path, Output& out) {
  size_t begin = 0;
  for (size_t row = 0; row < result.lines.size(); ++row) {
    size_t length =
        result.lengths.empty() ? result.text.find('\n', begin) - begin : result.lengths[row];
    bool context = !result.kinds.empty() && result.kinds[row] == GrepResult::kContext;
    std::string_view mark = context ? "-" : ":";
    out.Write(path);
    out.Write(mark);
    out.Write(std::to_string(result.lines[row]));
    out.Write(mark);
    out.WriteLine(std::string_view(result.text).substr(begin, length));
    begin += length + 1;
  }
}

/// Writes what one file gave, and forgets it: only totals are kept.
void Drain(GrepResult& result, GrepOutput output, Output& out) {
  for (const GrepFile& file : result.files) {
    if (output == GrepOutput::kContent) {
      WriteRows(result, file.path, out);
    } else if (output == GrepOutput::kFiles) {
      out.WriteLine(file.path);
    } else {
      out.WriteLine(file.path + ":" + std::to_string(file.count));
    }
  }
  GrepResult totals;
  totals.match_count = result.match_count;
  totals.files_searched = result.files_searched;
  totals.truncated = result.truncated;
  totals.skipped = std::move(result.skipped);
  result = std::move(totals);
}

void WriteNotes(const GrepResult& result) {
  Output notes(2);
  for (const GrepSkipped& skipped : result.skipped) {
    notes.WriteLine("Skipped " + skipped.path + ": " + skipped.reason);
  }
  if (result.truncated) notes.WriteLine("There are more matches; raise --max to see them");
}

Result<Outcome> Grep(const Options& options, Output& out) {
  Result<std::string> root = NormalizePath(options.Word(1, "/"));
  if (!root) return std::unexpected(root.error());
  Result<GrepOptions> grep = ReadGrepOptions(options, *root);
  if (!grep) return std::unexpected(grep.error());
  Result<GrepQuery> query = GrepQuery::Compile(*grep);
  if (!query) return std::unexpected(query.error());
  Result<FolderEntry> top = StatPath(*root);
  if (!top) return std::unexpected(top.error());

  GrepResult result;
  auto search = [&](const std::string& path, const FolderEntry&) {
    Result<std::string> bytes = ReadFile(path);
    if (!bytes) {
      result.skipped.push_back({path, bytes.error().message});
      return true;
    }
    bool more = query->SearchFile(path, *bytes, TextHint::kUnknown, result);
    Drain(result, grep->output, out);
    return more && !out.broken();
  };
  if (!top->is_directory) {
    search(*root, *top);
  } else {
    auto enter = [&](const std::string& path) {
      return query->ShouldDescend(RelativeTo(path, *root));
    };
    auto visit = [&](const std::string& path, const FolderEntry& file) {
      return !query->Selects(RelativeTo(path, *root)) || search(path, file);
    };
    if (auto walked = WalkFiles(*root, enter, visit); !walked)
      return std::unexpected(walked.error());
  }
  WriteNotes(result);
  return result.match_count > 0 ? Outcome::kDone : Outcome::kNothingFound;
}

}  // namespace

const Command kGrepCommand = {
    .name = "grep",
    .words = "PATTERN [PATH]",
    .summary = "Search file contents for a regular expression (RE2)",
    .details =
        "  -g, --glob GLOB       Only files whose name matches; ! negates\n"
        "  -i, --ignore-case\n"
        "  -F, --fixed-strings   The pattern is text\n"
        "  -U, --multiline       Matches may span lines\n"
        "  -A, --after N         Lines of context; also -B, --before and -C, --context\n"
        "  -m, --max N           At most N matches\n"
        "  -l, --files           Only the names of files\n"
        "  -c, --count           Only a count for each file\n"
        "  --hidden              Also names that start with a dot\n"
        "  --vendored            Also .git, node_modules and the like\n",
    .options = kOptions,
    .least_words = 1,
    .most_words = 2,
    .run = Grep};

}  // namespace nacre::cli
