#include "wasi/nacre.h"

#include <cstddef>
#include <cstdlib>
#include <string_view>

#include "base/memory.h"
#include "bridge/endpoint.h"
#include "bridge/library_endpoint.h"
#include "bridge/wire.h"

namespace {

using nacre::bridge::Endpoint;
using nacre::bridge::EndpointKind;
using nacre::bridge::WireReply;

static_assert(NACRE_ABI_VERSION == nacre::bridge::kAbiVersion);
static_assert(sizeof(nacre_reply) == sizeof(WireReply));
static_assert(offsetof(nacre_reply, payload_length) == offsetof(WireReply, payload_length));
static_assert(offsetof(nacre_reply, id) == offsetof(WireReply, id));
static_assert(NACRE_STORE == static_cast<int>(EndpointKind::kStore));
static_assert(NACRE_OPERATION == static_cast<int>(EndpointKind::kOperation));
static_assert(NACRE_JOURNAL == static_cast<int>(EndpointKind::kJournal));

Endpoint* Opened(nacre_endpoint* endpoint) { return reinterpret_cast<Endpoint*>(endpoint); }
nacre_endpoint* Opaque(Endpoint* endpoint) { return reinterpret_cast<nacre_endpoint*>(endpoint); }
WireReply* Wire(nacre_reply* reply) { return reinterpret_cast<WireReply*>(reply); }

}  // namespace

uint32_t nacre_abi_version() { return nacre::bridge::kAbiVersion; }

void* nacre_alloc(size_t size) { return nacre::AllocateSparingly(size); }

void nacre_free(void* memory) { std::free(memory); }

nacre_endpoint* nacre_open() { return Opaque(new nacre::bridge::LibraryEndpoint()); }

void nacre_close(nacre_endpoint* endpoint) { delete Opened(endpoint); }

nacre_reply* nacre_call(nacre_endpoint* endpoint, const char* method, size_t method_length,
                        const char* args, size_t args_length, const char* payload,
                        size_t payload_length) {
  WireReply* reply = nacre::bridge::CallMethod(
      *Opened(endpoint), std::string_view(method, method_length),
      std::string_view(args, args_length), std::string_view(payload, payload_length));
  return reinterpret_cast<nacre_reply*>(reply);
}

nacre_endpoint* nacre_reply_take(nacre_reply* reply) {
  return Opaque(nacre::bridge::TakeEndpoint(Wire(reply)).release());
}

void nacre_reply_free(nacre_reply* reply) { nacre::bridge::FreeReply(Wire(reply)); }

size_t nacre_live_endpoints() { return Endpoint::LiveCount(); }
