#include "console/toolset.h"

#include <algorithm>
#include <utility>

#include "base/path.h"
#include "console/access.h"
#include "console/answer.h"
#include "console/arguments.h"
#include "console/fields.h"
#include "console/state.h"
#include "console/tools.h"
#include "permissions/tool_gate.h"

namespace nacre {
namespace {

bool TakesPath(const ToolSpec& tool) { return tool.operation != PermissionOperation::kExecute; }

const RegisteredTool* FindRegistered(const ConsoleState& state, std::string_view name) {
  auto found =
      std::ranges::find(state.tools, name, [](const auto& tool) { return tool.spec->name; });
  return found == state.tools.end() ? nullptr : &*found;
}

Task<ToolAnswer> RunReadFile(Call& call) {
  const ToolsetOptions& options = call.state->options;
  if (std::optional<Media> media = MediaOf(call.path)) {
    bool shows =
        media->kind == MediaKind::kImage ? options.image_support : options.document_support;
    if (shows) return RunReadMedia(call, *media);
  }
  return options.edit_format == EditFormat::kHashline ? RunReadHashlines(call)
                                                      : RunReadNumbered(call);
}

Task<ToolAnswer> RunTool(Call& call) {
  switch (call.tool->spec->id) {
    case ToolId::kLs:
      return RunLs(call);
    case ToolId::kReadFile:
      return RunReadFile(call);
    case ToolId::kWriteFile:
      return RunWriteFile(call);
    case ToolId::kEditFile:
      return RunEditFile(call);
    case ToolId::kHashlineEdit:
      return RunHashlineEdit(call);
    case ToolId::kGlob:
      return RunGlob(call);
    case ToolId::kGrep:
      return RunGrep(call);
    case ToolId::kExecute:
      return RunExecute(call);
    case ToolId::kRunInBackground:
      return RunInBackground(call);
    case ToolId::kReadOutput:
      return RunReadOutput(call);
    case ToolId::kKillShell:
      return RunKillShell(call);
    case ToolId::kListShells:
      break;
  }
  return RunListShells(call);
}

// Checks arguments, path and rules, in this order, then runs the tool.
Task<ToolAnswer> Answer(Call& call, const std::string& arguments) {
  const RegisteredTool& tool = *call.tool;
  Result<Json> args = CheckArguments(tool.spec->name, tool.parameters, arguments);
  if (!args) co_return ErrorAnswer(args.error());
  call.args = *std::move(args);
  if (TakesPath(*tool.spec)) {
    Result<std::string> path = NormalizePath(StringField(call.args, "path"));
    if (!path) co_return ErrorAnswer(path.error());
    call.path = *std::move(path);
  }
  if (std::optional<Status> refusal = co_await Authorize(call)) co_return ErrorAnswer(*refusal);
  co_return co_await RunTool(call);
}

Task<Message> RunCall(Call call, std::string arguments) {
  ToolAnswer answer = co_await Answer(call, arguments);
  co_return ToMessage(std::move(answer));
}

// The arguments of a call; when they do not fit, only those that the rules judge, if they are
// there.
Result<Json> ArgumentsToJudge(const RegisteredTool& tool, std::string_view text) {
  Result<Json> args = CheckArguments(tool.spec->name, tool.parameters, text);
  if (args) return args;
  Result<Json> given = ParseJson(text, "Tool arguments");
  if (!given) return given;
  Json judged = Json::object();
  for (std::string_view key : {"file_path", "path", "command"}) {
    std::string_view value = StringField(*given, key);
    if (!value.empty()) judged[key == "command" ? "command" : "path"] = value;
  }
  if (judged.empty()) return std::unexpected(args.error());
  return judged;
}

Task<Message> Refuse(Status status) { co_return ToMessage(ErrorAnswer(status)); }

}  // namespace

Toolset::Toolset(ToolsetOptions options)
    : state_(std::make_shared<ConsoleState>(std::move(options))) {}
Toolset::~Toolset() = default;
Toolset::Toolset(Toolset&&) noexcept = default;
Toolset& Toolset::operator=(Toolset&&) noexcept = default;

Json Toolset::Tools() const {
  Json tools = Json::array();
  for (const RegisteredTool& tool : state_->tools) tools.push_back(DescribeTool(tool));
  return tools;
}

std::string Toolset::Instructions() const { return RenderInstructions(state_->tools); }

std::unique_ptr<Operation> Toolset::StartCall(std::string_view name,
                                              std::string_view arguments_json,
                                              CallOptions options) {
  const RegisteredTool* tool = FindRegistered(*state_, name);
  if (tool == nullptr) {
    Status status = AbsentTool(name, state_->options, state_->tools);
    return std::make_unique<Operation>([&](Host&) { return Refuse(std::move(status)); });
  }
  return std::make_unique<Operation>([&](Host& host) {
    Call call{.state = state_,
              .host = &host,
              .tool = tool,
              .options = std::move(options),
              .args = Json::object(),
              .path = {}};
    return RunCall(std::move(call), std::string(arguments_json));
  });
}

Json Toolset::Review(std::string_view name, std::string_view arguments_json) const {
  const RegisteredTool* tool = FindRegistered(*state_, name);
  if (tool == nullptr) {
    const ToolSpec* spec = FindTool(name);
    if (spec == nullptr) return Json{{"decision", "allow"}, {"target", ""}};
    return Json{{"decision", "deny"},
                {"operation", OperationName(spec->operation)},
                {"target", ""},
                {"reason", AbsentTool(name, state_->options, state_->tools).message}};
  }
  Result<Json> args = ArgumentsToJudge(*tool, arguments_json);
  bool fits = args && (!TakesPath(*tool->spec) || NormalizePath(StringField(*args, "path")));
  if (!fits) {
    return Json{
        {"decision", "allow"}, {"operation", OperationName(tool->spec->operation)}, {"target", ""}};
  }
  return ToJson(Judge(*state_, *tool->spec, *args));
}

std::vector<std::string> Toolset::PrepareTools(const std::vector<std::string>& names) const {
  std::vector<std::string> kept;
  std::ranges::copy_if(names, std::back_inserter(kept), [this](const std::string& name) {
    return !state_->checker || OffersTool(*state_->checker, name);
  });
  return kept;
}

const ToolsetOptions& Toolset::options() const { return state_->options; }

}  // namespace nacre
