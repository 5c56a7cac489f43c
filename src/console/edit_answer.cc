#include "console/edit_answer.h"

#include <utility>

#include "base/format.h"
#include "base/limits.h"
#include "base/utf8.h"
#include "console/phrases.h"

namespace nacre {

ToolAnswer AnswerOf(EditReport report) {
  ToolAnswer answer;
  std::string what = Format("{}: {}", ShownPath(report.path), report.summary);
  if (!report.dry_run) {
    answer.text = "Edited " + what;
  } else {
    answer.text = "Dry run, nothing written. Would edit " + what;
    std::string_view shown = PrefixOfCodePoints(report.diff, limits::kToolDiffChars);
    if (!shown.empty()) answer.text.append("\n\n").append(shown);
    if (shown.size() < report.diff.size()) answer.text += "\n... (difference truncated)";
  }
  answer.metadata = Json{{"path", std::move(report.path)},
                         {"occurrences", report.occurrences},
                         {"diff", std::move(report.diff)},
                         {"dryRun", report.dry_run}};
  return answer;
}

}  // namespace nacre
