#include <string>
#include <utility>
#include <vector>

#include "base/path.h"
#include "bridge/library_endpoint.h"
#include "bridge/ruleset_arguments.h"
#include "permissions/command_line.h"
#include "search/glob.h"

namespace nacre::bridge {
namespace {

std::string_view RoleName(CommandRole role) {
  switch (role) {
    case CommandRole::kCommand:
      return "command";
    case CommandRole::kWrapper:
      return "wrapper";
    case CommandRole::kWords:
      return "words";
  }
  return "command";
}

void WriteCommand(JsonWriter& out, const SimpleCommand& command) {
  out.BeginObject();
  out.Field("role", RoleName(command.role));
  out.Field("text", command.text);
  out.Field("original", command.original);
  out.Key("words");
  out.BeginArray();
  for (const CommandWord& word : command.words) out.Value(word.text);
  out.EndArray();
  out.Key("redirections");
  out.BeginArray();
  for (const Redirection& redirection : command.redirections) {
    out.BeginObject();
    out.Field("target", redirection.target.text);
    out.Field("reads", redirection.reads);
    out.Field("writes", redirection.writes);
    out.EndObject();
  }
  out.EndArray();
  out.Field("dynamic", command.dynamic);
  out.Field("piped", command.piped);
  out.EndObject();
}

}  // namespace

Result<Reply> LibraryEndpoint::PathNormalize(Arguments& args, std::string_view) {
  std::string_view raw = args.Text("path");
  if (auto read = args.Finish(); !read) return std::unexpected(read.error());
  Result<std::string> path = NormalizePath(raw);
  if (!path) return std::unexpected(path.error());
  JsonWriter out;
  out.BeginObject();
  out.Field("path", *path);
  out.EndObject();
  return Reply(std::move(out));
}

Result<Reply> LibraryEndpoint::GlobMatch(Arguments& args, std::string_view) {
  std::string_view pattern = args.Text("pattern");
  std::vector<std::string> paths = args.Texts("paths");
  GlobOptions options{.dot = args.Flag("dot", false)};
  if (auto read = args.Finish(); !read) return std::unexpected(read.error());
  Result<Glob> glob = Glob::Compile(pattern, options);
  if (!glob) return std::unexpected(glob.error());
  JsonWriter out;
  out.BeginObject();
  out.Key("matches");
  out.BeginArray();
  for (const std::string& path : paths) {
    std::string_view relative = path;
    relative.remove_prefix(std::min(relative.find_first_not_of('/'), relative.size()));
    if (glob->Matches(relative)) out.Value(path);
  }
  out.EndArray();
  out.EndObject();
  return Reply(std::move(out));
}

Result<Reply> LibraryEndpoint::CommandSplit(Arguments& args, std::string_view) {
  std::string_view command = args.Text("command");
  if (auto read = args.Finish(); !read) return std::unexpected(read.error());
  CommandLine line = SplitCommandLine(command);
  JsonWriter out;
  out.BeginObject();
  out.Key("commands");
  out.BeginArray();
  for (const SimpleCommand& one : line.commands) WriteCommand(out, one);
  out.EndArray();
  out.Field("unparsable", line.unparsable);
  if (line.unparsable) out.Field("problem", line.problem);
  out.EndObject();
  return Reply(std::move(out));
}

Result<Reply> LibraryEndpoint::RulesetRead(Arguments& args, std::string_view) {
  Result<PermissionRuleset> ruleset = ReadRuleset(args, "ruleset");
  if (auto read = args.Finish(); !read) return std::unexpected(read.error());
  if (!ruleset) return std::unexpected(ruleset.error());
  JsonWriter out;
  out.Value(RulesetToJson(*ruleset));
  return Reply(std::move(out));
}

}  // namespace nacre::bridge
