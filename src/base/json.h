#ifndef NACRE_BASE_JSON_H_
#define NACRE_BASE_JSON_H_

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "base/status.h"

namespace nacre {

/// JSON with object keys in insertion order, so that schemas and results read as written.
using Json = nlohmann::ordered_json;

/// Receives the tokens of a JSON text.
using JsonReader = nlohmann::json_sax<Json>;

/// Hands the tokens of `text` to `reader`, without recursion, until it refuses one. Whether the
/// text is one JSON value, taken whole.
bool ReadJson(std::string_view text, JsonReader& reader);

/// Parses one JSON text from outside. Refuses ill-formed text, lone surrogates and nesting deeper
/// than `limits::kJsonDepth`; `what` names the text, in the plural, in the message ("Tool
/// arguments").
Result<Json> ParseJson(std::string_view text, std::string_view what);

/// Serialises without white space; strings that are not UTF-8 are repaired with U+FFFD, never
/// thrown on.
std::string DumpJson(const Json& value);

}  // namespace nacre

#endif  // NACRE_BASE_JSON_H_
