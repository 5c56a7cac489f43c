#ifndef NACRE_WASM_BRIDGE_ENDPOINT_H_
#define NACRE_WASM_BRIDGE_ENDPOINT_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "base/status.h"
#include "bridge/arguments.h"
#include "bridge/reply.h"

/// The core as a host sees it: a few endpoints, each with methods called by name, with JSON and
/// bytes going in and out. Knows no toolchain, so that native tests reach all of it.
namespace nacre::bridge {

/// What an endpoint is. The numbers cross the boundary.
enum class EndpointKind : uint32_t {
  kNone = 0,
  kStore = 1,
  kSnapshot = 2,
  kBatch = 3,
  kChecker = 4,
  kToolset = 5,
  kOperation = 6,
  kLibrary = 7,
  kJournal = 8,
};

/// "store", "snapshot", ...
std::string_view KindName(EndpointKind kind);

/// Something stateful inside the core that the host holds on to, and destroys.
class Endpoint {
 public:
  Endpoint(const Endpoint&) = delete;
  Endpoint& operator=(const Endpoint&) = delete;
  virtual ~Endpoint();

  EndpointKind kind() const { return kind_; }

  /// What stands for this endpoint among the arguments of a call; no other living one has it.
  uint32_t id() const { return id_; }

  /// Calls `method` with `args`, the text of a JSON object. Every failure is in the reply. A call
  /// that asked for contents that are not loaded answers which, whatever it did.
  Reply Call(std::string_view method, std::string_view args, std::string_view payload);

  /// The living endpoint with this number, or null.
  static Endpoint* Find(uint64_t id);

  /// How many endpoints live.
  static size_t LiveCount();

 protected:
  explicit Endpoint(EndpointKind kind);

 private:
  virtual Result<Reply> Run(std::string_view method, Arguments& args, std::string_view payload) = 0;

  EndpointKind kind_;
  uint32_t id_;
};

/// A row of an endpoint's table of methods.
template <typename Target>
struct Method {
  std::string_view name;
  Result<Reply> (Target::*run)(Arguments& args, std::string_view payload);
};

Status UnknownMethod(EndpointKind kind, std::string_view method);

/// Runs the method of that name.
template <typename Target>
Result<Reply> RunMethod(Target& target, std::span<const Method<Target>> methods,
                        std::string_view name, Arguments& args, std::string_view payload) {
  for (const Method<Target>& method : methods) {
    if (method.name == name) return (target.*method.run)(args, payload);
  }
  return std::unexpected(UnknownMethod(target.kind(), name));
}

}  // namespace nacre::bridge

#endif  // NACRE_WASM_BRIDGE_ENDPOINT_H_
