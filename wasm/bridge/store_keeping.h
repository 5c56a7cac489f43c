#ifndef NACRE_WASM_BRIDGE_STORE_KEEPING_H_
#define NACRE_WASM_BRIDGE_STORE_KEEPING_H_

#include <string_view>

#include "bridge/arguments.h"
#include "bridge/reply.h"
#include "store/tree.h"

namespace nacre::bridge {

/// The state that a snapshot among the arguments has.
const Tree* ReadSnapshot(Arguments& args, std::string_view name);

/// {}
Reply Nothing();

}  // namespace nacre::bridge

#endif  // NACRE_WASM_BRIDGE_STORE_KEEPING_H_
