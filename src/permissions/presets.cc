#include "permissions/presets.h"

#include <algorithm>
#include <span>
#include <string>
#include <utility>

namespace nacre {
namespace {

constexpr std::string_view kProtectSecrets = "Protect sensitive files";
constexpr std::string_view kProtectSystem = "Protect sensitive and system files";
constexpr std::string_view kBlockDangerous = "Block dangerous commands";

void Deny(OperationPermissions& permissions, std::span<const std::string_view> patterns,
          std::string_view description) {
  for (const std::string_view pattern : patterns) {
    permissions.rules.push_back({std::string(pattern), Action::kDeny, std::string(description)});
  }
}

OperationPermissions WithoutSecrets(Action default_action) {
  OperationPermissions permissions{default_action, {}};
  Deny(permissions, kSecretPatterns, kProtectSecrets);
  return permissions;
}

OperationPermissions WithoutSystem(Action default_action) {
  OperationPermissions permissions{default_action, {}};
  Deny(permissions, kSecretPatterns, kProtectSystem);
  Deny(permissions, kSystemPatterns, kProtectSystem);
  return permissions;
}

OperationPermissions WithoutDanger(Action default_action) {
  OperationPermissions permissions{default_action, {}};
  Deny(permissions, kDangerousCommands, kBlockDangerous);
  return permissions;
}

PermissionRuleset MakeRuleset(Action default_action, OperationPermissions read,
                              OperationPermissions write, OperationPermissions edit,
                              OperationPermissions execute, Action search) {
  PermissionRuleset ruleset;
  ruleset.default_action = default_action;
  ruleset[PermissionOperation::kRead] = std::move(read);
  ruleset[PermissionOperation::kWrite] = std::move(write);
  ruleset[PermissionOperation::kEdit] = std::move(edit);
  ruleset[PermissionOperation::kExecute] = std::move(execute);
  for (const PermissionOperation operation :
       {PermissionOperation::kGlob, PermissionOperation::kGrep, PermissionOperation::kLs}) {
    ruleset[operation] = OperationPermissions{search, {}};
  }
  return ruleset;
}

char UpperCase(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; }

}  // namespace

const PermissionRuleset& DefaultRuleset() {
  static const PermissionRuleset ruleset =
      MakeRuleset(Action::kAsk, WithoutSecrets(Action::kAllow), WithoutSecrets(Action::kAsk),
                  WithoutSecrets(Action::kAsk), WithoutDanger(Action::kAsk), Action::kAllow);
  return ruleset;
}

const PermissionRuleset& PermissiveRuleset() {
  static const PermissionRuleset ruleset =
      MakeRuleset(Action::kAllow, WithoutSecrets(Action::kAllow), WithoutSystem(Action::kAllow),
                  WithoutSystem(Action::kAllow), WithoutDanger(Action::kAllow), Action::kAllow);
  return ruleset;
}

const PermissionRuleset& ReadonlyRuleset() {
  static const OperationPermissions nothing{Action::kDeny, {}};
  static const PermissionRuleset ruleset = MakeRuleset(
      Action::kDeny, WithoutSecrets(Action::kAllow), nothing, nothing, nothing, Action::kAllow);
  return ruleset;
}

const PermissionRuleset& StrictRuleset() {
  static const PermissionRuleset ruleset =
      MakeRuleset(Action::kAsk, WithoutSecrets(Action::kAsk), WithoutSecrets(Action::kAsk),
                  WithoutSecrets(Action::kAsk), WithoutDanger(Action::kAsk), Action::kAsk);
  return ruleset;
}

const PermissionRuleset* PresetByName(std::string_view name) {
  std::string upper(name);
  std::ranges::transform(upper, upper.begin(), UpperCase);
  if (upper == "DEFAULT") return &DefaultRuleset();
  if (upper == "PERMISSIVE") return &PermissiveRuleset();
  if (upper == "READONLY") return &ReadonlyRuleset();
  if (upper == "STRICT") return &StrictRuleset();
  return nullptr;
}

PermissionRuleset CreateRuleset(const RulesetOptions& options) {
  const auto action = [](bool allow) { return allow ? Action::kAllow : Action::kAsk; };
  const auto file = [&](bool allow) {
    return options.deny_secrets ? WithoutSecrets(action(allow))
                                : OperationPermissions{action(allow), {}};
  };
  PermissionRuleset ruleset;
  ruleset.default_action = options.default_action;
  ruleset[PermissionOperation::kRead] = file(options.allow_read);
  ruleset[PermissionOperation::kWrite] = file(options.allow_write);
  ruleset[PermissionOperation::kEdit] = file(options.allow_edit);
  ruleset[PermissionOperation::kExecute] = OperationPermissions{action(options.allow_execute), {}};
  ruleset[PermissionOperation::kGlob] = OperationPermissions{action(options.allow_glob), {}};
  ruleset[PermissionOperation::kGrep] = OperationPermissions{action(options.allow_grep), {}};
  ruleset[PermissionOperation::kLs] = OperationPermissions{action(options.allow_ls), {}};
  return ruleset;
}

}  // namespace nacre
