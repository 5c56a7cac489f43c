#include "permissions/ruleset.h"

#include <algorithm>
#include <utility>

#include "base/format.h"
#include "base/limits.h"
#include "base/utf8.h"

namespace nacre {
namespace {

constexpr std::array<std::string_view, kOperations.size()> kOperationNames = {
    "read", "write", "edit", "execute", "glob", "grep", "ls"};
constexpr std::array<std::string_view, 3> kActionNames = {"allow", "ask", "deny"};

template <typename Name, size_t N>
std::optional<Name> FromName(const std::array<std::string_view, N>& names, std::string_view name) {
  const auto found = std::ranges::find(names, name);
  if (found == names.end()) return std::nullopt;
  return static_cast<Name>(found - names.begin());
}

std::unexpected<Status> Refuse(const std::string& place, std::string_view problem) {
  return Fail(Code::kInvalidArgument, Format("Permission ruleset: {} {}", place, problem));
}

Result<Action> ActionAt(const Json& json, const std::string& place) {
  if (!json.is_string()) return Refuse(place, "must be one of 'allow', 'deny', 'ask'");
  const auto& name = json.get_ref<const std::string&>();
  if (const auto action = ActionFromName(name)) return *action;
  return Refuse(place, Format("must be one of 'allow', 'deny', 'ask', not '{}'",
                              Abbreviate(name, limits::kMessageQuoteChars)));
}

Result<PermissionRule> RuleAt(const Json& json, const std::string& place) {
  if (!json.is_object()) return Refuse(place, "must be an object");
  const auto pattern = json.find("pattern");
  if (pattern == json.end() || !pattern->is_string()) {
    return Refuse(place + ".pattern", "must be a string");
  }
  PermissionRule rule;
  rule.pattern = pattern->get_ref<const std::string&>();
  if (rule.pattern.size() > limits::kRulePatternBytes) {
    return Refuse(place + ".pattern", Format("is {} bytes long; the most is {}",
                                             rule.pattern.size(), limits::kRulePatternBytes));
  }
  const auto action = json.find("action");
  if (action == json.end()) {
    return Refuse(place + ".action", "must be one of 'allow', 'deny', 'ask'");
  }
  auto parsed = ActionAt(*action, place + ".action");
  if (!parsed) return std::unexpected(std::move(parsed.error()));
  rule.action = *parsed;
  if (const auto description = json.find("description"); description != json.end()) {
    if (!description->is_string()) return Refuse(place + ".description", "must be a string");
    rule.description = description->get_ref<const std::string&>();
  }
  return rule;
}

Result<OperationPermissions> PermissionsAt(const Json& json, const std::string& place,
                                           size_t& rules_left) {
  if (!json.is_object()) return Refuse(place, "must be an object or null");
  OperationPermissions permissions;
  if (const auto found = json.find("default"); found != json.end()) {
    auto action = ActionAt(*found, place + ".default");
    if (!action) return std::unexpected(std::move(action.error()));
    permissions.default_action = *action;
  }
  const auto rules = json.find("rules");
  if (rules == json.end()) return permissions;
  if (!rules->is_array()) return Refuse(place + ".rules", "must be an array");
  if (rules->size() > rules_left) {
    return Fail(Code::kLimitExceeded,
                Format("Permission ruleset: more than {} rules", limits::kRules));
  }
  rules_left -= rules->size();
  permissions.rules.reserve(rules->size());
  for (const Json& item : *rules) {
    auto rule = RuleAt(item, Format("{}.rules[{}]", place, permissions.rules.size()));
    if (!rule) return std::unexpected(std::move(rule.error()));
    permissions.rules.push_back(*std::move(rule));
  }
  return permissions;
}

Json PermissionsToJson(const OperationPermissions& permissions) {
  Json rules = Json::array();
  for (const PermissionRule& rule : permissions.rules) {
    rules.push_back(Json{{"pattern", rule.pattern},
                         {"action", ActionName(rule.action)},
                         {"description", rule.description}});
  }
  return Json{{"default", ActionName(permissions.default_action)}, {"rules", std::move(rules)}};
}

}  // namespace

std::string_view OperationName(PermissionOperation operation) {
  return kOperationNames[static_cast<size_t>(operation)];
}

std::optional<PermissionOperation> OperationFromName(std::string_view name) {
  return FromName<PermissionOperation>(kOperationNames, name);
}

std::string_view ActionName(Action action) { return kActionNames[static_cast<size_t>(action)]; }

std::optional<Action> ActionFromName(std::string_view name) {
  return FromName<Action>(kActionNames, name);
}

Action PermissionRuleset::DefaultFor(PermissionOperation operation) const {
  const auto& permissions = (*this)[operation];
  return permissions ? permissions->default_action : default_action;
}

Result<PermissionRuleset> RulesetFromJson(const Json& json) {
  if (!json.is_object()) {
    return Fail(Code::kInvalidArgument, "Permission ruleset must be an object");
  }
  PermissionRuleset ruleset;
  if (const auto found = json.find("default"); found != json.end()) {
    auto action = ActionAt(*found, "default");
    if (!action) return std::unexpected(std::move(action.error()));
    ruleset.default_action = *action;
  }
  size_t rules_left = limits::kRules;
  for (const PermissionOperation operation : kOperations) {
    const std::string name(OperationName(operation));
    const auto found = json.find(name);
    if (found == json.end() || found->is_null()) continue;
    auto permissions = PermissionsAt(*found, name, rules_left);
    if (!permissions) return std::unexpected(std::move(permissions.error()));
    ruleset[operation] = *std::move(permissions);
  }
  return ruleset;
}

Result<PermissionRuleset> ParseRuleset(std::string_view text) {
  auto json = ParseJson(text, "Permission ruleset");
  if (!json) return std::unexpected(std::move(json.error()));
  return RulesetFromJson(*json);
}

Json RulesetToJson(const PermissionRuleset& ruleset) {
  Json json{{"default", ActionName(ruleset.default_action)}};
  for (const PermissionOperation operation : kOperations) {
    const auto& permissions = ruleset[operation];
    json[std::string(OperationName(operation))] =
        permissions ? PermissionsToJson(*permissions) : Json(nullptr);
  }
  return json;
}

}  // namespace nacre
