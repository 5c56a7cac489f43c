#ifndef NACRE_WASM_BRIDGE_WIRE_H_
#define NACRE_WASM_BRIDGE_WIRE_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>

#include "bridge/endpoint.h"

/// A call and its reply as addresses, for hosts that see the core's memory as bytes.
namespace nacre::bridge {

/// Grows when anything below it, or the layout of `WireReply`, changes incompatibly.
inline constexpr uint32_t kAbiVersion = 1;

/// Where the host finds a reply: in WebAssembly, six 32-bit words.
struct WireReply {
  const char* json;
  size_t json_length;
  const char* payload;
  size_t payload_length;
  EndpointKind kind;  ///< Of the new endpoint; `kNone` when there is none.
  uint32_t id;        ///< Its number among the arguments of a call.
};

/// Calls a method. The host owns the reply and gives it back with `FreeReply`.
WireReply* CallMethod(Endpoint& endpoint, std::string_view method, std::string_view args,
                      std::string_view payload);

/// Takes the new endpoint out of a reply; null when there is none, or it was taken before.
std::unique_ptr<Endpoint> TakeEndpoint(WireReply* reply);

/// Destroys a reply, and the endpoint in it if nobody took it. Null is allowed.
void FreeReply(WireReply* reply);

}  // namespace nacre::bridge

#endif  // NACRE_WASM_BRIDGE_WIRE_H_
