#include "bridge/toolset_endpoint.h"

#include <array>
#include <string>
#include <utility>
#include <vector>

#include "bridge/operation_endpoint.h"
#include "console/options.h"

namespace nacre::bridge {
namespace {

Reply JsonReply(const Json& value) {
  JsonWriter out;
  out.Value(value);
  return Reply(std::move(out));
}

}  // namespace

ToolsetEndpoint::ToolsetEndpoint(Toolset toolset) : Endpoint(kKind), toolset_(std::move(toolset)) {}

Result<Reply> ToolsetEndpoint::Open(const Json& options) {
  Result<ToolsetOptions> chosen = ParseToolsetOptions(options);
  if (!chosen) return std::unexpected(chosen.error());
  return Reply(std::make_unique<ToolsetEndpoint>(Toolset(std::move(*chosen))));
}

Result<Reply> ToolsetEndpoint::Run(std::string_view method, Arguments& args,
                                   std::string_view payload) {
  static constexpr auto kMethods = std::to_array<Method<ToolsetEndpoint>>({
      {"tools", &ToolsetEndpoint::Tools},
      {"instructions", &ToolsetEndpoint::Instructions},
      {"call", &ToolsetEndpoint::StartCall},
      {"review", &ToolsetEndpoint::Review},
      {"prepareTools", &ToolsetEndpoint::PrepareTools},
  });
  return RunMethod<ToolsetEndpoint>(*this, kMethods, method, args, payload);
}

Result<Reply> ToolsetEndpoint::Tools(Arguments& args, std::string_view) {
  if (auto read = args.Finish(); !read) return std::unexpected(read.error());
  return JsonReply(toolset_.Tools());
}

Result<Reply> ToolsetEndpoint::Instructions(Arguments& args, std::string_view) {
  if (auto read = args.Finish(); !read) return std::unexpected(read.error());
  return JsonReply(toolset_.Instructions());
}

Result<Reply> ToolsetEndpoint::StartCall(Arguments& args, std::string_view payload) {
  std::string_view name = args.Text("name");
  CallOptions options{.tool_call_id = std::string(args.Text("toolCallId", "")),
                      .approved = args.Flag("approved", false)};
  if (auto read = args.Finish(); !read) return std::unexpected(read.error());
  return Reply(
      std::make_unique<OperationEndpoint>(toolset_.StartCall(name, payload, std::move(options))));
}

Result<Reply> ToolsetEndpoint::Review(Arguments& args, std::string_view payload) {
  std::string_view name = args.Text("name");
  if (auto read = args.Finish(); !read) return std::unexpected(read.error());
  return JsonReply(toolset_.Review(name, payload));
}

Result<Reply> ToolsetEndpoint::PrepareTools(Arguments& args, std::string_view) {
  std::vector<std::string> names = args.Texts("names");
  if (auto read = args.Finish(); !read) return std::unexpected(read.error());
  return JsonReply(toolset_.PrepareTools(names));
}

}  // namespace nacre::bridge
