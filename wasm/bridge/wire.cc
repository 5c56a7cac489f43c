#include "bridge/wire.h"

#include <utility>

namespace nacre::bridge {
namespace {

/// What a `WireReply` points into.
struct HeldReply : WireReply {
  Reply reply;
};

HeldReply* Held(WireReply* reply) { return static_cast<HeldReply*>(reply); }

}  // namespace

WireReply* CallMethod(Endpoint& endpoint, std::string_view method, std::string_view args,
                      std::string_view payload) {
  auto* held = new HeldReply{{}, endpoint.Call(method, args, payload)};
  const Reply& reply = held->reply;
  std::string_view bytes = reply.payload.bytes();
  bool has_endpoint = reply.endpoint != nullptr;
  held->json = reply.json.data();
  held->json_length = reply.json.size();
  held->payload = bytes.data();
  held->payload_length = bytes.size();
  held->kind = has_endpoint ? reply.endpoint->kind() : EndpointKind::kNone;
  held->id = has_endpoint ? reply.endpoint->id() : 0;
  return held;
}

std::unique_ptr<Endpoint> TakeEndpoint(WireReply* reply) {
  return std::move(Held(reply)->reply.endpoint);
}

void FreeReply(WireReply* reply) { delete Held(reply); }

}  // namespace nacre::bridge
