#include "search/grep.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/format.h"
#include "base/path.h"
#include "base/utf8.h"
#include "search/file_search.h"

namespace nacre {
namespace {

constexpr std::array<std::string_view, 12> kVendoredNames = {
    ".eggs", ".git",  ".mypy_cache", ".pytest_cache", ".ruff_cache", ".tox",
    ".venv", "build", "dist",        "node_modules",  "__pycache__", "venv"};

std::unexpected<Status> OutOfRange(std::string_view name, size_t value, size_t low, size_t high) {
  return Fail(Code::kInvalidArgument,
              Format("{} is {}, allowed are {} to {}", name, value, low, high));
}

/// Calls `visit` with each segment of `path`; false as soon as it returns false.
template <typename Visit>
bool EverySegment(std::string_view path, Visit visit) {
  for (size_t at = 0; at < path.size();) {
    const size_t end = std::min(path.find('/', at), path.size());
    if (!visit(path.substr(at, end - at))) return false;
    at = end + 1;
  }
  return true;
}

}  // namespace

bool IsVendoredName(std::string_view name) { return std::ranges::contains(kVendoredNames, name); }

Result<GrepQuery> GrepQuery::Compile(const GrepOptions& options) {
  Result<Regex> regex = Regex::Compile(options.pattern, {.ignore_case = options.ignore_case,
                                                         .fixed_string = options.fixed_string,
                                                         .multiline = options.multiline});
  if (!regex) return std::unexpected(regex.error());
  Result<FileFilter> filter = FileFilter::Compile(options.glob);
  if (!filter) return std::unexpected(filter.error());
  if (options.before > limits::kGrepContextLines) {
    return OutOfRange("before", options.before, 0, limits::kGrepContextLines);
  }
  if (options.after > limits::kGrepContextLines) {
    return OutOfRange("after", options.after, 0, limits::kGrepContextLines);
  }
  if (options.max_matches < (options.from.empty() ? 1U : 0U) ||
      options.max_matches > limits::kGrepMatches) {
    return OutOfRange("maxMatches", options.max_matches, 1, limits::kGrepMatches);
  }
  return GrepQuery(options, std::move(*regex), std::move(*filter));
}

GrepQuery::GrepQuery(GrepOptions options, Regex regex, FileFilter filter)
    : options_(std::move(options)), regex_(std::move(regex)), filter_(std::move(filter)) {
  skip_vendored_ = options_.ignore_vendored &&
                   EverySegment(options_.root, [](auto name) { return !IsVendoredName(name); });
}

bool GrepQuery::PassesNames(std::string_view relative_path, bool is_file) const {
  if (!options_.ignore_hidden && !skip_vendored_) return true;
  return EverySegment(relative_path, [&](std::string_view name) {
    if (options_.ignore_hidden && name.starts_with('.')) return false;
    const bool is_directory = !is_file || name.end() != relative_path.end();
    return !skip_vendored_ || !is_directory || !IsVendoredName(name);
  });
}

bool GrepQuery::Selects(std::string_view relative_path) const {
  return PassesNames(relative_path, /*is_file=*/true) && filter_.Selects(relative_path);
}

bool GrepQuery::ShouldDescend(std::string_view relative_dir) const {
  return PassesNames(relative_dir, /*is_file=*/false) && filter_.CouldSelectBelow(relative_dir);
}

bool GrepQuery::SearchFile(std::string_view path, std::string_view bytes, TextHint hint,
                           GrepResult& result) const {
  return FileSearch(options_, regex_, path, bytes, hint, result).Run();
}

}  // namespace nacre
