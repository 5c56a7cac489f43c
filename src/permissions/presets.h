#ifndef NACRE_PERMISSIONS_PRESETS_H_
#define NACRE_PERMISSIONS_PRESETS_H_

#include <array>
#include <optional>
#include <string_view>

#include "permissions/ruleset.h"

namespace nacre {

/// Paths that usually hold credentials.
inline constexpr std::array<std::string_view, 12> kSecretPatterns = {
    "**/.env",     "**/.env.*",   "**/*.pem",      "**/*.key",   "**/*.crt",   "**/credentials*",
    "**/secrets*", "**/*secret*", "**/*password*", "**/.aws/**", "**/.ssh/**", "**/.gnupg/**"};

/// Paths that belong to the operating system.
inline constexpr std::array<std::string_view, 8> kSystemPatterns = {
    "/etc/**", "/var/**", "/usr/**", "/bin/**", "/sbin/**", "/boot/**", "/sys/**", "/proc/**"};

/// Commands that no work in a workspace needs.
inline constexpr std::array<std::string_view, 7> kDangerousCommands = {
    "rm -rf /*", "rm -rf /",   ":(){:|:&};:",   "dd if=*of=/dev/*",
    "mkfs*",     "> /dev/sda", "chmod -R 777 /"};

/// Reads go, except secrets; writes, edits and commands ask.
const PermissionRuleset& DefaultRuleset();
/// Everything goes, except secrets, writes to system paths and dangerous commands.
const PermissionRuleset& PermissiveRuleset();
/// Reads, listings and searches go, except the reading of secrets; nothing changes or runs.
const PermissionRuleset& ReadonlyRuleset();
/// Everything asks; secrets and dangerous commands are refused.
const PermissionRuleset& StrictRuleset();

/// The preset named "DEFAULT", "PERMISSIVE", "READONLY" or "STRICT", in any case of ASCII letters;
/// null for another name.
const PermissionRuleset* PresetByName(std::string_view name);

/// Each flag chooses between allow and ask for one operation.
struct RulesetOptions {
  Action default_action = Action::kAsk;
  bool allow_read = true;
  bool allow_write = false;
  bool allow_edit = false;
  bool allow_execute = false;
  bool allow_glob = true;
  bool allow_grep = true;
  bool allow_ls = true;
  bool deny_secrets = true;  ///< Refuse `kSecretPatterns` for read, write and edit.
};
PermissionRuleset CreateRuleset(const RulesetOptions& options = {});

}  // namespace nacre

#endif  // NACRE_PERMISSIONS_PRESETS_H_
