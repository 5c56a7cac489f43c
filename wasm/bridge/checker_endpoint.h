#ifndef NACRE_WASM_BRIDGE_CHECKER_ENDPOINT_H_
#define NACRE_WASM_BRIDGE_CHECKER_ENDPOINT_H_

#include <string_view>

#include "bridge/endpoint.h"
#include "permissions/checker.h"

namespace nacre::bridge {

/// A ruleset that answers questions.
class CheckerEndpoint final : public Endpoint {
 public:
  static constexpr EndpointKind kKind = EndpointKind::kChecker;

  explicit CheckerEndpoint(PermissionChecker checker);

  /// `options`: ruleset (an object, or the name of a preset), root, home.
  static Result<Reply> Open(Arguments& options);

 private:
  Result<Reply> Run(std::string_view method, Arguments& args, std::string_view payload) override;

  /// {operation, target} -> {action, operation, decidedBy, rule?, matched?, reason?}
  Result<Reply> Check(Arguments& args, std::string_view payload);
  /// {operation, target} -> how the answer came about
  Result<Reply> Explain(Arguments& args, std::string_view payload);
  /// {operation, target, askFallback?} -> {error: {code, message, path?} | null}
  Result<Reply> DenialReason(Arguments& args, std::string_view payload);

  PermissionChecker checker_;
};

}  // namespace nacre::bridge

#endif  // NACRE_WASM_BRIDGE_CHECKER_ENDPOINT_H_
