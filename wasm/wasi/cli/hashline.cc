#include "text/hashline.h"

#include <array>
#include <string>

#include "base/hash.h"
#include "base/path.h"
#include "wasi/cli/command.h"
#include "wasi/cli/folder.h"
#include "wasi/cli/page_options.h"

namespace nacre::cli {
namespace {

constexpr std::array<OptionSpec, 11> kOptions = {{
    {"--offset", "", true},
    {"--limit", "", true},
    {"--hash", "", true},
    {"--start", "", true},
    {"--start-hash", "", true},
    {"--end", "", true},
    {"--end-hash", "", true},
    {"--new", "", true},
    {"--insert-after", "", false},
    {"--version", "", true},
    {"--dry-run", "", false},
}};

Result<Outcome> Show(const Options& options, const std::string& path, std::string_view bytes,
                     LineHash hash, Output& out) {
  Result<PageRequest> request = ReadPageRequest(options);
  if (!request) return std::unexpected(request.error());
  Result<HashlinePage> page = RenderHashlines(path, bytes, *request, hash, Xxh3Hex128(bytes));
  if (!page) return std::unexpected(page.error());
  out.WriteLine(page->text);
  return Outcome::kDone;
}

Result<LineEdit> ReadLineEdit(const Options& options) {
  Result<int64_t> start = options.Number("--start", 0);
  if (!start) return std::unexpected(start.error());
  Result<int64_t> end = options.Number("--end", 0);
  if (!end) return std::unexpected(end.error());
  LineEdit edit;
  edit.start_line = *start;
  edit.start_hash = options.Value("--start-hash", "");
  edit.new_content = options.Value("--new", "");
  edit.insert_after = options.Has("--insert-after");
  if (options.Has("--end")) edit.end_line = *end;
  if (options.Has("--end-hash")) edit.end_hash = options.Value("--end-hash", "");
  return edit;
}

Result<Outcome> Change(const Options& options, const std::string& path, std::string_view bytes,
                       LineHash hash, Output& out) {
  Result<LineEdit> edit = ReadLineEdit(options);
  if (!edit) return std::unexpected(edit.error());
  LineEditOptions how;
  how.hash = hash;
  how.version = options.Value("--version", "");
  Result<LineEditResult> edited = EditLines(path, bytes, {&*edit, 1}, how);
  if (!edited) return std::unexpected(edited.error());
  if (!options.Has("--dry-run")) {
    if (auto written = WriteFile(path, edited->content); !written) {
      return std::unexpected(written.error());
    }
  }
  out.WriteLine(edited->summary);
  out.Write(edited->diff);
  return Outcome::kDone;
}

Result<Outcome> Hashline(const Options& options, Output& out) {
  Result<LineHash> hash = LineHashFromName(options.Value("--hash", "md5"));
  if (!hash) return std::unexpected(hash.error());
  Result<std::string> path = NormalizePath(options.Word(0));
  if (!path) return std::unexpected(path.error());
  Result<std::string> bytes = ReadFile(*path);
  if (!bytes) return std::unexpected(bytes.error());
  return options.Has("--start") ? Change(options, *path, *bytes, *hash, out)
                                : Show(options, *path, *bytes, *hash, out);
}

}  // namespace

const Command kHashlineCommand = {
    .name = "hashline",
    .words = "FILE",
    .summary = "Show lines with a checksum each, or edit by them",
    .details =
        "  --offset N          Skip N lines\n"
        "  --limit N           Show N lines (default 2000)\n"
        "  --hash md5|xxh3     The checksum (default md5)\n"
        "  --start N           Edit: the first line to replace\n"
        "  --start-hash HH     Its checksum\n"
        "  --end N             The last line to replace (default: the first)\n"
        "  --end-hash HH       Its checksum\n"
        "  --new TEXT          The lines to put there (default: none)\n"
        "  --insert-after      Insert after the first line instead\n"
        "  --version TAG       The version that the lines were shown with\n"
        "  --dry-run           Show the difference only\n",
    .options = kOptions,
    .least_words = 1,
    .most_words = 1,
    .run = Hashline};

}  // namespace nacre::cli
