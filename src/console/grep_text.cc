#include <algorithm>

#include "base/format.h"
#include "base/limits.h"
#include "base/utf8.h"
#include "console/grep_findings.h"
#include "console/phrases.h"

namespace nacre {
namespace {

constexpr std::string_view kNarrow = "; narrow `pattern`, `path` or `glob_pattern` to see the rest";

// Rows of matching and context lines, until a bound of rows is reached.
class ContentRows {
 public:
  /// Adds a hit with its context. False when there is no more room, and nothing was added.
  bool Add(const GrepHit& hit) {
    if (rows_ >= limits::kToolGrepTextRows) return false;
    bool context = !hit.before.empty() || !hit.after.empty() || last_line_ > 0;
    int64_t line = hit.line - static_cast<int64_t>(hit.before.size());
    if (context && rows_ > 0 && (hit.path != last_path_ || line != last_line_ + 1)) {
      text_ += "\n  --";
    }
    std::string path = ShownPath(hit.path);
    for (const std::string& text : hit.before) Row(path, '-', line++, text);
    for (size_t start = 0; start <= hit.text.size();) {
      size_t end = std::min(hit.text.find('\n', start), hit.text.size());
      Row(path, ':', line++, std::string_view(hit.text).substr(start, end - start));
      start = end + 1;
    }
    for (const std::string& text : hit.after) Row(path, '-', line++, text);
    if (context) {
      last_path_ = hit.path;
      last_line_ = line - 1;
    }
    return true;
  }

  const std::string& text() const { return text_; }

 private:
  void Row(const std::string& path, char mark, int64_t line, std::string_view text) {
    if (rows_ >= limits::kToolGrepTextRows) return;
    ++rows_;
    text_ += Format("\n  {}{}{}{} {}", path, mark, line, mark,
                    PrefixOfCodePoints(text, limits::kGrepLineChars));
  }

  std::string text_;
  size_t rows_ = 0;
  std::string last_path_;
  int64_t last_line_ = 0;  // 0 as long as there was no context.
};

std::string MoreNote(const GrepFindings& findings, size_t shown, std::string_view singular,
                     std::string_view plural) {
  size_t more = findings.size() - shown;
  if (more == 0) return {};
  return Format("\n  ... and {}{} more {}", findings.truncated ? "at least " : "", more,
                more == 1 ? singular : plural);
}

std::string Content(const GrepFindings& findings, const std::string& pattern, size_t& shown) {
  ContentRows rows;
  while (shown < std::min(findings.hits.size(), limits::kGrepRows) &&
         rows.Add(findings.hits[shown])) {
    ++shown;
  }
  return Format("Matches for '{}':{}{}", pattern, rows.text(),
                MoreNote(findings, shown, "match", "matches"));
}

std::string Files(const GrepFindings& findings, const std::string& pattern, size_t& shown) {
  std::string text = Format("Files containing '{}':", pattern);
  for (; shown < std::min(findings.files.size(), limits::kGrepRows); ++shown) {
    text += "\n  " + ShownPath(findings.files[shown].path);
  }
  return text + MoreNote(findings, shown, "file", "files");
}

std::string Count(const GrepFindings& findings, const std::string& pattern) {
  return Format("Found {}{} for '{}' in {}", findings.truncated ? "at least " : "",
                Counted(findings.match_count, "match", "matches"), pattern,
                Counted(findings.files.size(), "file"));
}

// How far the search went and what it left out.
std::string Coverage(const GrepFindings& findings, bool rows_left) {
  std::string note;
  if (findings.truncated) {
    note = "search stopped early";
  } else if (findings.files_searched) {
    note = Counted(*findings.files_searched, "file") + " searched";
  }
  if (!findings.skipped.empty()) {
    note += (note.empty() ? "" : ", ") + SkipsNote(findings.skipped);
  }
  if (rows_left || findings.truncated) note += note.empty() ? kNarrow.substr(2) : kNarrow;
  return note.empty() ? note : Format("\n({})", note);
}

}  // namespace

std::string RenderGrep(const GrepFindings& findings, GrepMode mode, const std::string& pattern) {
  if (findings.size() == 0)
    return Format("No matches for '{}'{}", pattern, Coverage(findings, false));
  std::string text;
  size_t shown = 0;
  switch (mode) {
    case GrepMode::kContent:
      text = Content(findings, pattern, shown);
      break;
    case GrepMode::kFiles:
      text = Files(findings, pattern, shown);
      break;
    case GrepMode::kCount:
      text = Count(findings, pattern);
      shown = findings.size();
      break;
  }
  return text + Coverage(findings, shown < findings.size());
}

}  // namespace nacre
