#include <utility>

#include "base/format.h"
#include "base/utf8.h"
#include "permissions/checker.h"
#include "permissions/verdict.h"

namespace nacre {
namespace {

std::string About(std::string_view verb, PermissionOperation operation, std::string_view target,
                  std::string_view detail) {
  std::string message =
      Format("Permission {} for {} on '{}'", verb, OperationName(operation), ToValidUtf8(target));
  if (!detail.empty()) message.append(": ").append(detail);
  return message;
}

std::string_view DecidedByName(DecidedBy decided_by) {
  switch (decided_by) {
    case DecidedBy::kRule:
      return "rule";
    case DecidedBy::kDefault:
      return "default";
    case DecidedBy::kDynamic:
      return "dynamic";
    case DecidedBy::kUnparsable:
      return "unparsable";
  }
  return "default";
}

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

/// Why `decision` is what it is, in one sentence.
std::string Reason(const Decision& decision) {
  const std::string_view operation = OperationName(decision.operation);
  if (decision.decided_by == DecidedBy::kDynamic || decision.decided_by == DecidedBy::kUnparsable) {
    return decision.description;
  }
  std::string reason = decision.decided_by == DecidedBy::kRule
                           ? Format("Rule '{}' for {}", decision.pattern, operation)
                           : Format("The default for {}", operation);
  reason.append(" is ").append(ActionName(decision.action));
  if (decision.granted) reason += ", after approval for this session";
  if (decision.path_reference) {
    reason += Format("; the command {} '{}'",
                     decision.operation == PermissionOperation::kRead ? "reads" : "writes",
                     ToValidUtf8(decision.matched));
  }
  if (!decision.description.empty()) reason += Format(" ({})", decision.description);
  return reason;
}

Json DecisionToJson(const Decision& decision) {
  Json json{{"text", ToValidUtf8(decision.matched)},
            {"operation", OperationName(decision.operation)},
            {"action", ActionName(decision.action)},
            {"decidedBy", DecidedByName(decision.decided_by)},
            {"reason", Reason(decision)}};
  if (decision.decided_by == DecidedBy::kRule) {
    json["rule"] = Json{{"index", decision.rule_index},
                        {"pattern", decision.pattern},
                        {"description", decision.description}};
  }
  if (decision.path_reference) json["pathReference"] = true;
  if (decision.granted) json["granted"] = true;
  return json;
}

}  // namespace

std::string DeniedMessage(PermissionOperation operation, std::string_view target,
                          std::string_view description) {
  return About("denied", operation, target, description);
}

std::string RequiredMessage(PermissionOperation operation, std::string_view target,
                            std::string_view reason) {
  return About("required", operation, target, reason);
}

Status PermissionChecker::Denial(const Decision& decision, PermissionOperation operation,
                                 std::string_view target) {
  Status status{.code = Code::kPermissionDenied, .message = {}, .path = {}};
  if (operation != PermissionOperation::kExecute) status.path = target;
  if (decision.path_reference) {
    status.path = decision.matched;
    status.message = Format("Permission denied: command references '{}', which is denied for {}",
                            ToValidUtf8(decision.matched), OperationName(decision.operation));
  } else if (!decision.description.empty()) {
    status.message = "Permission denied: " + decision.description;
  } else {
    status.message = DeniedMessage(operation, target);
  }
  return status;
}

AskRequest PermissionChecker::Question(const Decision& decision, PermissionOperation operation,
                                       std::string_view target) {
  return {operation, std::string(target), Reason(decision), decision};
}

std::optional<Status> PermissionChecker::DenialReason(PermissionOperation operation,
                                                      std::string_view target, AskFallback fallback,
                                                      const SessionGrants* grants) const {
  const Decision decision = Check(operation, target, grants);
  if (decision.action == Action::kAllow) return std::nullopt;
  if (decision.action == Action::kDeny) return Denial(decision, operation, target);
  const std::string path(operation == PermissionOperation::kExecute ? "" : target);
  if (fallback == AskFallback::kDeny) {
    return Status{Code::kPermissionDenied,
                  DeniedMessage(operation, target) + " (approval required)", path};
  }
  return Status{Code::kApprovalRequired,
                RequiredMessage(operation, target, "Approval required but no callback"), path};
}

Json PermissionChecker::Explain(PermissionOperation operation, std::string_view target,
                                const SessionGrants* grants) const {
  const Verdict verdict = Judge(operation, target, grants);
  Json json = DecisionToJson(verdict.best());
  json["operation"] = OperationName(operation);
  json["target"] = ToValidUtf8(target);
  Json considered = Json::array();
  for (const Decision& decision : verdict.considered())
    considered.push_back(DecisionToJson(decision));
  json["considered"] = std::move(considered);
  if (operation != PermissionOperation::kExecute) return json;
  const CommandLine line = SplitCommandLine(target);
  Json commands = Json::array();
  for (const SimpleCommand& command : line.commands) {
    commands.push_back(Json{{"text", ToValidUtf8(command.text)},
                            {"role", RoleName(command.role)},
                            {"dynamic", command.dynamic}});
  }
  json["commands"] = std::move(commands);
  if (line.unparsable) json["problem"] = line.problem;
  return json;
}

}  // namespace nacre
