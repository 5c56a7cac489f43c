#ifndef NACRE_WASM_EMBIND_ADDRESSES_H_
#define NACRE_WASM_EMBIND_ADDRESSES_H_

#include <cstddef>
#include <cstdint>
#include <memory>

#include "bridge/endpoint.h"
#include "bridge/wire.h"

/// The bridge with addresses as numbers, which is how JavaScript has them.
namespace nacre::embind {

using Address = uintptr_t;

/// `size` bytes, or 0 when there are none left.
Address Allocate(size_t size);
void Free(Address address);

/// Calls the method whose name stands at `head`, followed by its arguments. See
/// `bridge::WireReply`.
Address Call(bridge::Endpoint& endpoint, Address head, size_t method_length, size_t args_length,
             Address payload, size_t payload_length);

void FreeReply(Address reply);

/// Takes the new endpoint, which must be a `T`, out of a reply.
template <typename T>
std::unique_ptr<T> Take(Address reply) {
  auto* wire = reinterpret_cast<bridge::WireReply*>(reply);
  return std::unique_ptr<T>(static_cast<T*>(bridge::TakeEndpoint(wire).release()));
}

}  // namespace nacre::embind

#endif  // NACRE_WASM_EMBIND_ADDRESSES_H_
