#include <algorithm>
#include <string>
#include <utility>

#include "base/format.h"
#include "base/hash.h"
#include "console/backend_call.h"
#include "console/edit_answer.h"
#include "console/fields.h"
#include "console/phrases.h"
#include "console/tools.h"

namespace nacre {
namespace {

// The arguments of the backend's `edit`, made of the tool's; or why they do not go together.
Result<Json> BackendArguments(Call& call) {
  Json args = Json{{"path", call.path}};
  const Json& edits = ArrayField(call.args, "edits");
  bool has_old = FindField(call.args, "old_string") != nullptr;
  bool has_new = FindField(call.args, "new_string") != nullptr;
  if (!edits.empty() && (has_old || has_new)) {
    return Fail(Code::kInvalidArgument,
                "Invalid arguments for edit_file: give either 'old_string' and 'new_string', or "
                "'edits', not both");
  }
  if (edits.empty() && !(has_old && has_new)) {
    return Fail(
        Code::kInvalidArgument,
        Format("Invalid arguments for edit_file: '{}' is missing, it must be a string (or give "
               "'edits')",
               has_old ? "new_string" : "old_string"));
  }
  if (edits.empty()) {
    args["oldString"] = std::move(call.args["old_string"]);
    args["newString"] = std::move(call.args["new_string"]);
    args["replaceAll"] = BoolField(call.args, "replace_all");
  } else {
    Json& list = args["edits"] = Json::array();
    for (Json& edit : call.args["edits"]) {
      list.push_back(Json{{"oldString", std::move(edit["old_string"])},
                          {"newString", std::move(edit["new_string"])},
                          {"replaceAll", BoolField(edit, "replace_all")}});
    }
  }
  args["dryRun"] = BoolField(call.args, "dry_run");
  return args;
}

}  // namespace

Task<ToolAnswer> RunEditFile(Call& call) {
  Result<Json> args = BackendArguments(call);
  if (!args) co_return ErrorAnswer(args.error());
  ReadTracker& tracker = call.state->tracker;
  std::string path(StringField(call.args, "path"));
  if (std::optional<std::string> seen = tracker.VersionOf(call.path)) {
    Result<std::string> bytes = co_await ReadAllBytes(*call.host, call.path);
    if (!bytes) co_return ErrorAnswer(bytes.error());
    if (Xxh3Hex128(*bytes) != *seen) co_return ErrorAnswer(ChangedSinceRead(path));
    (*args)["ifVersion"] = *seen;
  }
  Result<Message> edited = co_await CallBackend(*call.host, "edit", std::move(*args));
  if (!edited) {
    co_return ErrorAnswer(edited.error().code == Code::kStale ? ChangedSinceRead(path)
                                                              : edited.error());
  }
  EditReport report;
  report.path = StringField(edited->value, "path");
  if (report.path.empty()) report.path = call.path;
  report.occurrences = std::max<int64_t>(0, IntegerField(edited->value, "occurrences").value_or(1));
  report.diff = StringField(edited->value, "diff");
  report.dry_run = BoolField(call.args, "dry_run");
  report.summary = (report.dry_run ? "replace " : "replaced ") +
                   Counted(static_cast<uint64_t>(report.occurrences), "occurrence");
  if (!report.dry_run) {
    Result<std::string> version =
        co_await VersionAfter(*call.host, call.path, std::move(edited->value));
    if (version) {
      tracker.Saw(call.path, *version);
    } else {
      tracker.Forget(call.path);
    }
  }
  co_return AnswerOf(std::move(report));
}

}  // namespace nacre
