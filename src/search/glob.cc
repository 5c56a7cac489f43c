#include "search/glob.h"

#include <algorithm>
#include <cstdint>
#include <utility>

#include "base/format.h"
#include "base/limits.h"
#include "base/utf8.h"
#include "search/braces.h"

namespace nacre {
namespace {

constexpr size_t kNone = std::string_view::npos;

std::unexpected<Status> Invalid(std::string_view pattern, std::string_view reason) {
  return Fail(Code::kInvalidPattern,
              Format("Invalid glob pattern '{}': {}",
                     Abbreviate(ToValidUtf8(pattern), limits::kMessageQuoteChars), reason));
}

/// Where the segment of `path` that starts at `at` ends.
size_t SegmentEnd(std::string_view path, size_t at) {
  return std::min(path.find('/', at), path.size());
}

bool EndsInEscape(std::string_view segment) {
  const size_t last = segment.find_last_not_of('\\');
  return (segment.size() - (last == kNone ? 0 : last + 1)) % 2 == 1;
}

}  // namespace

Result<Glob> Glob::Compile(std::string_view pattern, const GlobOptions& options) {
  if (pattern.size() > limits::kGlobPatternBytes) {
    return Invalid(pattern, Format("it has {} bytes, at most {} are allowed", pattern.size(),
                                   limits::kGlobPatternBytes));
  }
  if (!IsValidUtf8(pattern)) return Invalid(pattern, "it is not valid UTF-8");
  if (pattern.contains('\0')) return Invalid(pattern, "it holds a NUL character");
  Result<std::vector<std::string>> expanded = ExpandBraces(pattern);
  if (!expanded) return std::unexpected(expanded.error());

  Glob glob;
  for (const std::string& alternative : *expanded) {
    Alternative compiled;
    if (!CompileAlternative(alternative, options.dot, compiled)) {
      return Invalid(pattern, "a '..' segment never matches; name the directory as the path");
    }
    if (!compiled.segments.empty()) glob.alternatives_.push_back(std::move(compiled));
  }
  if (glob.alternatives_.empty()) return Invalid(pattern, "it names no file");
  return glob;
}

/// False when `pattern` holds a ".." segment.
bool Glob::CompileAlternative(std::string_view pattern, bool dot, Alternative& out) {
  for (size_t at = 0; at < pattern.size();) {
    size_t end = SegmentEnd(pattern, at);
    std::string_view segment = pattern.substr(at, end - at);
    out.directories_only = end < pattern.size();
    at = end + 1;
    if (out.directories_only && EndsInEscape(segment)) segment.remove_suffix(1);
    if (segment.empty() || segment == ".") continue;
    if (segment == "..") return false;
    const bool repeated =
        segment == "**" && !out.segments.empty() && out.segments.back().is_globstar();
    if (!repeated) out.segments.emplace_back(segment, dot);
  }
  if (!out.segments.empty() && out.segments.back().is_globstar()) out.directories_only = false;
  return true;
}

bool Glob::Matches(std::string_view relative_path) const {
  return std::ranges::any_of(alternatives_, [&](const Alternative& alternative) {
    return MatchesAlternative(alternative, relative_path);
  });
}

bool Glob::CouldMatchBelow(std::string_view relative_dir) const {
  return std::ranges::any_of(alternatives_, [&](const Alternative& alternative) {
    return CouldMatchBelowAlternative(alternative, relative_dir);
  });
}

/// The name decides for most paths. Returning to the last globstar alone is enough: one that
/// shields dots cannot pass a hidden segment, and no earlier one can shift the segments between
/// them over it either, as each would have to be matched by its own neighbour.
bool Glob::MatchesAlternative(const Alternative& alternative, std::string_view path) {
  if (alternative.directories_only) return false;
  const std::vector<GlobSegment>& segments = alternative.segments;
  if (!segments.back().Matches(path.substr(path.rfind('/') + 1))) return false;
  size_t segment = 0;
  size_t at = 0;
  size_t star_segment = kNone;
  size_t star_at = 0;
  while (at < path.size()) {
    if (segment < segments.size() && segments[segment].is_globstar()) {
      star_segment = segment++;
      star_at = at;
      continue;
    }
    const size_t end = SegmentEnd(path, at);
    if (segment < segments.size() && segments[segment].Matches(path.substr(at, end - at))) {
      ++segment;
      at = end + 1;
      continue;
    }
    if (star_segment == kNone) return false;
    const size_t star_end = SegmentEnd(path, star_at);
    if (!segments[star_segment].Matches(path.substr(star_at, star_end - star_at))) return false;
    star_at = star_end + 1;
    at = star_at;
    segment = star_segment + 1;
  }
  return segment == segments.size();
}

bool Glob::CouldMatchBelowAlternative(const Alternative& alternative, std::string_view dir) {
  if (alternative.directories_only) return false;
  const std::vector<GlobSegment>& segments = alternative.segments;
  // Whether the first i segments can have matched what was read so far.
  std::vector<uint8_t> reached(segments.size() + 1, 0);
  reached[0] = 1;
  const auto skip_globstars = [&] {
    for (size_t i = 0; i < segments.size(); ++i) {
      if (reached[i] != 0 && segments[i].is_globstar()) reached[i + 1] = 1;
    }
  };
  skip_globstars();
  for (size_t at = 0; at < dir.size();) {
    const size_t end = SegmentEnd(dir, at);
    const std::string_view name = dir.substr(at, end - at);
    at = end + 1;
    std::vector<uint8_t> next(segments.size() + 1, 0);
    for (size_t i = 0; i < segments.size(); ++i) {
      if (reached[i] != 0 && segments[i].Matches(name))
        next[segments[i].is_globstar() ? i : i + 1] = 1;
    }
    reached.swap(next);
    skip_globstars();
  }
  return std::find(reached.begin(), reached.end() - 1, 1) != reached.end() - 1;
}

}  // namespace nacre
