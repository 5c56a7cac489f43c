#include "console/answer.h"

#include <utility>

#include "base/format.h"

namespace nacre {

ToolAnswer ErrorAnswer(const Status& status) {
  constexpr std::string_view kPrefix = "Error: ";
  ToolAnswer answer;
  answer.text = status.message.starts_with(kPrefix) ? status.message
                                                    : Format("{}{}", kPrefix, status.message);
  if (!status.path.empty()) answer.metadata["path"] = status.path;
  answer.error = status.code;
  return answer;
}

Message ToMessage(ToolAnswer answer) {
  Message message{Json::object(), {}};
  Json content = Json::array();
  content.push_back(Json{{"type", "text"}, {"text", std::move(answer.text)}});
  if (answer.part) {
    content.push_back(Json{{"type", answer.part->type},
                           {"mediaType", std::move(answer.part->media_type)},
                           {"filename", std::move(answer.part->filename)}});
    message.payload = std::move(answer.part->bytes);
  }
  message.value["content"] = std::move(content);
  message.value["isError"] = answer.error.has_value();
  if (answer.error) message.value["code"] = CodeName(*answer.error);
  message.value["metadata"] = std::move(answer.metadata);
  return message;
}

}  // namespace nacre
