#include "console/skips.h"

#include <algorithm>

#include "base/format.h"
#include "base/limits.h"
#include "console/phrases.h"

namespace nacre {

std::string SkipsNote(const std::vector<Skip>& skips) {
  if (skips.empty()) return {};
  std::string note = Format("{} skipped: ", skips.size());
  for (size_t i = 0; i < std::min(skips.size(), limits::kNamedSkips); ++i) {
    note += Format("{}{} ({})", i == 0 ? "" : ", ", ShownPath(skips[i].path), skips[i].reason);
  }
  if (skips.size() > limits::kNamedSkips) note += " and others";
  return note;
}

Json SkipsJson(const std::vector<Skip>& skips) {
  Json rows = Json::array();
  for (const Skip& skip : skips) {
    rows.push_back(Json{{"path", skip.path}, {"reason", skip.reason}});
  }
  return rows;
}

std::string TellSkips(const std::vector<Skip>& skips, ToolAnswer& answer) {
  if (skips.empty()) return {};
  answer.metadata["skipped"] = SkipsJson(skips);
  return Format("\n({})", SkipsNote(skips));
}

}  // namespace nacre
