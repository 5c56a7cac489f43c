#include "embind/addresses.h"

#include <cstdlib>
#include <string_view>

#include "base/memory.h"

namespace nacre::embind {
namespace {

const char* Bytes(Address address) { return reinterpret_cast<const char*>(address); }

}  // namespace

Address Allocate(size_t size) { return reinterpret_cast<Address>(AllocateSparingly(size)); }

void Free(Address address) { std::free(reinterpret_cast<void*>(address)); }

Address Call(bridge::Endpoint& endpoint, Address head, size_t method_length, size_t args_length,
             Address payload, size_t payload_length) {
  std::string_view method(Bytes(head), method_length);
  std::string_view args(Bytes(head) + method_length, args_length);
  std::string_view bytes(Bytes(payload), payload_length);
  return reinterpret_cast<Address>(bridge::CallMethod(endpoint, method, args, bytes));
}

void FreeReply(Address reply) { bridge::FreeReply(reinterpret_cast<bridge::WireReply*>(reply)); }

}  // namespace nacre::embind
