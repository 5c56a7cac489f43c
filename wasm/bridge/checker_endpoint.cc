#include "bridge/checker_endpoint.h"

#include <array>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "bridge/ruleset_arguments.h"

namespace nacre::bridge {
namespace {

PermissionOperation ReadOperation(Arguments& args) {
  std::optional<PermissionOperation> operation = OperationFromName(args.Text("operation"));
  if (!operation) args.Refuse("operation", "read, write, edit, execute, glob, grep or ls");
  return operation.value_or(PermissionOperation::kRead);
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

/// The refusal or the question that a decision stands for; nothing when it allows.
std::optional<std::string> ReasonOf(const Decision& decision, PermissionOperation operation,
                                    std::string_view target) {
  if (decision.action == Action::kDeny) {
    return PermissionChecker::Denial(decision, operation, target).message;
  }
  if (decision.action == Action::kAsk) {
    return PermissionChecker::Question(decision, operation, target).reason;
  }
  return std::nullopt;
}

}  // namespace

CheckerEndpoint::CheckerEndpoint(PermissionChecker checker)
    : Endpoint(kKind), checker_(std::move(checker)) {}

Result<Reply> CheckerEndpoint::Open(Arguments& options) {
  Result<PermissionRuleset> ruleset = ReadRuleset(options, "ruleset");
  CheckerOptions chosen;
  chosen.root = options.Text("root", chosen.root);
  chosen.home = options.Text("home", chosen.home);
  if (auto read = options.Finish(); !read) return std::unexpected(read.error());
  if (!ruleset) return std::unexpected(ruleset.error());
  return Reply(
      std::make_unique<CheckerEndpoint>(PermissionChecker(std::move(*ruleset), std::move(chosen))));
}

Result<Reply> CheckerEndpoint::Run(std::string_view method, Arguments& args,
                                   std::string_view payload) {
  static constexpr auto kMethods = std::to_array<Method<CheckerEndpoint>>({
      {"check", &CheckerEndpoint::Check},
      {"explain", &CheckerEndpoint::Explain},
      {"denialReason", &CheckerEndpoint::DenialReason},
  });
  return RunMethod<CheckerEndpoint>(*this, kMethods, method, args, payload);
}

Result<Reply> CheckerEndpoint::Check(Arguments& args, std::string_view) {
  PermissionOperation operation = ReadOperation(args);
  std::string_view target = args.Text("target");
  if (auto read = args.Finish(); !read) return std::unexpected(read.error());
  Decision decision = checker_.Check(operation, target);
  JsonWriter out;
  out.BeginObject();
  out.Field("action", ActionName(decision.action));
  out.Field("operation", OperationName(decision.operation));
  out.Field("decidedBy", DecidedByName(decision.decided_by));
  if (decision.decided_by == DecidedBy::kRule) {
    out.Key("rule");
    out.BeginObject();
    out.Field("pattern", decision.pattern);
    out.Field("action", ActionName(decision.action));
    if (!decision.description.empty()) out.Field("description", decision.description);
    out.EndObject();
  }
  if (!decision.matched.empty()) out.Field("matched", decision.matched);
  out.OptionalField("reason", ReasonOf(decision, operation, target));
  out.EndObject();
  return Reply(std::move(out));
}

Result<Reply> CheckerEndpoint::Explain(Arguments& args, std::string_view) {
  PermissionOperation operation = ReadOperation(args);
  std::string_view target = args.Text("target");
  if (auto read = args.Finish(); !read) return std::unexpected(read.error());
  JsonWriter out;
  out.Value(checker_.Explain(operation, target));
  return Reply(std::move(out));
}

Result<Reply> CheckerEndpoint::DenialReason(Arguments& args, std::string_view) {
  PermissionOperation operation = ReadOperation(args);
  std::string_view target = args.Text("target");
  std::string_view fallback = args.Text("askFallback", "error");
  if (fallback != "error" && fallback != "deny")
    args.Refuse("askFallback", "\"error\" or \"deny\"");
  if (auto read = args.Finish(); !read) return std::unexpected(read.error());
  std::optional<Status> reason = checker_.DenialReason(
      operation, target, fallback == "deny" ? AskFallback::kDeny : AskFallback::kError);
  if (reason) return FailureReply(*reason);
  JsonWriter out;
  out.BeginObject();
  out.Key("error");
  out.Null();
  out.EndObject();
  return Reply(std::move(out));
}

}  // namespace nacre::bridge
