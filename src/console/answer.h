#ifndef NACRE_CONSOLE_ANSWER_H_
#define NACRE_CONSOLE_ANSWER_H_

#include <optional>
#include <string>
#include <string_view>

#include "base/json.h"
#include "base/status.h"
#include "operation/operation.h"

namespace nacre {

/// An image or a document for the model to look at.
struct BinaryPart {
  std::string_view type;  ///< "image" or "file".
  std::string media_type;
  std::string filename;
  std::string bytes;
};

/// What a tool call answers.
struct ToolAnswer {
  std::string text;  ///< What the model reads.
  Json metadata = Json::object();
  std::optional<BinaryPart> part;
  std::optional<Code> error;
};

/// The answer that tells the model of a failure: "Error: " and its message.
ToolAnswer ErrorAnswer(const Status& status);

/// The request of the "done" effect; see `Toolset`.
Message ToMessage(ToolAnswer answer);

}  // namespace nacre

#endif  // NACRE_CONSOLE_ANSWER_H_
