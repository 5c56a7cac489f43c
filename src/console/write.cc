#include <string>
#include <utility>

#include "base/format.h"
#include "base/hash.h"
#include "console/backend_call.h"
#include "console/fields.h"
#include "console/phrases.h"
#include "console/tools.h"
#include "text/lines.h"

namespace nacre {

Task<ToolAnswer> RunWriteFile(Call& call) {
  std::string content = std::move(*call.args["content"].get_ptr<std::string*>());
  size_t lines = CountPythonLines(content);
  std::string version = Xxh3Hex128(content);
  Result<Message> written =
      co_await CallBackend(*call.host, "write", Json{{"path", call.path}}, std::move(content));
  if (!written) co_return ErrorAnswer(written.error());
  if (std::string_view told = StringField(written->value, "version"); !told.empty()) version = told;
  call.state->tracker.Saw(call.path, version);
  std::string path(StringField(written->value, "path"));
  if (path.empty()) path = call.path;
  ToolAnswer answer;
  answer.text = Format("Wrote {} to {}", Counted(lines, "line"), ShownPath(path));
  answer.metadata = written->value.is_object() ? std::move(written->value) : Json::object();
  answer.metadata["path"] = std::move(path);
  answer.metadata["lines"] = lines;
  answer.metadata["version"] = std::move(version);
  co_return answer;
}

}  // namespace nacre
