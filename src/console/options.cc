#include "console/options.h"

#include <algorithm>
#include <set>
#include <string>
#include <utility>

#include "base/format.h"
#include "base/utf8.h"
#include "console/fields.h"
#include "console/phrases.h"
#include "console/spec.h"
#include "permissions/presets.h"

namespace nacre {
namespace {

constexpr size_t kShownValueChars = 80;

std::string List(const std::set<std::string>& names) {
  std::string list;
  for (const std::string& name : names) list.append(list.empty() ? "" : ", ").append(name);
  return list;
}

// Reads fields one by one and keeps the first thing that is wrong.
class OptionReader {
 public:
  explicit OptionReader(const Json& json) : json_(json) {}

  void Read(std::string_view name, bool& value) {
    const Json* field = Take(name);
    if (field == nullptr) return;
    if (!field->is_boolean()) return Refuse(name, *field, "true or false");
    value = *field->get_ptr<const bool*>();
  }

  void Read(std::string_view name, uint64_t& value, uint64_t maximum) {
    const Json* field = Take(name);
    if (field == nullptr) return;
    std::optional<int64_t> number = ToInteger(*field);
    if (!number || *number < 0 || static_cast<uint64_t>(*number) > maximum) {
      return Refuse(name, *field, Format("an integer from 0 to {}", maximum));
    }
    value = static_cast<uint64_t>(*number);
  }

  template <typename T, size_t kCount>
  void Read(std::string_view name, T& value,
            const std::pair<std::string_view, T> (&choices)[kCount]) {
    const Json* field = Take(name);
    if (field == nullptr) return;
    std::string allowed;
    for (const auto& [text, choice] : choices) {
      if (*field == text) {
        value = choice;
        return;
      }
      allowed.append(allowed.empty() ? "\"" : " or \"").append(text).append("\"");
    }
    Refuse(name, *field, allowed);
  }

  /// The field, when it is there; it counts as known from now on.
  const Json* Take(std::string_view name) {
    known_.push_back(name);
    return FindField(json_, name);
  }

  void Refuse(std::string_view name, const Json& value, std::string_view allowed) {
    Problem(Format("Option '{}' is {}, it must be {}", name,
                   Abbreviate(DumpJson(value), kShownValueChars), allowed));
  }

  void Problem(std::string text) {
    if (problem_.empty()) problem_ = std::move(text);
  }

  Result<void> Finish() {
    if (problem_.empty() && json_.is_object()) {
      for (const auto& member : json_.items()) {
        if (std::ranges::find(known_, member.key()) != known_.end()) continue;
        Problem(Format("Unknown option '{}', the options are {}",
                       Abbreviate(member.key(), kShownValueChars),
                       List({known_.begin(), known_.end()})));
      }
    }
    if (problem_.empty()) return {};
    return Fail(Code::kInvalidArgument, problem_);
  }

 private:
  const Json& json_;
  std::vector<std::string_view> known_;
  std::string problem_;
};

void ReadPermissions(OptionReader& reader, ToolsetOptions& options) {
  constexpr std::string_view kAllowed =
      R"(a ruleset, "DEFAULT", "PERMISSIVE", "READONLY", "STRICT" or null)";
  options.permissions = DefaultRuleset();
  const Json* field = reader.Take("permissions");
  if (field == nullptr) return;
  if (field->is_null()) {
    options.permissions.reset();
  } else if (field->is_string()) {
    const PermissionRuleset* preset = PresetByName(*field->get_ptr<const std::string*>());
    if (preset == nullptr) return reader.Refuse("permissions", *field, kAllowed);
    options.permissions = *preset;
  } else if (field->is_object()) {
    Result<PermissionRuleset> ruleset = RulesetFromJson(*field);
    if (!ruleset) return reader.Problem("Option 'permissions': " + ruleset.error().message);
    options.permissions = *std::move(ruleset);
  } else {
    reader.Refuse("permissions", *field, kAllowed);
  }
}

void ReadOverride(OptionReader& reader, const ToolSpec& tool, const Json& value,
                  DescriptionOverride& read) {
  std::string place = Format("descriptions.{}", tool.name);
  if (value.is_string()) {
    read.description = *value.get_ptr<const std::string*>();
    return;
  }
  if (!value.is_object()) return reader.Refuse(place, value, "a string or an object");
  for (const auto& member : value.items()) {
    if (member.key() == "description" && member.value().is_string()) {
      read.description = *member.value().get_ptr<const std::string*>();
    } else if (member.key() != "args" || !member.value().is_object()) {
      return reader.Refuse(place, value,
                           "{\"description\": string, \"args\": {name: string}}, each optional");
    }
  }
  const Json* args = FindField(value, "args");
  if (args == nullptr) return;
  for (const auto& arg : args->items()) {
    if (!arg.value().is_string()) {
      return reader.Refuse(Format("{}.args.{}", place, arg.key()), arg.value(), "a string");
    }
    if (std::ranges::find(tool.parameters, arg.key(), &Parameter::name) == tool.parameters.end()) {
      return reader.Problem(
          Format("Option '{}.args' names '{}', which is not an argument of the tool", place,
                 Abbreviate(arg.key(), kShownValueChars)));
    }
    read.args[arg.key()] = *arg.value().get_ptr<const std::string*>();
  }
}

void ReadDescriptions(OptionReader& reader, ToolsetOptions& options) {
  const Json* field = reader.Take("descriptions");
  if (field == nullptr || field->is_null()) return;
  if (!field->is_object()) {
    return reader.Refuse("descriptions", *field, "an object with tool names as keys");
  }
  std::set<std::string> unknown;
  for (const auto& member : field->items()) {
    const ToolSpec* tool = FindTool(member.key());
    if (tool == nullptr) {
      unknown.insert(Abbreviate(member.key(), kShownValueChars));
    } else {
      ReadOverride(reader, *tool, member.value(), options.descriptions[member.key()]);
    }
  }
  if (unknown.empty()) return;
  std::set<std::string> known;
  for (const ToolSpec& tool : AllTools()) known.emplace(tool.name);
  std::string_view what = unknown.size() == 1 ? "name" : "names";
  reader.Problem(Format("Unknown tool {} in `descriptions`: {}. Valid names: {}", what,
                        List(unknown), List(known)));
}

void ReadCapabilities(OptionReader& reader, Capabilities& capabilities) {
  const Json* field = reader.Take("capabilities");
  if (field == nullptr || field->is_null()) return;
  if (!field->is_object()) return reader.Refuse("capabilities", *field, "an object");
  OptionReader nested(*field);
  nested.Read("execute", capabilities.execute);
  nested.Read("background", capabilities.background);
  if (const Json* images = nested.Take("images"); images != nullptr && !images->is_null()) {
    bool strings = images->is_array() && std::ranges::all_of(*images, &Json::is_string);
    if (!strings) {
      nested.Refuse("images", *images, "a list of media types");
    } else {
      for (const Json& image : *images) {
        capabilities.images.push_back(*image.get_ptr<const std::string*>());
      }
    }
  }
  if (auto finished = nested.Finish(); !finished) {
    reader.Problem("In 'capabilities': " + finished.error().message);
  }
}

}  // namespace

Result<ToolsetOptions> ParseToolsetOptions(const Json& json) {
  if (!json.is_object() && !json.is_null()) {
    return Fail(Code::kInvalidArgument, Format("Toolset options are {}, they must be an object",
                                               Abbreviate(DumpJson(json), kShownValueChars)));
  }
  ToolsetOptions options;
  OptionReader reader(json);
  reader.Read("includeExecute", options.include_execute);
  reader.Read("includeBackground", options.include_background);
  reader.Read("requireWriteApproval", options.require_write_approval);
  reader.Read("requireExecuteApproval", options.require_execute_approval);
  reader.Read("defaultIgnoreHidden", options.default_ignore_hidden);
  ReadPermissions(reader, options);
  reader.Read("askFallback", options.ask_fallback,
              {{"error", AskFallback::kError}, {"deny", AskFallback::kDeny}});
  reader.Read("hasAskCallback", options.has_ask_callback);
  reader.Read("imageSupport", options.image_support);
  reader.Read("maxImageBytes", options.max_image_bytes, limits::kFileBytes);
  reader.Read("documentSupport", options.document_support);
  reader.Read("maxDocumentBytes", options.max_document_bytes, limits::kFileBytes);
  reader.Read("editFormat", options.edit_format,
              {{"str_replace", EditFormat::kStrReplace}, {"hashline", EditFormat::kHashline}});
  reader.Read("hash", options.hash, {{"md5", LineHash::kMd5}, {"xxh3", LineHash::kXxh3}});
  ReadDescriptions(reader, options);
  reader.Read("profile", options.profile,
              {{"coding", Profile::kCoding}, {"agent", Profile::kAgent}});
  reader.Read("readOnly", options.read_only);
  ReadCapabilities(reader, options.capabilities);
  if (auto finished = reader.Finish(); !finished) return std::unexpected(finished.error());
  return options;
}

}  // namespace nacre
