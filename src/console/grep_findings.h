#ifndef NACRE_CONSOLE_GREP_FINDINGS_H_
#define NACRE_CONSOLE_GREP_FINDINGS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/json.h"
#include "console/skips.h"
#include "permissions/checker.h"

namespace nacre {

enum class GrepMode { kContent, kFiles, kCount };

struct GrepHit {
  std::string path;
  int64_t line = 0;  ///< 1-based.
  std::string text;  ///< One line; several for a match that spans them.
  std::vector<std::string> before;
  std::vector<std::string> after;
};

struct GrepFileHits {
  std::string path;
  uint64_t count = 0;
};

/// A backend's answer to a grep, without what the rules hide.
struct GrepFindings {
  std::vector<GrepHit> hits;        ///< `GrepMode::kContent`.
  std::vector<GrepFileHits> files;  ///< The other modes; each path once, sorted.
  std::vector<Skip> skipped;
  std::optional<uint64_t>
      files_searched;        ///< With those that the rules hide; nothing when not told.
  uint64_t match_count = 0;  ///< In what is left.
  bool truncated = false;
  bool hidden = false;  ///< Whether the rules hid something.

  /// What a bound counts: hits or files.
  size_t size() const { return hits.empty() ? files.size() : hits.size(); }
};

/// Reads `answer` (see `Toolset`) and leaves out what `checker`, if there is one, hides.
GrepFindings SiftGrep(const Json& answer, GrepMode mode, const PermissionChecker* checker);

/// Keeps the first `most` hits or files; `truncated` if there were more.
void CutFindings(GrepFindings& findings, size_t most);

/// The findings as the model reads them: heading, rows, how many more, and how many files were
/// searched.
std::string RenderGrep(const GrepFindings& findings, GrepMode mode, const std::string& pattern);

}  // namespace nacre

#endif  // NACRE_CONSOLE_GREP_FINDINGS_H_
