#ifndef NACRE_TESTS_NATIVE_BRIDGE_CALLS_H_
#define NACRE_TESTS_NATIVE_BRIDGE_CALLS_H_

#include <memory>
#include <string>
#include <string_view>

#include "base/json.h"
#include "bridge/endpoint.h"
#include "bridge/library_endpoint.h"

/// Calls as a host makes them.
namespace nacre::bridge {

inline Json Parsed(const Reply& reply) { return Json::parse(reply.json, nullptr, false); }

/// The JSON value that a call answers.
inline Json Value(Endpoint& endpoint, std::string_view method, std::string_view args = "{}",
                  std::string_view payload = {}) {
  return Parsed(endpoint.Call(method, args, payload));
}

/// The code of the failure that a call answers; "" when it succeeds.
inline std::string ErrorCode(Endpoint& endpoint, std::string_view method,
                             std::string_view args = "{}", std::string_view payload = {}) {
  Json value = Value(endpoint, method, args, payload);
  return value.is_object() && value.contains("error") ? value["error"]["code"].get<std::string>()
                                                      : "";
}

inline std::string ErrorMessage(Endpoint& endpoint, std::string_view method,
                                std::string_view args = "{}", std::string_view payload = {}) {
  Json value = Value(endpoint, method, args, payload);
  return value.is_object() && value.contains("error") ? value["error"]["message"].get<std::string>()
                                                      : "";
}

/// The endpoint that a call makes; null when it fails.
inline std::unique_ptr<Endpoint> Made(Endpoint& endpoint, std::string_view method,
                                      std::string_view args = "{}", std::string_view payload = {}) {
  return endpoint.Call(method, args, payload).endpoint;
}

inline std::unique_ptr<Endpoint> OpenStore(std::string_view options = "{}") {
  LibraryEndpoint library;
  return Made(library, "open", R"({"kind":"store","options":)" + std::string(options) + "}");
}

}  // namespace nacre::bridge

#endif  // NACRE_TESTS_NATIVE_BRIDGE_CALLS_H_
