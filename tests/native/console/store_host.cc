#include "console/store_host.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <utility>

#include "console/fields.h"

namespace nacre {
namespace {

Message Ok(Json result, std::string payload = {}) {
  return {Json{{"ok", std::move(result)}}, std::move(payload)};
}

Message Failed(const Status& status) {
  return {
      Json{{"error",
            {{"code", CodeName(status.code)}, {"message", status.message}, {"path", status.path}}}},
      {}};
}

Json ToJson(const FileInfo& info) {
  return Json{{"path", info.path},
              {"name", info.name},
              {"isDir", info.is_directory},
              {"size", info.size ? Json(*info.size) : Json(nullptr)}};
}

std::string Text(const Json& args, std::string_view key) {
  return std::string(StringField(args, key));
}

Message StoreRead(const Store& store, const Json& args) {
  ReadOptions options;
  options.page.offset = IntegerField(args, "offset").value_or(0);
  options.page.limit = IntegerField(args, "limit").value_or(2000);
  options.page.explicit_range = options.page.offset != 0 || options.page.limit != 2000;
  Result<ReadOutcome> read = store.Read(Text(args, "path"), options);
  if (!read) return Failed(read.error());
  const Page& page = read->page;
  Json result = Json{{"path", read->path},           {"totalLines", page.total_lines},
                     {"startLine", page.start_line}, {"endLine", page.end_line},
                     {"truncated", page.truncated},  {"version", read->version}};
  if (page.next_offset) result["nextOffset"] = *page.next_offset;
  return Ok(std::move(result), page.text);
}

Message StoreReadBytes(const Store& store, const Json& args) {
  Result<ContentRef> content = store.ReadBytes(Text(args, "path"));
  if (!content) return Failed(content.error());
  std::string_view bytes = (*content)->bytes();
  auto offset = static_cast<size_t>(IntegerField(args, "offset").value_or(0));
  auto length = static_cast<size_t>(
      IntegerField(args, "length").value_or(static_cast<int64_t>(bytes.size())));
  return Ok(Json{{"path", Text(args, "path")}, {"size", bytes.size()}},
            std::string(bytes.substr(std::min(offset, bytes.size()), length)));
}

Message StoreWrite(Store& store, const Json& args, const std::string& payload, Timestamp now) {
  WriteOptions options{.create_only = false, .if_version = Text(args, "ifVersion")};
  Result<WriteOutcome> written =
      store.Write(Text(args, "path"), *Content::Copy(payload), now, options);
  if (!written) return Failed(written.error());
  return Ok(Json{{"path", written->path}, {"created", written->created}, {"size", written->size}});
}

Message StoreEdit(Store& store, const Json& args, Timestamp now) {
  std::vector<TextEdit> edits;
  auto add = [&edits](const Json& edit) {
    edits.push_back({.old_string = StringField(edit, "oldString"),
                     .new_string = StringField(edit, "newString"),
                     .replace_all = BoolField(edit, "replaceAll"),
                     .tolerant = false});
  };
  const Json& list = ArrayField(args, "edits");
  if (list.empty()) add(args);
  for (const Json& edit : list) add(edit);
  Result<EditOutcome> edited =
      store.Edit(Text(args, "path"), edits, BoolField(args, "dryRun"), now);
  if (!edited) return Failed(edited.error());
  return Ok(
      Json{{"path", edited->path}, {"occurrences", edited->occurrences}, {"diff", edited->diff}});
}

Message StoreList(const Store& store, const Json& args) {
  Result<Listing> listing = store.List(Text(args, "path"));
  if (!listing) return Failed(listing.error());
  Json entries = Json::array();
  for (const FileInfo& entry : listing->entries) entries.push_back(ToJson(entry));
  return Ok(Json{{"path", listing->path}, {"entries", std::move(entries)}});
}

Message StoreGlob(const Store& store, const Json& args) {
  GlobRequest request;
  request.pattern = Text(args, "pattern");
  request.path = Text(args, "path");
  request.limit = static_cast<size_t>(IntegerField(args, "limit").value_or(1));
  Result<GlobOutcome> globbed = store.Glob(request);
  if (!globbed) return Failed(globbed.error());
  Json matches = Json::array();
  for (const FileInfo& match : globbed->matches) matches.push_back(ToJson(match));
  return Ok(Json{{"matches", std::move(matches)}, {"truncated", globbed->truncated}});
}

// The rows of `result` as matches with their context, in the shape of the backend contract.
Json MatchesOf(const GrepResult& result, size_t most_after) {
  Json matches = Json::array();
  size_t start = 0;
  for (size_t f = 0; f < result.files.size(); ++f) {
    size_t end = f + 1 < result.files.size() ? result.files[f + 1].first_row : result.lines.size();
    std::vector<std::string> waiting;
    uint32_t previous_line = 0;
    for (size_t row = result.files[f].first_row; row < end; ++row) {
      size_t length =
          result.lengths.empty() ? result.text.find('\n', start) - start : result.lengths[row];
      std::string text = result.text.substr(start, length);
      start += length + 1;
      bool adjacent = previous_line > 0 && result.lines[row] == previous_line + 1;
      previous_line = result.lines[row];
      if (result.kinds.empty() || result.kinds[row] == GrepResult::kMatch) {
        matches.push_back(Json{{"path", result.files[f].path},
                               {"line", result.lines[row]},
                               {"text", text},
                               {"before", waiting},
                               {"after", Json::array()}});
        waiting.clear();
        previous_line += static_cast<uint32_t>(std::ranges::count(text, '\n'));
        continue;
      }
      bool belongs_above = adjacent && waiting.empty() && !matches.empty() &&
                           matches.back()["path"] == result.files[f].path &&
                           matches.back()["after"].size() < most_after;
      if (belongs_above) {
        matches.back()["after"].push_back(text);
      } else {
        waiting.push_back(text);
      }
    }
  }
  return matches;
}

Message StoreGrep(const Store& store, const Json& args) {
  GrepOptions options;
  options.pattern = Text(args, "pattern");
  options.root = Text(args, "path");
  options.glob = Text(args, "glob");
  options.ignore_hidden = BoolField(args, "ignoreHidden");
  options.ignore_vendored = BoolField(args, "ignoreVendored");
  options.ignore_case = BoolField(args, "ignoreCase");
  options.fixed_string = BoolField(args, "fixedString");
  options.multiline = BoolField(args, "multiline");
  options.before = static_cast<size_t>(IntegerField(args, "before").value_or(0));
  options.after = static_cast<size_t>(IntegerField(args, "after").value_or(0));
  options.max_matches = static_cast<size_t>(IntegerField(args, "maxMatches").value_or(1));
  std::string output = Text(args, "output");
  options.output = output == "content" ? GrepOutput::kContent
                   : output == "count" ? GrepOutput::kCount
                                       : GrepOutput::kFiles;
  Result<GrepResult> grepped = store.Grep(options);
  if (!grepped) return Failed(grepped.error());
  Json files = Json::array();
  for (const GrepFile& file : grepped->files) {
    files.push_back(Json{{"path", file.path}, {"count", file.count}});
  }
  Json skipped = Json::array();
  for (const GrepSkipped& skip : grepped->skipped) {
    skipped.push_back(Json{{"path", skip.path}, {"reason", skip.reason}});
  }
  Json matches =
      options.output == GrepOutput::kContent ? MatchesOf(*grepped, options.after) : Json::array();
  return Ok(Json{{"matches", std::move(matches)},
                 {"files", std::move(files)},
                 {"matchCount", grepped->match_count},
                 {"truncated", grepped->truncated},
                 {"skipped", std::move(skipped)},
                 {"filesSearched", grepped->files_searched}});
}

}  // namespace

void StoreHost::Put(std::string_view path, std::string_view content) {
  ASSERT_TRUE(store.Write(path, *Content::Copy(content), now_).has_value()) << path;
}

std::string StoreHost::Get(std::string_view path) const {
  Result<ContentRef> content = store.ReadBytes(path);
  return content ? std::string((*content)->bytes()) : "(none)";
}

void StoreHost::AnswerAsks(Json answer) {
  scripted["ask"] = [answer = std::move(answer)](const Message&) { return Message{answer, {}}; };
}

void StoreHost::AnswerMethod(const std::string& method, Json result, std::string payload) {
  scripted[method] = [result = std::move(result), payload = std::move(payload)](const Message&) {
    return Ok(result, payload);
  };
}

Message StoreHost::Perform(const Effect& effect) {
  bool backend = effect.kind == "backend";
  std::string name = backend ? Text(effect.request.value, "method") : effect.kind;
  performed.push_back(name);
  if (effect.kind == "ask") asked.push_back(effect.request.value);
  if (auto found = scripted.find(name); found != scripted.end()) {
    return found->second(effect.request);
  }
  return backend ? Backend(effect.request) : Message{};
}

Message StoreHost::Backend(const Message& request) {
  std::string method = Text(request.value, "method");
  const Json& args = *FindField(request.value, "args");
  ++now_;
  if (method == "read") return StoreRead(store, args);
  if (method == "readBytes") return StoreReadBytes(store, args);
  if (method == "write") return StoreWrite(store, args, request.payload, now_);
  if (method == "edit") return StoreEdit(store, args, now_);
  if (method == "ls") return StoreList(store, args);
  if (method == "glob") return StoreGlob(store, args);
  if (method == "grep") return StoreGrep(store, args);
  return Failed({Code::kUnsupported, "Backend has no method '" + method + "'", {}});
}

Answered StoreHost::RunText(Toolset& toolset, std::string_view tool, std::string_view arguments,
                            CallOptions options) {
  std::unique_ptr<Operation> operation = toolset.StartCall(tool, arguments, std::move(options));
  Effect effect = operation->Step({});
  while (effect.kind != Operation::kDone) effect = operation->Step(Perform(effect));
  Answered answered;
  answered.value = std::move(effect.request.value);
  answered.payload = std::move(effect.request.payload);
  const Json& content = ArrayField(answered.value, "content");
  if (!content.empty()) answered.text = Text(content[0], "text");
  answered.is_error = BoolField(answered.value, "isError");
  answered.code = Text(answered.value, "code");
  return answered;
}

Answered StoreHost::Run(Toolset& toolset, std::string_view tool, const Json& arguments,
                        CallOptions options) {
  return RunText(toolset, tool, DumpJson(arguments), std::move(options));
}

Toolset MakeToolset(Json options) {
  Json all = Json{{"permissions", nullptr},
                  {"requireExecuteApproval", false},
                  {"capabilities", {{"execute", true}, {"background", true}}}};
  all.update(options);
  Result<ToolsetOptions> parsed = ParseToolsetOptions(all);
  EXPECT_TRUE(parsed.has_value()) << parsed.error().message;
  return Toolset(parsed ? *std::move(parsed) : ToolsetOptions());
}

}  // namespace nacre
