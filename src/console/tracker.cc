#include "console/tracker.h"

#include <algorithm>
#include <utility>

#include "base/limits.h"

namespace nacre {
namespace {

constexpr size_t kDigits = 2;  // Of one line's hash.

}  // namespace

ReadTracker::File& ReadTracker::Touch(std::string_view path) {
  if (auto found = by_path_.find(path); found != by_path_.end()) {
    files_.splice(files_.begin(), files_, found->second);
    return files_.front();
  }
  files_.push_front({.path = std::string(path), .version = {}, .lines = {}});
  by_path_.emplace(files_.front().path, files_.begin());
  if (files_.size() > limits::kTrackedFiles) {
    by_path_.erase(files_.back().path);
    files_.pop_back();
  }
  return files_.front();
}

void ReadTracker::Saw(std::string_view path, std::string_view version) {
  File& file = Touch(path);
  if (file.version == version) return;
  file.version = version;
  file.lines.clear();
}

void ReadTracker::SawLines(std::string_view path, std::string_view version, size_t first_line,
                           std::string hashes) {
  Saw(path, version);
  File& file = files_.front();
  if (hashes.empty()) return;
  size_t end = first_line + hashes.size() / kDigits;
  std::erase_if(file.lines, [&](const LineRange& range) {
    return range.first_line >= first_line &&
           range.first_line + range.hashes.size() / kDigits <= end;
  });
  file.lines.push_back({first_line, std::move(hashes)});
  size_t kept = 0;
  for (auto range = file.lines.rbegin(); range != file.lines.rend(); ++range) {
    size_t room = (limits::kTrackedLines - kept) * kDigits;
    if (range->hashes.size() > room) range->hashes.resize(room);
    kept += range->hashes.size() / kDigits;
  }
  std::erase_if(file.lines, [](const LineRange& range) { return range.hashes.empty(); });
  DropOldLines();
}

void ReadTracker::Edited(std::string_view path, std::string_view version, size_t first_changed) {
  File& file = Touch(path);
  file.version = version;
  for (LineRange& range : file.lines) {
    size_t unchanged = first_changed > range.first_line ? first_changed - range.first_line : 0;
    range.hashes.resize(std::min(range.hashes.size(), unchanged * kDigits));
  }
  std::erase_if(file.lines, [](const LineRange& range) { return range.hashes.empty(); });
}

void ReadTracker::Forget(std::string_view path) {
  auto found = by_path_.find(path);
  if (found == by_path_.end()) return;
  Files::iterator file = found->second;
  by_path_.erase(found);
  files_.erase(file);
}

std::optional<std::string> ReadTracker::VersionOf(std::string_view path) const {
  auto found = by_path_.find(path);
  if (found == by_path_.end()) return std::nullopt;
  return found->second->version;
}

std::vector<KnownLines> ReadTracker::LinesOf(std::string_view path) const {
  std::vector<KnownLines> known;
  if (auto found = by_path_.find(path); found != by_path_.end()) {
    for (const LineRange& range : found->second->lines) {
      known.push_back({range.first_line, range.hashes});
    }
  }
  return known;
}

// Keeps line hashes of the files seen last only. The front file has just got some.
void ReadTracker::DropOldLines() {
  size_t with_lines = 0;
  for (File& file : files_) {
    if (file.lines.empty()) continue;
    if (++with_lines > limits::kTrackedLineFiles) {
      file.lines = {};
      return;  // One file at a time came in, so one is over.
    }
  }
}

}  // namespace nacre
