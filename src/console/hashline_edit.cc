#include <algorithm>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "base/format.h"
#include "base/hash.h"
#include "console/backend_call.h"
#include "console/edit_answer.h"
#include "console/fields.h"
#include "console/tools.h"
#include "text/hashline.h"

namespace nacre {
namespace {

// One edit, as views into `json`.
LineEdit LineEditOf(const Json& json) {
  LineEdit edit;
  edit.start_line = IntegerField(json, "start_line").value_or(0);
  edit.start_hash = StringField(json, "start_hash");
  edit.new_content = StringField(json, "new_content");
  edit.end_line = IntegerField(json, "end_line");
  if (FindField(json, "end_hash") != nullptr) edit.end_hash = StringField(json, "end_hash");
  edit.insert_after = BoolField(json, "insert_after");
  return edit;
}

// The edits of a call, as views into its arguments; or why they do not go together.
Result<std::vector<LineEdit>> LineEditsOf(const Json& args) {
  constexpr std::string_view kNeeded[] = {"start_line", "start_hash", "new_content"};
  constexpr std::string_view kSingle[] = {"start_line", "start_hash", "new_content", "end_line",
                                          "end_hash"};
  const Json& list = ArrayField(args, "edits");
  std::vector<LineEdit> edits;
  if (list.empty()) {
    for (std::string_view name : kNeeded) {
      if (FindField(args, name) != nullptr) continue;
      return Fail(
          Code::kInvalidArgument,
          Format("Invalid arguments for hashline_edit: '{}' is missing (or give 'edits')", name));
    }
    edits.push_back(LineEditOf(args));
    return edits;
  }
  for (std::string_view name : kSingle) {
    if (FindField(args, name) == nullptr) continue;
    return Fail(
        Code::kInvalidArgument,
        Format("Invalid arguments for hashline_edit: give either '{}' or 'edits', not both", name));
  }
  for (const Json& edit : list) edits.push_back(LineEditOf(edit));
  return edits;
}

size_t FirstChangedLine(std::span<const LineEdit> edits) {
  int64_t first = kLargestInteger;
  for (const LineEdit& edit : edits) {
    first = std::min(first, edit.start_line + (edit.insert_after ? 1 : 0));
  }
  return static_cast<size_t>(std::max<int64_t>(first, 1));
}

}  // namespace

Task<ToolAnswer> RunHashlineEdit(Call& call) {
  Result<std::vector<LineEdit>> edits = LineEditsOf(call.args);
  if (!edits) co_return ErrorAnswer(edits.error());
  Result<std::string> bytes = co_await ReadAllBytes(*call.host, call.path);
  if (!bytes) co_return ErrorAnswer(bytes.error());
  ReadTracker& tracker = call.state->tracker;
  std::vector<KnownLines> known = tracker.LinesOf(call.path);
  Result<LineEditResult> edited = EditLines(call.path, *bytes, *edits,
                                            {.hash = call.state->options.hash,
                                             .version = StringField(call.args, "version"),
                                             .known = known});
  if (!edited) co_return ErrorAnswer(edited.error());
  EditReport report{.path = call.path,
                    .summary = std::move(edited->summary),
                    .occurrences = static_cast<int64_t>(edited->occurrences),
                    .diff = std::move(edited->diff),
                    .dry_run = BoolField(call.args, "dry_run")};
  if (report.dry_run) co_return AnswerOf(std::move(report));
  std::string version = Xxh3Hex128(edited->content);
  Result<Message> written = co_await CallBackend(
      *call.host, "write", Json{{"path", call.path}, {"ifVersion", Xxh3Hex128(*bytes)}},
      std::move(edited->content));
  if (!written) {
    co_return ErrorAnswer(written.error().code == Code::kStale
                              ? ChangedSinceRead(StringField(call.args, "path"))
                              : written.error());
  }
  tracker.Edited(call.path, version, FirstChangedLine(*edits));
  ToolAnswer answer = AnswerOf(std::move(report));
  answer.metadata["version"] = std::move(version);
  co_return answer;
}

}  // namespace nacre
