#ifndef NACRE_WASM_BRIDGE_TOOLSET_ENDPOINT_H_
#define NACRE_WASM_BRIDGE_TOOLSET_ENDPOINT_H_

#include <string_view>

#include "bridge/endpoint.h"
#include "console/toolset.h"

namespace nacre::bridge {

/// The tools that a model calls. `Toolset` describes what goes in and out.
class ToolsetEndpoint final : public Endpoint {
 public:
  static constexpr EndpointKind kKind = EndpointKind::kToolset;

  explicit ToolsetEndpoint(Toolset toolset);

  /// `options`: see `ToolsetOptions`.
  static Result<Reply> Open(const Json& options);

 private:
  Result<Reply> Run(std::string_view method, Arguments& args, std::string_view payload) override;

  Result<Reply> Tools(Arguments& args, std::string_view payload);
  Result<Reply> Instructions(Arguments& args, std::string_view payload);
  /// {name, toolCallId?, approved?} + the tool's arguments as JSON text -> an operation
  Result<Reply> StartCall(Arguments& args, std::string_view payload);
  /// {name} + the tool's arguments as JSON text -> what the rules say
  Result<Reply> Review(Arguments& args, std::string_view payload);
  /// {names} -> the names left to the model
  Result<Reply> PrepareTools(Arguments& args, std::string_view payload);

  Toolset toolset_;
};

}  // namespace nacre::bridge

#endif  // NACRE_WASM_BRIDGE_TOOLSET_ENDPOINT_H_
