#include "console/search_notes.h"

#include <algorithm>

namespace nacre {
namespace {

bool MayDeny(const PermissionRuleset& ruleset, PermissionOperation operation) {
  if (ruleset.DefaultFor(operation) == Action::kDeny) return true;
  const std::optional<OperationPermissions>& permissions = ruleset[operation];
  return permissions && std::ranges::any_of(permissions->rules, [](const PermissionRule& rule) {
           return rule.action == Action::kDeny;
         });
}

}  // namespace

std::string HiddenByRulesNote(const ConsoleState& state,
                              std::initializer_list<PermissionOperation> operations) {
  if (!state.checker) return {};
  const PermissionRuleset& ruleset = state.checker->ruleset();
  bool may_deny = std::ranges::any_of(
      operations, [&](PermissionOperation operation) { return MayDeny(ruleset, operation); });
  return may_deny ? "\n(files that permission rules deny are left out)" : "";
}

}  // namespace nacre
