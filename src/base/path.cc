#include "base/path.h"

#include <utility>

#include "base/format.h"
#include "base/limits.h"
#include "base/utf8.h"

namespace nacre {
namespace {

std::unexpected<Status> Refuse(std::string_view raw, std::string_view why) {
  std::string quoted = Abbreviate(ToValidUtf8(raw), limits::kMessageQuoteChars);
  return Fail(Code::kInvalidPath, std::string(why), std::move(quoted));
}

bool IsAsciiLetter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

}  // namespace

Result<std::string> NormalizePath(std::string_view raw) {
  if (raw.size() > limits::kPathBytes) {
    return Refuse(raw, Format("Path is longer than {} bytes", limits::kPathBytes));
  }
  if (raw.find('\0') != std::string_view::npos) return Refuse(raw, "Path cannot contain NUL");
  if (!IsValidUtf8(raw)) return Refuse(raw, "Path is not valid UTF-8");
  if (raw.starts_with('~')) return Refuse(raw, "Path cannot start with '~'");
  if (raw.size() > 2 && IsAsciiLetter(raw[0]) && raw[1] == ':' &&
      (raw[2] == '\\' || raw[2] == '/')) {
    return Refuse(raw, "Windows absolute paths are not allowed");
  }
  std::string path;
  path.reserve(raw.size() + 1);
  size_t depth = 0;
  for (size_t start = 0; start <= raw.size();) {
    size_t end = raw.find('/', start);
    if (end == std::string_view::npos) end = raw.size();
    std::string_view segment = raw.substr(start, end - start);
    start = end + 1;
    if (segment.empty() || segment == ".") continue;
    if (segment == "..") return Refuse(raw, "Path cannot contain '..'");
    if (segment.size() > limits::kSegmentBytes) {
      return Refuse(raw, Format("Path has a name longer than {} bytes", limits::kSegmentBytes));
    }
    if (++depth > limits::kPathDepth) {
      return Refuse(raw, Format("Path is deeper than {} levels", limits::kPathDepth));
    }
    path += '/';
    path += segment;
  }
  if (path.empty()) path = "/";
  return path;
}

std::string_view Basename(std::string_view path) { return path.substr(path.rfind('/') + 1); }

std::string_view Dirname(std::string_view path) {
  size_t slash = path.rfind('/');
  return slash == 0 || slash == std::string_view::npos ? "/" : path.substr(0, slash);
}

std::string JoinPath(std::string_view dir, std::string_view name) {
  std::string path(dir);
  if (!path.ends_with('/')) path += '/';
  path += name;
  return path;
}

bool IsWithin(std::string_view path, std::string_view dir) {
  if (dir == "/") return true;
  return path.starts_with(dir) && (path.size() == dir.size() || path[dir.size()] == '/');
}

std::string_view RelativeTo(std::string_view path, std::string_view dir) {
  if (path.size() == dir.size()) return {};
  return path.substr(dir == "/" ? 1 : dir.size() + 1);
}

std::vector<std::string_view> Segments(std::string_view path) {
  std::vector<std::string_view> segments;
  for (size_t start = 1; start < path.size();) {
    size_t end = path.find('/', start);
    if (end == std::string_view::npos) end = path.size();
    segments.push_back(path.substr(start, end - start));
    start = end + 1;
  }
  return segments;
}

std::string Extension(std::string_view path) {
  std::string_view name = Basename(path);
  size_t dot = name.rfind('.');
  if (dot == std::string_view::npos) return {};
  std::string extension(name.substr(dot + 1));
  for (char& c : extension) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return extension;
}

}  // namespace nacre
