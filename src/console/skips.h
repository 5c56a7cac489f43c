#ifndef NACRE_CONSOLE_SKIPS_H_
#define NACRE_CONSOLE_SKIPS_H_

#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "console/answer.h"
#include "console/fields.h"

namespace nacre {

/// A file or directory that a listing or search could not look at, and why.
struct Skip {
  std::string path;
  std::string reason;
};

/// `2 skipped: /a (binary), /b (too large)`, naming the first few; empty when there are none.
std::string SkipsNote(const std::vector<Skip>& skips);

/// As rows of `{path, reason}`.
Json SkipsJson(const std::vector<Skip>& skips);

/// Puts them into the answer's metadata; the line for its text. Nothing when there are none.
std::string TellSkips(const std::vector<Skip>& skips, ToolAnswer& answer);

/// What `answer` of a backend tells under `skipped`, but what `hides` says yes to.
template <typename Hides>
std::vector<Skip> ReadSkips(const Json& answer, Hides hides) {
  std::vector<Skip> skips;
  for (const Json& row : ArrayField(answer, "skipped")) {
    std::string_view path = StringField(row, "path");
    if (!hides(path)) skips.push_back({std::string(path), std::string(StringField(row, "reason"))});
  }
  return skips;
}

}  // namespace nacre

#endif  // NACRE_CONSOLE_SKIPS_H_
