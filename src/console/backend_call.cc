#include "console/backend_call.h"

#include <utility>

#include "base/format.h"
#include "base/hash.h"
#include "base/utf8.h"
#include "console/fields.h"

namespace nacre {

Task<Result<Message>> CallBackend(Host& host, std::string method, Json args, std::string payload) {
  Effect effect;
  effect.kind = "backend";
  effect.request.value = Json{{"method", method}, {"args", std::move(args)}};
  effect.request.payload = std::move(payload);
  Message answer = co_await host.Perform(std::move(effect));
  if (const Json* error = FindField(answer.value, "error"); error != nullptr && !error->is_null()) {
    std::string message(StringField(*error, "message"));
    if (message.empty()) message = Format("Backend failed without a reason in '{}'", method);
    co_return Fail(CodeFromName(StringField(*error, "code")), std::move(message),
                   std::string(StringField(*error, "path")));
  }
  auto ok = answer.value.is_object() ? answer.value.find("ok") : answer.value.end();
  if (ok == answer.value.end()) {
    co_return Fail(Code::kIo, Format("Backend gave no answer to '{}'", method));
  }
  Json result = std::move(*ok);
  co_return Message{std::move(result), std::move(answer.payload)};
}

Task<Result<std::string>> ReadAllBytes(Host& host, std::string path) {
  Result<Message> read = co_await CallBackend(host, "readBytes", Json{{"path", std::move(path)}});
  if (!read) co_return std::unexpected(std::move(read.error()));
  co_return std::move(read->payload);
}

Task<Result<std::string>> VersionAfter(Host& host, std::string path, Json answer) {
  std::string version(StringField(answer, "version"));
  if (!version.empty()) co_return version;
  Result<std::string> bytes = co_await ReadAllBytes(host, std::move(path));
  if (!bytes) co_return std::unexpected(std::move(bytes.error()));
  co_return Xxh3Hex128(*bytes);
}

std::string TextOf(Message& message, std::string_view key) {
  std::string text = std::move(message.payload);
  if (text.empty()) text = StringField(message.value, key);
  return IsValidUtf8(text) ? text : ToValidUtf8(text);
}

Status ChangedSinceRead(std::string_view path) {
  return {Code::kStale,
          Format("'{}' changed since you last read it. Read it again before editing so your change "
                 "applies to the current contents.",
                 path),
          std::string(path)};
}

}  // namespace nacre
