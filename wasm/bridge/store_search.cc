#include <optional>
#include <string>
#include <utility>

#include "bridge/grep_reply.h"
#include "bridge/store_endpoint.h"
#include "bridge/store_json.h"

namespace nacre::bridge {
namespace {

std::optional<GrepOutput> GrepOutputFromName(std::string_view name) {
  if (name == "content") return GrepOutput::kContent;
  if (name == "files") return GrepOutput::kFiles;
  if (name == "count") return GrepOutput::kCount;
  return std::nullopt;
}

Result<GrepOptions> ReadGrepOptions(Arguments& args) {
  GrepOptions options;
  options.pattern = args.Text("pattern");
  options.root = args.Text("path", options.root);
  options.glob = args.Text("glob", options.glob);
  options.ignore_hidden = args.Flag("ignoreHidden", options.ignore_hidden);
  options.ignore_vendored = args.Flag("ignoreVendored", options.ignore_vendored);
  options.ignore_case = args.Flag("ignoreCase", options.ignore_case);
  options.fixed_string = args.Flag("fixedString", options.fixed_string);
  options.multiline = args.Flag("multiline", options.multiline);
  options.before = args.Size("before", options.before);
  options.after = args.Size("after", options.after);
  options.from = args.Text("from", "");
  options.spent = args.Count("spent", 0);
  options.max_matches = args.Size("maxMatches", options.max_matches, options.from.empty() ? 1 : 0);
  auto output = GrepOutputFromName(args.Text("output", "content"));
  if (output) {
    options.output = *output;
  } else {
    args.Refuse("output", "\"content\", \"files\" or \"count\"");
  }
  if (auto read = args.Finish(); !read) return std::unexpected(read.error());
  return options;
}

}  // namespace

Result<Reply> StoreEndpoint::Glob(Arguments& args, std::string_view) {
  GlobRequest request;
  request.pattern = args.Text("pattern");
  request.path = args.Text("path", request.path);
  request.dot = args.Flag("dot", request.dot);
  request.limit = args.Size("limit", request.limit, 1);
  std::string_view sort = args.Text("sort", "path");
  if (sort != "path" && sort != "modified") args.Refuse("sort", "\"path\" or \"modified\"");
  if (auto read = args.Finish(); !read) return std::unexpected(read.error());
  request.newest_first = sort == "modified";
  Result<GlobOutcome> outcome = store_->Glob(request);
  if (!outcome) return std::unexpected(outcome.error());
  JsonWriter out;
  out.BeginObject();
  out.Key("matches");
  WriteFileInfos(out, outcome->matches);
  out.Field("truncated", outcome->truncated);
  out.EndObject();
  return Reply(std::move(out));
}

Result<Reply> StoreEndpoint::Grep(Arguments& args, std::string_view) {
  Result<GrepOptions> options = ReadGrepOptions(args);
  if (!options) return std::unexpected(options.error());
  size_t after = options->after;
  Result<GrepResult> result = store_->Grep(std::move(*options));
  if (!result) return std::unexpected(result.error());
  Reply reply = GrepReply(std::move(*result), after);
  Content::ForgetLacks();
  return reply;
}

}  // namespace nacre::bridge
