#include "bridge/ruleset_arguments.h"

#include <string>

#include "base/json.h"
#include "permissions/presets.h"

namespace nacre::bridge {

Result<PermissionRuleset> ReadRuleset(Arguments& args, std::string_view name) {
  Json given = args.Take(name);
  if (!given.is_string()) return RulesetFromJson(given);
  const PermissionRuleset* preset = PresetByName(given.get_ref<const std::string&>());
  if (preset != nullptr) return *preset;
  args.Refuse(name, "a ruleset, or one of DEFAULT, PERMISSIVE, READONLY and STRICT");
  return PermissionRuleset();
}

}  // namespace nacre::bridge
