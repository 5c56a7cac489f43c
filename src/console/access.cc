#include "console/access.h"

#include <utility>

#include "base/format.h"
#include "base/utf8.h"
#include "console/fields.h"

namespace nacre {
namespace {

bool NeedsApprovalWithoutRules(const ToolsetOptions& options, ToolId tool) {
  switch (tool) {
    case ToolId::kWriteFile:
    case ToolId::kEditFile:
    case ToolId::kHashlineEdit:
      return options.require_write_approval;
    case ToolId::kExecute:
    case ToolId::kRunInBackground:
    case ToolId::kKillShell:
      return options.require_execute_approval;
    default:
      return false;
  }
}

// Tools that name a shell instead of a command.
bool NamesShell(ToolId tool) {
  return tool == ToolId::kReadOutput || tool == ToolId::kKillShell || tool == ToolId::kListShells;
}

// Tools that only look at shells: an ask was answered when the shell was started.
bool OnlyLooksAtShells(ToolId tool) {
  return tool == ToolId::kReadOutput || tool == ToolId::kListShells;
}

std::string TargetOf(const ToolSpec& tool, const Json& args) {
  if (tool.id == ToolId::kListShells) return "*";
  if (NamesShell(tool.id)) return std::string(StringField(args, "shell_id"));
  if (tool.operation == PermissionOperation::kExecute) {
    return std::string(StringField(args, "command"));
  }
  std::string_view path = StringField(args, "path");
  return path.empty() ? "/" : std::string(path);
}

// Whether the answers of a tool tell what is in the file that its path names.
bool TellsContent(const ToolSpec& tool) {
  return tool.operation == PermissionOperation::kEdit ||
         tool.operation == PermissionOperation::kGrep;
}

Decision Decide(const ConsoleState& state, const ToolSpec& tool, const std::string& target) {
  Decision decision;
  if (!state.checker) {
    decision.operation = tool.operation;
    decision.action =
        NeedsApprovalWithoutRules(state.options, tool.id) ? Action::kAsk : Action::kAllow;
  } else if (NamesShell(tool.id)) {
    decision = state.checker->CheckLiteral(tool.operation, "*");
  } else {
    decision = state.checker->Check(tool.operation, target, &state.grants);
    if (decision.action != Action::kDeny && TellsContent(tool)) {
      Decision read = state.checker->Check(PermissionOperation::kRead, target);
      if (read.action == Action::kDeny) return read;
    }
  }
  if (decision.action == Action::kAsk && (state.grants.Allows(decision.grant_key()) ||
                                          (state.checker && OnlyLooksAtShells(tool.id)))) {
    decision.action = Action::kAllow;
  }
  return decision;
}

Json RuleOf(const Decision& decision) {
  return Json{{"pattern", decision.pattern},
              {"action", ActionName(decision.action)},
              {"description", decision.description}};
}

Status Unanswerable(const Verdict& verdict, AskFallback fallback) {
  std::string shown = Abbreviate(verdict.target, limits::kMessageQuoteChars);
  if (fallback == AskFallback::kDeny) {
    return {Code::kPermissionDenied,
            DeniedMessage(verdict.operation, shown) + " (approval required)",
            {}};
  }
  return {Code::kApprovalRequired,
          RequiredMessage(verdict.operation, shown, "Approval required but no callback"),
          {}};
}

Effect QuestionOf(const Call& call, const Verdict& verdict) {
  Json question = Json::object();
  question["tool"] = call.tool->spec->name;
  if (!call.options.tool_call_id.empty()) question["toolCallId"] = call.options.tool_call_id;
  question["operation"] = OperationName(verdict.operation);
  question["target"] = verdict.target;
  question["reason"] = verdict.reason;
  if (verdict.decision.decided_by == DecidedBy::kRule) question["rule"] = RuleOf(verdict.decision);
  return {"ask", {std::move(question), {}}};
}

}  // namespace

Verdict Judge(const ConsoleState& state, const ToolSpec& tool, const Json& args) {
  Verdict verdict;
  verdict.operation = tool.operation;
  verdict.target = TargetOf(tool, args);
  verdict.decision = Decide(state, tool, verdict.target);
  if (verdict.decision.action == Action::kDeny) {
    verdict.reason =
        PermissionChecker::Denial(verdict.decision, tool.operation, verdict.target).message;
  } else if (verdict.decision.action == Action::kAsk) {
    verdict.reason =
        state.checker
            ? PermissionChecker::Question(verdict.decision, tool.operation, verdict.target).reason
            : Format("The tool '{}' needs approval", tool.name);
  }
  return verdict;
}

Task<std::optional<Status>> Authorize(const Call& call) {
  ConsoleState& state = *call.state;
  Verdict verdict = Judge(state, *call.tool->spec, call.args);
  if (verdict.decision.action == Action::kDeny) {
    co_return Status{Code::kPermissionDenied, verdict.reason, call.path};
  }
  if (verdict.decision.action == Action::kAllow || call.options.approved) co_return std::nullopt;
  if (!state.options.has_ask_callback) {
    co_return Unanswerable(verdict, state.options.ask_fallback);
  }
  Message answer = co_await call.host->Perform(QuestionOf(call, verdict));
  std::string_view said = StringField(answer.value, "answer");
  if (said == "allow_session") state.grants.Allow(verdict.decision.grant_key());
  if (said == "allow" || said == "allow_session") co_return std::nullopt;
  std::string shown = Abbreviate(verdict.target, limits::kMessageQuoteChars);
  co_return Status{Code::kPermissionDenied,
                   DeniedMessage(verdict.operation, shown, StringField(answer.value, "reason")),
                   call.path};
}

Json ToJson(const Verdict& verdict) {
  Json json = Json::object();
  json["decision"] = ActionName(verdict.decision.action);
  json["operation"] = OperationName(verdict.operation);
  json["target"] = verdict.target;
  if (!verdict.reason.empty()) json["reason"] = verdict.reason;
  if (verdict.decision.action != Action::kAllow &&
      verdict.decision.decided_by == DecidedBy::kRule) {
    json["rule"] = RuleOf(verdict.decision);
  }
  return json;
}

}  // namespace nacre
