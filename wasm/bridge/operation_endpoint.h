#ifndef NACRE_WASM_BRIDGE_OPERATION_ENDPOINT_H_
#define NACRE_WASM_BRIDGE_OPERATION_ENDPOINT_H_

#include <memory>
#include <string_view>

#include "bridge/endpoint.h"
#include "operation/operation.h"

namespace nacre::bridge {

/// Work under way that waits for its host: a tool call, a task of a journal.
class OperationEndpoint final : public Endpoint {
 public:
  static constexpr EndpointKind kKind = EndpointKind::kOperation;

  explicit OperationEndpoint(std::unique_ptr<nacre::Operation> operation);

 private:
  Result<Reply> Run(std::string_view method, Arguments& args, std::string_view payload) override;

  /// {answer} + payload -> {kind, request} + payload: goes on with the answer to the last effect.
  Result<Reply> Step(Arguments& args, std::string_view payload);

  std::unique_ptr<nacre::Operation> operation_;
};

}  // namespace nacre::bridge

#endif  // NACRE_WASM_BRIDGE_OPERATION_ENDPOINT_H_
