#ifndef NACRE_PERMISSIONS_RULESET_H_
#define NACRE_PERMISSIONS_RULESET_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/status.h"

namespace nacre {

/// What an agent may want to do. (`Operation` is the coroutine of operation/operation.h.)
enum class PermissionOperation : uint8_t { kRead, kWrite, kEdit, kExecute, kGlob, kGrep, kLs };

inline constexpr std::array<PermissionOperation, 7> kOperations = {
    PermissionOperation::kRead,    PermissionOperation::kWrite, PermissionOperation::kEdit,
    PermissionOperation::kExecute, PermissionOperation::kGlob,  PermissionOperation::kGrep,
    PermissionOperation::kLs};

/// What a rule answers. Ordered from mild to strict.
enum class Action : uint8_t { kAllow, kAsk, kDeny };

std::string_view OperationName(PermissionOperation operation);
std::optional<PermissionOperation> OperationFromName(std::string_view name);
std::string_view ActionName(Action action);
std::optional<Action> ActionFromName(std::string_view name);

/// The answer for the targets that `pattern` matches. The description is shown to the model on a
/// denial.
struct PermissionRule {
  std::string pattern;
  Action action = Action::kDeny;
  std::string description;

  bool operator==(const PermissionRule&) const = default;
};

/// The rules of one operation, in order: the first that matches wins, else `default_action`.
struct OperationPermissions {
  Action default_action = Action::kAllow;
  std::vector<PermissionRule> rules;

  bool operator==(const OperationPermissions&) const = default;
};

/// Every operation's permissions. An absent operation has no rules and the ruleset's own default.
struct PermissionRuleset {
  Action default_action = Action::kAsk;
  std::array<std::optional<OperationPermissions>, kOperations.size()> operations;

  const std::optional<OperationPermissions>& operator[](PermissionOperation operation) const {
    return operations[static_cast<size_t>(operation)];
  }
  std::optional<OperationPermissions>& operator[](PermissionOperation operation) {
    return operations[static_cast<size_t>(operation)];
  }
  /// The answer for a target that no rule matches.
  Action DefaultFor(PermissionOperation operation) const;

  bool operator==(const PermissionRuleset&) const = default;
};

/// Reads `{"default": "ask", "read": {"default": "allow", "rules": [{"pattern", "action",
/// "description"?}]}, ...}`. Unknown keys are ignored, an operation may be null. Refuses wrong
/// types, unknown actions, more than `limits::kRules` rules in all and patterns over
/// `limits::kRulePatternBytes`; the message names the place, such as "read.rules[2].action".
Result<PermissionRuleset> RulesetFromJson(const Json& json);
Result<PermissionRuleset> ParseRuleset(std::string_view text);

/// The same shape, every operation named, absent ones null.
Json RulesetToJson(const PermissionRuleset& ruleset);

}  // namespace nacre

#endif  // NACRE_PERMISSIONS_RULESET_H_
