#include "bridge/operation_endpoint.h"

#include <array>
#include <string>
#include <utility>

namespace nacre::bridge {

OperationEndpoint::OperationEndpoint(std::unique_ptr<nacre::Operation> operation)
    : Endpoint(kKind), operation_(std::move(operation)) {}

Result<Reply> OperationEndpoint::Run(std::string_view method, Arguments& args,
                                     std::string_view payload) {
  static constexpr auto kMethods = std::to_array<Method<OperationEndpoint>>({
      {"step", &OperationEndpoint::Step},
  });
  return RunMethod<OperationEndpoint>(*this, kMethods, method, args, payload);
}

Result<Reply> OperationEndpoint::Step(Arguments& args, std::string_view payload) {
  Json answer = args.Take("answer");
  if (auto read = args.Finish(); !read) return std::unexpected(read.error());
  Effect effect = operation_->Step({std::move(answer), std::string(payload)});
  JsonWriter out;
  out.BeginObject();
  out.Field("kind", effect.kind);
  out.Field("request", effect.request.value);
  out.EndObject();
  return Reply(std::move(out), Blob(std::move(effect.request.payload)));
}

}  // namespace nacre::bridge
