#include "bridge/library_endpoint.h"

#include <array>
#include <utility>

#include "bridge/checker_endpoint.h"
#include "bridge/store_endpoint.h"
#include "bridge/toolset_endpoint.h"

namespace nacre::bridge {

LibraryEndpoint::LibraryEndpoint() : Endpoint(kKind) {}

Result<Reply> LibraryEndpoint::Run(std::string_view method, Arguments& args,
                                   std::string_view payload) {
  static constexpr auto kMethods = std::to_array<Method<LibraryEndpoint>>({
      {"version", &LibraryEndpoint::Version},
      {"open", &LibraryEndpoint::Open},
      {"hashline.hash", &LibraryEndpoint::HashlineHash},
      {"hashline.format", &LibraryEndpoint::HashlineFormat},
      {"hashline.apply", &LibraryEndpoint::HashlineApply},
      {"text.edit", &LibraryEndpoint::TextEdit},
      {"text.render", &LibraryEndpoint::TextRender},
      {"text.version", &LibraryEndpoint::TextVersion},
      {"path.normalize", &LibraryEndpoint::PathNormalize},
      {"glob.match", &LibraryEndpoint::GlobMatch},
      {"command.split", &LibraryEndpoint::CommandSplit},
      {"ruleset.read", &LibraryEndpoint::RulesetRead},
  });
  return RunMethod<LibraryEndpoint>(*this, kMethods, method, args, payload);
}

Result<Reply> LibraryEndpoint::Version(Arguments& args, std::string_view) {
  if (auto read = args.Finish(); !read) return std::unexpected(read.error());
  JsonWriter out;
  out.Value(NACRE_VERSION);
  return Reply(std::move(out));
}

Result<Reply> LibraryEndpoint::Open(Arguments& args, std::string_view) {
  std::string_view kind = args.Text("kind");
  Json options = args.Take("options");
  if (options.is_null()) options = Json::object();
  if (auto read = args.Finish(); !read) return std::unexpected(read.error());
  if (kind == "toolset") return ToolsetEndpoint::Open(options);
  Arguments chosen(std::move(options));
  if (kind == "store") return StoreEndpoint::Open(chosen);
  if (kind == "checker") return CheckerEndpoint::Open(chosen);
  args.Refuse("kind", "\"store\", \"checker\" or \"toolset\"");
  return std::unexpected(args.Finish().error());
}

}  // namespace nacre::bridge
