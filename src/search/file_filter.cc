#include "search/file_filter.h"

#include <string>
#include <utility>

#include "base/path.h"

namespace nacre {

Result<FileFilter> FileFilter::Compile(std::string_view glob) {
  FileFilter filter;
  if (glob.empty()) return filter;
  if (glob.starts_with('!')) {
    filter.negated_ = true;
    glob.remove_prefix(1);
  }
  std::string body(glob);
  const bool names_directory = body.size() > 1 && body.ends_with('/');
  while (body.size() > 1 && body.ends_with('/')) body.pop_back();
  filter.kind_ = body.contains('/') ? Kind::kPath : Kind::kBasename;
  if (names_directory) {
    if (filter.kind_ == Kind::kBasename) body.insert(0, "**/");
    body += "/**";
    filter.kind_ = Kind::kPath;
  }
  Result<Glob> compiled = Glob::Compile(body, {.dot = true});
  if (!compiled) return std::unexpected(compiled.error());
  filter.glob_ = std::move(*compiled);
  return filter;
}

bool FileFilter::MatchesGlob(std::string_view relative_path) const {
  return glob_.Matches(kind_ == Kind::kBasename ? Basename(relative_path) : relative_path);
}

bool FileFilter::Selects(std::string_view relative_path) const {
  if (kind_ == Kind::kEverything) return true;
  if (!negated_) return MatchesGlob(relative_path);
  for (size_t slash = relative_path.find('/'); slash != std::string_view::npos;
       slash = relative_path.find('/', slash + 1)) {
    if (MatchesGlob(relative_path.substr(0, slash))) return false;
  }
  return !MatchesGlob(relative_path);
}

bool FileFilter::CouldSelectBelow(std::string_view relative_dir) const {
  if (kind_ == Kind::kEverything || relative_dir.empty()) return true;
  if (negated_) return Selects(relative_dir);
  return kind_ == Kind::kBasename || glob_.CouldMatchBelow(relative_dir);
}

}  // namespace nacre
