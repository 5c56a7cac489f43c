#include "console/schema.h"

#include "base/format.h"
#include "base/limits.h"

namespace nacre {
namespace {

Json TypeOf(const Parameter& parameter) {
  std::string_view type;
  switch (parameter.kind) {
    case ParameterKind::kString:
      type = "string";
      break;
    case ParameterKind::kInteger:
      type = "integer";
      break;
    case ParameterKind::kBoolean:
      type = "boolean";
      break;
    case ParameterKind::kObjects:
      type = "array";
      break;
  }
  return parameter.nullable ? Json::array({type, "null"}) : Json(type);
}

Json PropertySchema(const Parameter& parameter) {
  Json schema = Json::object();
  schema["type"] = TypeOf(parameter);
  schema["description"] = parameter.description;
  if (!parameter.choices.empty()) {
    Json& choices = schema["enum"] = Json::array();
    for (std::string_view choice : parameter.choices) choices.push_back(choice);
  }
  if (parameter.kind == ParameterKind::kString && !parameter.allow_empty) schema["minLength"] = 1;
  if (parameter.kind == ParameterKind::kInteger) {
    schema["minimum"] = parameter.minimum;
    if (parameter.maximum != kLargestInteger) schema["maximum"] = parameter.maximum;
  }
  if (parameter.kind == ParameterKind::kObjects) {
    schema["items"] = InputSchema(parameter.shape->members);
    schema["maxItems"] = limits::kEditsPerCall;
  }
  if (!parameter.default_json.empty()) {
    schema["default"] = *ParseJson(parameter.default_json, "Defaults");
  }
  return schema;
}

}  // namespace

Json InputSchema(std::span<const Parameter> parameters) {
  Json properties = Json::object();
  Json required = Json::array();
  for (const Parameter& parameter : parameters) {
    std::string name(parameter.name);
    properties[name] = PropertySchema(parameter);
    if (parameter.required) required.push_back(std::move(name));
  }
  Json schema = Json::object();
  schema["type"] = "object";
  schema["properties"] = std::move(properties);
  schema["required"] = std::move(required);
  schema["additionalProperties"] = false;
  return schema;
}

std::string AllowedValues(const Parameter& parameter) {
  std::string words;
  switch (parameter.kind) {
    case ParameterKind::kString:
      if (!parameter.choices.empty()) {
        for (std::string_view choice : parameter.choices) {
          words.append(words.empty() ? "one of \"" : ", \"").append(choice).append("\"");
        }
        break;
      }
      words = parameter.allow_empty ? "a string" : "a string that is not empty";
      if (parameter.max_bytes != SIZE_MAX) {
        words += Format(" of at most {} bytes", parameter.max_bytes);
      }
      break;
    case ParameterKind::kInteger:
      words = parameter.maximum == kLargestInteger
                  ? Format("an integer of at least {}", parameter.minimum)
                  : Format("an integer from {} to {}", parameter.minimum, parameter.maximum);
      break;
    case ParameterKind::kBoolean:
      words = "true or false";
      break;
    case ParameterKind::kObjects:
      words = Format("a list of at most {} objects", limits::kEditsPerCall);
      break;
  }
  if (parameter.nullable) words += ", or null";
  return words;
}

}  // namespace nacre
