#include "console/arguments.h"

#include <algorithm>
#include <charconv>
#include <string>
#include <utility>
#include <vector>

#include "base/format.h"
#include "base/limits.h"
#include "base/utf8.h"
#include "console/fields.h"
#include "console/schema.h"

namespace nacre {
namespace {

constexpr size_t kShownValueChars = 80;
constexpr size_t kShownProblems = 10;

// Refuses a text that would cost far more than its size once parsed: every value is an allocation,
// and members of an object are looked up one by one.
Result<void> CheckSize(std::string_view text) {
  if (text.size() > limits::kArgumentBytes) {
    return Fail(Code::kLimitExceeded, Format("Tool arguments are {} bytes, the limit is {}",
                                             text.size(), limits::kArgumentBytes));
  }
  size_t tokens = 0;
  size_t members = 0;
  bool in_string = false;
  for (size_t i = 0; i < text.size(); ++i) {
    char c = text[i];
    if (in_string) {
      if (c == '\\') {
        ++i;
      } else if (c == '"') {
        in_string = false;
      }
      continue;
    }
    in_string = c == '"';
    if (c == ':') ++members;
    if (c == ':' || c == ',' || c == '[' || c == '{') ++tokens;
  }
  if (tokens > limits::kArgumentTokens || members > limits::kArgumentMembers) {
    return Fail(Code::kLimitExceeded,
                Format("Tool arguments have too many values; at most {} named ones are allowed",
                       limits::kArgumentMembers));
  }
  return {};
}

std::string ShownValue(const Json& value) {
  if (value.is_string()) {
    const std::string& text = *value.get_ptr<const std::string*>();
    return DumpJson(Json(Abbreviate(text, kShownValueChars)));
  }
  return Abbreviate(DumpJson(value), kShownValueChars);
}

std::string Quoted(std::string_view name) {
  return Format("'{}'", Abbreviate(name, kShownValueChars));
}

// Collects what is wrong with one call's arguments while it reads them.
class Reader {
 public:
  // Reads `given` into an object with these parameters; `place` is what names are prefixed with.
  Json ReadObject(Json& given, std::span<const Parameter> parameters, const std::string& place) {
    Json read = Json::object();
    for (const Parameter& parameter : parameters) {
      std::string name(parameter.name);
      auto found = given.find(name);
      if (found == given.end() || (found->is_null() && !parameter.nullable)) {
        ReadAbsent(parameter, place, read);
        continue;
      }
      ReadValue(*found, parameter, place + name, read[name]);
    }
    RefuseUnknown(given, parameters, place);
    return read;
  }

  const std::vector<std::string>& problems() const { return problems_; }

  void Problem(std::string text) { problems_.push_back(std::move(text)); }

 private:
  void ReadAbsent(const Parameter& parameter, const std::string& place, Json& read) {
    if (parameter.required) {
      Problem(Format("{} is missing, it must be {}", Quoted(Format("{}{}", place, parameter.name)),
                     AllowedValues(parameter)));
    } else if (!parameter.default_json.empty()) {
      read[std::string(parameter.name)] = *ParseJson(parameter.default_json, "Defaults");
    }
  }

  void ReadValue(Json& value, const Parameter& parameter, const std::string& place, Json& read) {
    if (value.is_null()) return;  // `read` is null already.
    switch (parameter.kind) {
      case ParameterKind::kString:
        if (!IsAllowedString(value, parameter)) return Refuse(value, parameter, place);
        read = std::move(value);
        return;
      case ParameterKind::kInteger: {
        std::optional<int64_t> number = LenientInteger(value);
        if (!number || *number < parameter.minimum || *number > parameter.maximum) {
          return Refuse(value, parameter, place);
        }
        read = *number;
        return;
      }
      case ParameterKind::kBoolean:
        if (value.is_boolean()) {
          read = std::move(value);
        } else if (value == "true" || value == "false") {
          read = value == "true";
        } else {
          Refuse(value, parameter, place);
        }
        return;
      case ParameterKind::kObjects:
        ReadObjects(value, parameter, place, read);
        return;
    }
  }

  void ReadObjects(Json& value, const Parameter& parameter, const std::string& place, Json& read) {
    if (!value.is_array() || value.size() > limits::kEditsPerCall) {
      return Refuse(value, parameter, place);
    }
    read = Json::array();
    for (size_t i = 0; i < value.size(); ++i) {
      std::string item_place = Format("{}[{}]", place, i);
      if (!value[i].is_object()) {
        Problem(Format("{} is {}, it must be an object", Quoted(item_place), ShownValue(value[i])));
        continue;
      }
      read.push_back(ReadObject(value[i], parameter.shape->members, item_place + "."));
    }
  }

  void RefuseUnknown(const Json& given, std::span<const Parameter> parameters,
                     const std::string& place) {
    for (const auto& member : given.items()) {
      std::string_view key = member.key();
      if (std::ranges::find(parameters, key, &Parameter::name) != parameters.end()) continue;
      std::string names;
      for (const Parameter& parameter : parameters) {
        names.append(names.empty() ? "" : ", ").append(parameter.name);
      }
      Problem(Format("{} is not an argument, {}", Quoted(Format("{}{}", place, key)),
                     names.empty() ? "there are none" : "they are " + names));
    }
  }

  void Refuse(const Json& value, const Parameter& parameter, const std::string& place) {
    Problem(Format("{} is {}, it must be {}", Quoted(place), ShownValue(value),
                   AllowedValues(parameter)));
  }

  static bool IsAllowedString(const Json& value, const Parameter& parameter) {
    if (!value.is_string()) return false;
    const std::string& text = *value.get_ptr<const std::string*>();
    if (text.empty() && !parameter.allow_empty) return false;
    if (text.size() > parameter.max_bytes) return false;
    return parameter.choices.empty() ||
           std::ranges::find(parameter.choices, text) != parameter.choices.end();
  }

  static std::optional<int64_t> LenientInteger(const Json& value) {
    if (!value.is_string()) return ToInteger(value);
    const std::string& text = *value.get_ptr<const std::string*>();
    int64_t number = 0;
    const char* end = text.data() + text.size();
    auto [stop, error] = std::from_chars(text.data(), end, number);
    if (error != std::errc() || stop != end) return std::nullopt;
    return number;
  }

  std::vector<std::string> problems_;
};

// Takes "file_path" for "path".
void ResolveAlias(Json& given, std::span<const Parameter> parameters, Reader& reader) {
  auto alias = given.find("file_path");
  if (alias == given.end() ||
      std::ranges::find(parameters, "path", &Parameter::name) == parameters.end()) {
    return;
  }
  Json value = std::move(*alias);
  given.erase("file_path");
  auto path = given.find("path");
  if (path == given.end() || path->is_null()) {
    given["path"] = std::move(value);
  } else if (!value.is_null() && *path != value) {
    reader.Problem("'path' and 'file_path' differ, give one of them");
  }
}

}  // namespace

Result<Json> CheckArguments(std::string_view tool, std::span<const Parameter> parameters,
                            std::string_view text) {
  if (auto sized = CheckSize(text); !sized) return std::unexpected(sized.error());
  Json given = Json::object();
  if (text.find_first_not_of(" \t\r\n") != std::string_view::npos) {
    Result<Json> parsed = ParseJson(text, "Tool arguments");
    if (!parsed) return std::unexpected(parsed.error());
    if (!parsed->is_null()) given = std::move(*parsed);
  }
  if (!given.is_object()) {
    return Fail(
        Code::kInvalidArgument,
        Format("Arguments for {} are {}, they must be a JSON object", tool, ShownValue(given)));
  }
  Reader reader;
  ResolveAlias(given, parameters, reader);
  Json read = reader.ReadObject(given, parameters, {});
  const std::vector<std::string>& problems = reader.problems();
  if (problems.empty()) return read;
  std::string message = Format("Invalid arguments for {}: ", tool);
  for (size_t i = 0; i < std::min(problems.size(), kShownProblems); ++i) {
    message.append(i == 0 ? "" : "; ").append(problems[i]);
  }
  if (problems.size() > kShownProblems) {
    message += Format("; and {} more problems", problems.size() - kShownProblems);
  }
  return Fail(Code::kInvalidArgument, std::move(message));
}

}  // namespace nacre
