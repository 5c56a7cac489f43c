#ifndef NACRE_WASM_BRIDGE_RULESET_ARGUMENTS_H_
#define NACRE_WASM_BRIDGE_RULESET_ARGUMENTS_H_

#include <string_view>

#include "bridge/arguments.h"
#include "permissions/ruleset.h"

namespace nacre::bridge {

/// The ruleset given as argument `name`: an object, or the name of a preset ("READONLY").
Result<PermissionRuleset> ReadRuleset(Arguments& args, std::string_view name);

}  // namespace nacre::bridge

#endif  // NACRE_WASM_BRIDGE_RULESET_ARGUMENTS_H_
