#include <string>
#include <utility>

#include "base/format.h"
#include "console/backend_call.h"
#include "console/fields.h"
#include "console/phrases.h"
#include "console/skips.h"
#include "console/tools.h"

namespace nacre {
namespace {

std::string Row(const Json& entry) {
  std::string row = "\n  " + ShownPath(StringField(entry, "name"));
  if (BoolField(entry, "isDir")) return row + "/";
  std::optional<int64_t> size = IntegerField(entry, "size");
  if (size && *size >= 0) row += Format(" ({})", Counted(static_cast<uint64_t>(*size), "byte"));
  return row;
}

}  // namespace

Task<ToolAnswer> RunLs(Call& call) {
  std::string path = ShownPath(StringField(call.args, "path"));
  Result<Message> listed = co_await CallBackend(*call.host, "ls", Json{{"path", call.path}});
  if (!listed) co_return ErrorAnswer(listed.error());
  const std::optional<PermissionChecker>& checker = call.state->checker;
  auto hides = [&](std::string_view path) {
    return checker && checker->HidesFromListing(PermissionOperation::kLs, path);
  };
  std::string rows;
  uint64_t shown = 0;
  uint64_t withheld = 0;
  for (const Json& entry : ArrayField(listed->value, "entries")) {
    if (hides(StringField(entry, "path"))) {
      ++withheld;
      continue;
    }
    rows += Row(entry);
    ++shown;
  }
  ToolAnswer answer;
  answer.text = shown == 0 && withheld == 0 ? Format("Directory '{}' is empty", path)
                                            : Format("Contents of {}:{}", path, rows);
  if (withheld > 0) {
    answer.text +=
        Format("\n({} withheld by permission rules)", Counted(withheld, "entry", "entries"));
  }
  answer.metadata = Json{{"path", call.path}, {"entries", shown}, {"withheld", withheld}};
  answer.text += TellSkips(ReadSkips(listed->value, hides), answer);
  co_return answer;
}

}  // namespace nacre
