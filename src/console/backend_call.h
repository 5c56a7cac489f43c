#ifndef NACRE_CONSOLE_BACKEND_CALL_H_
#define NACRE_CONSOLE_BACKEND_CALL_H_

#include <optional>
#include <string>
#include <string_view>

#include "base/json.h"
#include "base/status.h"
#include "operation/operation.h"
#include "operation/task.h"

namespace nacre {

/// Has the host call a method of the backend; `value` of the result is what the method answered.
/// Whatever the host sends, the result is one or a failure.
Task<Result<Message>> CallBackend(Host& host, std::string method, Json args,
                                  std::string payload = {});

/// The bytes of a file.
Task<Result<std::string>> ReadAllBytes(Host& host, std::string path);

/// The version of a file: the one that the backend told in `answer`, else of the bytes it has now.
Task<Result<std::string>> VersionAfter(Host& host, std::string path, Json answer);

/// Text that came as the payload, or under `key`; repaired when it is not UTF-8.
std::string TextOf(Message& message, std::string_view key);

/// The refusal of an edit whose file is not what the model saw.
Status ChangedSinceRead(std::string_view path);

}  // namespace nacre

#endif  // NACRE_CONSOLE_BACKEND_CALL_H_
