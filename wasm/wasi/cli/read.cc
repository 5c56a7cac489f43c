#include <array>
#include <string>

#include "base/path.h"
#include "text/render.h"
#include "wasi/cli/command.h"
#include "wasi/cli/folder.h"
#include "wasi/cli/page_options.h"

namespace nacre::cli {
namespace {

constexpr std::array<OptionSpec, 3> kOptions = {{
    {"--offset", "", true},
    {"--limit", "", true},
    {"--raw", "", false},
}};

Result<Outcome> Read(const Options& options, Output& out) {
  Result<PageRequest> request = ReadPageRequest(options);
  if (!request) return std::unexpected(request.error());
  Result<std::string> path = NormalizePath(options.Word(0));
  if (!path) return std::unexpected(path.error());
  Result<std::string> bytes = ReadFile(*path);
  if (!bytes) return std::unexpected(bytes.error());
  bool raw = options.Has("--raw");
  Result<Page> page =
      raw ? RenderRaw(*path, *bytes, *request) : RenderNumbered(*path, *bytes, *request);
  if (!page) return std::unexpected(page.error());
  if (raw) {
    out.Write(page->text);
  } else {
    out.WriteLine(page->text);
  }
  return Outcome::kDone;
}

}  // namespace

const Command kReadCommand = {.name = "read",
                              .words = "FILE",
                              .summary = "Show a text file with line numbers",
                              .details =
                                  "  --offset N   Skip N lines\n"
                                  "  --limit N    Show N lines (default 2000)\n"
                                  "  --raw        The bytes as they are\n",
                              .options = kOptions,
                              .least_words = 1,
                              .most_words = 1,
                              .run = Read};

}  // namespace nacre::cli
