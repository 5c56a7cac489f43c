#include "bridge/endpoint.h"

#include <map>

#include "base/format.h"
#include "base/json.h"
#include "base/limits.h"
#include "base/utf8.h"
#include "store/content.h"

namespace nacre::bridge {
namespace {

/// Every living endpoint by its number.
std::map<uint32_t, Endpoint*>& Living() {
  static std::map<uint32_t, Endpoint*> living;
  return living;
}

uint32_t NextId() {
  static uint32_t last = 0;
  do {
    ++last;
  } while (last == 0 || Living().contains(last));
  return last;
}

}  // namespace

std::string_view KindName(EndpointKind kind) {
  switch (kind) {
    case EndpointKind::kNone:
      return "none";
    case EndpointKind::kStore:
      return "store";
    case EndpointKind::kSnapshot:
      return "snapshot";
    case EndpointKind::kBatch:
      return "batch";
    case EndpointKind::kChecker:
      return "checker";
    case EndpointKind::kToolset:
      return "toolset";
    case EndpointKind::kOperation:
      return "operation";
    case EndpointKind::kLibrary:
      return "library";
    case EndpointKind::kJournal:
      return "journal";
  }
  return "none";
}

Endpoint::Endpoint(EndpointKind kind) : kind_(kind), id_(NextId()) { Living()[id_] = this; }

Endpoint::~Endpoint() { Living().erase(id_); }

Reply Endpoint::Call(std::string_view method, std::string_view args, std::string_view payload) {
  Result<Json> parsed = ParseJson(args, "Arguments");
  if (!parsed) return FailureReply(parsed.error());
  Arguments arguments(std::move(*parsed));
  Content::ForgetLacks();
  Result<Reply> reply = Run(method, arguments, payload);
  if (!Content::Lacks().empty()) return LackReply();
  return reply ? std::move(*reply) : FailureReply(reply.error());
}

Endpoint* Endpoint::Find(uint64_t id) {
  if (id > UINT32_MAX) return nullptr;
  auto found = Living().find(static_cast<uint32_t>(id));
  return found == Living().end() ? nullptr : found->second;
}

size_t Endpoint::LiveCount() { return Living().size(); }

Status UnknownMethod(EndpointKind kind, std::string_view method) {
  return {Code::kInvalidArgument,
          Format("A {} has no method '{}'", KindName(kind),
                 Abbreviate(ToValidUtf8(method), limits::kMessageQuoteChars)),
          {}};
}

}  // namespace nacre::bridge
