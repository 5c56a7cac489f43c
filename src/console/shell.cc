#include <string>
#include <utility>

#include "base/format.h"
#include "base/limits.h"
#include "base/utf8.h"
#include "console/backend_call.h"
#include "console/fields.h"
#include "console/tools.h"

namespace nacre {
namespace {

constexpr std::string_view kTruncatedNote = "\n\n... (output truncated)";

std::string ExitCodeText(const Json& shell) {
  std::optional<int64_t> code = IntegerField(shell, "exitCode");
  return code ? std::to_string(*code) : "None";
}

// Cuts `output` to what an answer holds; whether it was too long.
bool CutOutput(std::string& output) {
  std::string_view kept = PrefixOfCodePoints(output, limits::kExecuteOutputChars);
  if (kept.size() == output.size()) return false;
  output.resize(kept.size());
  return true;
}

std::string_view Stripped(std::string_view text) {
  constexpr std::string_view kSpace = " \t\n\v\f\r";
  size_t first = text.find_first_not_of(kSpace);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kSpace) - first + 1);
}

Json ShellMetadata(const Json& shell) {
  Json metadata = Json::object();
  for (std::string_view key : {"shellId", "command", "pid", "running", "exitCode", "killed"}) {
    if (const Json* field = FindField(shell, key)) metadata[std::string(key)] = *field;
  }
  return metadata;
}

}  // namespace

Task<ToolAnswer> RunExecute(Call& call) {
  std::optional<int64_t> seconds = IntegerField(call.args, "timeout");
  Json args = Json{{"command", StringField(call.args, "command")}};
  args["timeoutMs"] = seconds ? Json(*seconds * 1000) : Json(nullptr);
  Result<Message> executed = co_await CallBackend(*call.host, "execute", std::move(args));
  if (!executed) co_return ErrorAnswer(executed.error());
  std::optional<int64_t> code = IntegerField(executed->value, "exitCode");
  bool truncated = BoolField(executed->value, "truncated");
  std::string output = TextOf(*executed, "output");
  truncated = CutOutput(output) || truncated;
  if (truncated) output += kTruncatedNote;
  bool failed = code && *code != 0;
  ToolAnswer answer;
  answer.text =
      failed ? Format("Command failed (exit code {}):\n{}", *code, output) : std::move(output);
  answer.metadata =
      Json{{"exitCode", code ? Json(*code) : Json(nullptr)}, {"truncated", truncated}};
  co_return answer;
}

Task<ToolAnswer> RunInBackground(Call& call) {
  Result<Message> started = co_await CallBackend(
      *call.host, "background.start", Json{{"command", StringField(call.args, "command")}});
  if (!started) co_return ErrorAnswer(started.error());
  std::string id(StringField(started->value, "shellId"));
  std::optional<int64_t> pid = IntegerField(started->value, "pid");
  ToolAnswer answer;
  answer.text = Format(
      "Started background shell {}{}.\nUse read_output('{}') to follow its output and "
      "kill_shell('{}') to stop it.",
      id, pid ? Format(" (pid {})", *pid) : "", id, id);
  answer.metadata = ShellMetadata(started->value);
  co_return answer;
}

Task<ToolAnswer> RunReadOutput(Call& call) {
  std::string id(StringField(call.args, "shell_id"));
  Result<Message> read =
      co_await CallBackend(*call.host, "background.output", Json{{"shellId", id}});
  if (!read) co_return ErrorAnswer(read.error());
  std::string output(StringField(read->value, "stdout"));
  output += StringField(read->value, "stderr");
  output = std::string(Stripped(output));
  if (CutOutput(output)) output += kTruncatedNote;
  bool running = BoolField(read->value, "running");
  ToolAnswer answer;
  answer.text = Format("[{}] {}\n{}", id,
                       running ? "running" : Format("exited (code {})", ExitCodeText(read->value)),
                       output.empty() ? "(no new output)" : output);
  answer.metadata = ShellMetadata(read->value);
  co_return answer;
}

Task<ToolAnswer> RunKillShell(Call& call) {
  std::string id(StringField(call.args, "shell_id"));
  Result<Message> killed =
      co_await CallBackend(*call.host, "background.kill", Json{{"shellId", id}});
  if (!killed) co_return ErrorAnswer(killed.error());
  ToolAnswer answer;
  answer.text = BoolField(killed->value, "killed")
                    ? Format("Killed background shell {}.", id)
                    : Format("Background shell {} was already finished or unknown.", id);
  answer.metadata = ShellMetadata(killed->value);
  co_return answer;
}

Task<ToolAnswer> RunListShells(Call& call) {
  Result<Message> listed = co_await CallBackend(*call.host, "background.list", Json::object());
  if (!listed) co_return ErrorAnswer(listed.error());
  ToolAnswer answer;
  Json shells = Json::array();
  for (const Json& shell : ArrayField(listed->value, "shells")) {
    if (!answer.text.empty()) answer.text += "\n";
    answer.text +=
        Format("{}  {}  {}", StringField(shell, "shellId"),
               BoolField(shell, "running") ? "running" : Format("exited({})", ExitCodeText(shell)),
               StringField(shell, "command"));
    shells.push_back(ShellMetadata(shell));
  }
  if (answer.text.empty()) answer.text = "No background shells.";
  answer.metadata["shells"] = std::move(shells);
  co_return answer;
}

}  // namespace nacre
