#include "console/grep_findings.h"

#include <algorithm>
#include <map>
#include <string_view>
#include <utility>

#include "console/fields.h"
#include "console/spec.h"

namespace nacre {
namespace {

std::vector<std::string> StringsOf(const Json& array) {
  std::vector<std::string> strings;
  for (const Json& item : array) {
    if (item.is_string()) strings.push_back(*item.get_ptr<const std::string*>());
  }
  return strings;
}

// Answers "is it hidden?" for runs of rows of the same file at the cost of one check.
class HiddenPaths {
 public:
  explicit HiddenPaths(const PermissionChecker* checker) : checker_(checker) {}

  bool Hides(std::string_view path) {
    if (checker_ == nullptr) return false;
    if (path != last_path_ || !asked_) {
      last_path_ = path;
      last_answer_ = checker_->HidesFromGrep(path);
      asked_ = true;
    }
    any_ = any_ || last_answer_;
    return last_answer_;
  }

  bool any() const { return any_; }

 private:
  const PermissionChecker* checker_;
  std::string last_path_;
  bool last_answer_ = false;
  bool asked_ = false;
  bool any_ = false;
};

void ReadHits(const Json& answer, HiddenPaths& paths, GrepFindings& findings) {
  for (const Json& match : ArrayField(answer, "matches")) {
    std::string_view path = StringField(match, "path");
    if (paths.Hides(path)) continue;
    findings.hits.push_back(
        {.path = std::string(path),
         .line = std::clamp<int64_t>(IntegerField(match, "line").value_or(1), 1, kLargestInteger),
         .text = std::string(StringField(match, "text")),
         .before = StringsOf(ArrayField(match, "before")),
         .after = StringsOf(ArrayField(match, "after"))});
  }
  findings.match_count = findings.hits.size();
}

void ReadFiles(const Json& answer, HiddenPaths& paths, GrepFindings& findings) {
  std::map<std::string, uint64_t, std::less<>> counts;
  auto add = [&](const Json& row, uint64_t count) {
    std::string_view path = StringField(row, "path");
    if (!paths.Hides(path)) counts[std::string(path)] += count;
  };
  const Json& files = ArrayField(answer, "files");
  for (const Json& file : files) {
    add(file, static_cast<uint64_t>(std::max<int64_t>(1, IntegerField(file, "count").value_or(1))));
  }
  if (files.empty()) {
    for (const Json& match : ArrayField(answer, "matches")) add(match, 1);
  }
  for (auto& [path, count] : counts) {
    findings.match_count += count;
    findings.files.push_back({path, count});
  }
}

}  // namespace

GrepFindings SiftGrep(const Json& answer, GrepMode mode, const PermissionChecker* checker) {
  GrepFindings findings;
  HiddenPaths paths(checker);
  if (mode == GrepMode::kContent) {
    ReadHits(answer, paths, findings);
  } else {
    ReadFiles(answer, paths, findings);
  }
  uint64_t skipped_hidden = 0;
  findings.skipped = ReadSkips(answer, [&](std::string_view path) {
    bool hidden = paths.Hides(path);
    if (hidden) ++skipped_hidden;
    return hidden;
  });
  // A hidden file counts as searched whether or not it was skipped, which can depend on its
  // content.
  std::optional<int64_t> searched = IntegerField(answer, "filesSearched");
  if (searched && *searched >= 0) {
    findings.files_searched = static_cast<uint64_t>(*searched) + skipped_hidden;
  }
  findings.truncated = BoolField(answer, "truncated");
  findings.hidden = paths.any();
  return findings;
}

void CutFindings(GrepFindings& findings, size_t most) {
  if (findings.size() <= most) return;
  findings.truncated = true;
  if (!findings.hits.empty()) {
    findings.hits.resize(most);
    findings.match_count = most;
    return;
  }
  for (size_t i = most; i < findings.files.size(); ++i) {
    findings.match_count -= findings.files[i].count;
  }
  findings.files.resize(most);
}

}  // namespace nacre
