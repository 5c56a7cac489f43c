#ifndef NACRE_CONSOLE_EDIT_ANSWER_H_
#define NACRE_CONSOLE_EDIT_ANSWER_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "console/answer.h"

namespace nacre {

/// What an edit did, or with a dry run would do.
struct EditReport {
  std::string path;
  std::string summary;  ///< "replaced 1 occurrence"
  int64_t occurrences = 0;
  std::string diff;
  bool dry_run = false;
};

/// "Edited {path}: {summary}"; for a dry run that nothing was written, and the diff.
ToolAnswer AnswerOf(EditReport report);

}  // namespace nacre

#endif  // NACRE_CONSOLE_EDIT_ANSWER_H_
