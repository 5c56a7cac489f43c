#include <algorithm>
#include <iterator>
#include <string>
#include <utility>

#include "base/format.h"
#include "base/path.h"
#include "base/utf8.h"
#include "search/glob.h"
#include "store/directories.h"
#include "store/failures.h"
#include "store/store.h"
#include "store/walk.h"

namespace nacre {
namespace {

FileInfo InfoOf(const Entry& entry) {
  FileInfo info{.path = std::string(entry.path()),
                .name = std::string(Basename(entry.path())),
                .is_directory = entry.is_directory(),
                .size = std::nullopt,
                .modified_at = std::nullopt,
                .created_at = entry.times().created};
  if (!info.is_directory) {
    info.size = entry.size();
    info.modified_at = entry.times().modified;
  }
  return info;
}

bool IsNewer(const Entry* a, const Entry* b) {
  // An empty optional is less than any time, so that unknown times come last.
  if (a->times().modified != b->times().modified) return a->times().modified > b->times().modified;
  return a->path() < b->path();
}

}  // namespace

Result<ReadFormat> ParseReadFormat(std::string_view name) {
  if (name == "numbered") return ReadFormat::kNumbered;
  if (name == "raw") return ReadFormat::kRaw;
  if (name == "hashline") return ReadFormat::kHashline;
  return Fail(Code::kInvalidArgument, Format("Format '{}' must be 'numbered', 'raw' or 'hashline'",
                                             Abbreviate(name, limits::kMessageQuoteChars)));
}

bool Store::Exists(std::string_view raw) const {
  auto path = NormalizePath(raw);
  if (!path) return false;
  const Entry* entry = tree_.Find(*path);
  return entry != nullptr && !entry->is_directory();
}

Result<FileInfo> Store::Stat(std::string_view raw) const {
  auto path = NormalizePath(raw);
  if (!path) return std::unexpected(std::move(path.error()));
  if (*path == "/") {
    FileInfo root;
    root.path = "/";
    root.is_directory = true;
    return root;
  }
  const Entry* entry = tree_.Find(*path);
  if (entry == nullptr) return NoSuchPath(tree_, *path);
  return InfoOf(*entry);
}

Result<Listing> Store::List(std::string_view raw) const {
  auto path = NormalizePath(raw);
  if (!path) return std::unexpected(std::move(path.error()));
  Listing listing{.path = *path, .entries = {}};
  const Entry* entry = tree_.Find(*path);
  if (entry == nullptr && *path != "/") return NoSuchPath(tree_, *path);
  if (entry != nullptr && !entry->is_directory()) {
    listing.entries.push_back(InfoOf(*entry));
    return listing;
  }
  std::vector<FileInfo> files;
  std::string end = EndBelow(*path);
  size_t prefix = BeginBelow(*path).size();
  TreeCursor at(tree_, BeginBelow(*path));
  while (!at.done() && at->path() < end) {
    size_t slash = at->path().find('/', prefix);
    if (slash == std::string_view::npos) {
      (at->is_directory() ? listing.entries : files).push_back(InfoOf(*at));
      at.Next();
    } else {
      at.SeekForward(EndBelow(at->path().substr(0, slash)));
    }
  }
  listing.entries.insert(listing.entries.end(), std::make_move_iterator(files.begin()),
                         std::make_move_iterator(files.end()));
  return listing;
}

Result<ContentRef> Store::ReadBytes(std::string_view raw) const {
  auto path = NormalizePath(raw);
  if (!path) return std::unexpected(std::move(path.error()));
  auto file = FindFile(tree_, *path);
  if (!file) return std::unexpected(std::move(file.error()));
  return (*file)->content();
}

Result<ContentRef> Store::ReadText(std::string_view raw) const {
  auto content = ReadBytes(raw);
  if (!content || (*content)->IsText()) return content;
  return std::unexpected(BinaryFile(*NormalizePath(raw)));
}

Result<ReadOutcome> Store::Read(std::string_view raw, const ReadOptions& options) const {
  auto path = NormalizePath(raw);
  if (!path) return std::unexpected(std::move(path.error()));
  auto content = ReadText(*path);
  if (!content) return std::unexpected(std::move(content.error()));
  std::string_view bytes = (*content)->bytes();
  PageRequest request = options.page;
  request.total_lines = (*content)->CountLines();
  ReadOutcome outcome{
      .path = *path, .page = {}, .version = (*content)->Version(), .line_hashes = {}};
  if (options.format == ReadFormat::kHashline) {
    auto page = RenderHashlines(*path, bytes, request, options.hash, outcome.version);
    if (!page) return std::unexpected(std::move(page.error()));
    outcome.line_hashes = std::move(page->hashes);
    outcome.page = std::move(static_cast<Page&>(*page));
    return outcome;
  }
  auto page = options.format == ReadFormat::kRaw ? RenderRaw(*path, bytes, request)
                                                 : RenderNumbered(*path, bytes, request);
  if (!page) return std::unexpected(std::move(page.error()));
  outcome.page = std::move(*page);
  return outcome;
}

Result<GlobOutcome> Store::Glob(const GlobRequest& request) const {
  auto glob = nacre::Glob::Compile(request.pattern, {.dot = request.dot});
  if (!glob) return std::unexpected(std::move(glob.error()));
  auto base = NormalizePath(request.path);
  if (!base) return std::unexpected(std::move(base.error()));
  if (request.limit == 0) return Fail(Code::kInvalidArgument, "Limit 0 must be at least 1");
  if (!IsDirectory(tree_, *base)) {
    if (tree_.Find(*base) != nullptr) return NotADirectoryFailure(*base);
    return NoSuchPath(tree_, *base);
  }
  std::vector<const Entry*> found;
  WalkFiles(
      tree_, *base, [&](std::string_view directory) { return glob->CouldMatchBelow(directory); },
      [&](const Entry& entry, std::string_view relative) {
        if (glob->Matches(relative)) found.push_back(&entry);
        return request.newest_first || found.size() <= request.limit;
      });
  GlobOutcome outcome{.matches = {}, .truncated = found.size() > request.limit};
  auto kept = found.begin() + static_cast<std::ptrdiff_t>(std::min(found.size(), request.limit));
  if (request.newest_first) std::partial_sort(found.begin(), kept, found.end(), IsNewer);
  outcome.matches.reserve(static_cast<size_t>(kept - found.begin()));
  for (auto at = found.begin(); at != kept; ++at) outcome.matches.push_back(InfoOf(**at));
  return outcome;
}

Result<GrepResult> Store::Grep(GrepOptions options) const {
  auto root = NormalizePath(options.root);
  options.root = root.value_or("/");
  auto query = GrepQuery::Compile(options);
  if (!query) return std::unexpected(std::move(query.error()));
  if (!root) return std::unexpected(std::move(root.error()));
  GrepResult result;
  result.size = options.spent;
  uint64_t slice = options_.home ? options_.home->budget() / 2 : 0;
  uint64_t lacking = 0;
  auto search = [&](const Entry& entry) {
    if (!entry.content()->loaded()) {
      if (result.stopped_at.empty()) result.stopped_at = entry.path();
      lacking += entry.content()->size();
      return entry.content()->bytes().empty() && lacking < slice;
    }
    if (!result.stopped_at.empty()) return true;
    std::optional<bool> binary = entry.content()->KnownBinary();
    TextHint hint = !binary ? TextHint::kUnknown : *binary ? TextHint::kBinary : TextHint::kText;
    return query->SearchFile(entry.path(), entry.content()->bytes(), hint, result);
  };
  if (!IsDirectory(tree_, *root)) {
    const Entry* file = tree_.Find(*root);
    if (file == nullptr) return NoSuchPath(tree_, *root);
    search(*file);
    return result;
  }
  WalkFiles(
      tree_, *root, [&](std::string_view directory) { return query->ShouldDescend(directory); },
      [&](const Entry& entry, std::string_view relative) {
        return !query->Selects(relative) || search(entry);
      },
      options.from);
  return result;
}

StoreUsage Store::Usage() const {
  TreeTotals totals = tree_.Totals();
  return {.bytes = totals.bytes,
          .files = totals.files,
          .directories = totals.entries - totals.files,
          .max_bytes = options_.max_bytes,
          .max_files = options_.max_files,
          .max_file_bytes = options_.max_file_bytes};
}

}  // namespace nacre
