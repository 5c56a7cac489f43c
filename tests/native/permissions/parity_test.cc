// Runs the vectors of the reference that this layer answers. A vector whose answer is deliberately
// different stands in deviations/permissions.json with the decision and the new expectation.

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <map>
#include <set>
#include <string>

#include "base/json.h"
#include "permissions/checker.h"
#include "permissions/command_paths.h"
#include "permissions/pattern.h"
#include "permissions/presets.h"
#include "permissions/tool_gate.h"

namespace nacre {
namespace {

const std::string kParity = std::string(NACRE_FIXTURES) + "/parity/";
constexpr std::string_view kPresets[] = {"DEFAULT", "PERMISSIVE", "READONLY", "STRICT"};

Json ReadJson(const std::string& file) {
  std::ifstream stream(file, std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(stream), {}};
  return Json::parse(text, nullptr, false);
}

std::string Text(const Json& json, const char* key, std::string fallback = {}) {
  return json.contains(key) && json[key].is_string() ? json[key].get<std::string>() : fallback;
}

PermissionOperation OperationOf(std::string_view name) {
  const auto operation = OperationFromName(name);
  EXPECT_TRUE(operation.has_value()) << name;
  return operation.value_or(PermissionOperation::kRead);
}

PermissionRuleset RulesetOf(const Json& input) {
  if (input.contains("preset")) return *PresetByName(Text(input, "preset"));
  auto ruleset = RulesetFromJson(input["ruleset"]);
  EXPECT_TRUE(ruleset.has_value()) << (ruleset ? "" : ruleset.error().message);
  return ruleset.value_or(PermissionRuleset());
}

PermissionRuleset RulesetFromOptions(const Json& json) {
  RulesetOptions options;
  options.default_action = ActionFromName(Text(json, "default", "ask")).value_or(Action::kAsk);
  options.allow_read = json.value("allow_read", options.allow_read);
  options.allow_write = json.value("allow_write", options.allow_write);
  options.allow_edit = json.value("allow_edit", options.allow_edit);
  options.allow_execute = json.value("allow_execute", options.allow_execute);
  options.allow_glob = json.value("allow_glob", options.allow_glob);
  options.allow_grep = json.value("allow_grep", options.allow_grep);
  options.allow_ls = json.value("allow_ls", options.allow_ls);
  options.deny_secrets = json.value("deny_secrets", options.deny_secrets);
  return CreateRuleset(options);
}

std::string Answer(const PermissionRuleset& ruleset, PermissionOperation operation,
                   const std::string& target) {
  return std::string(ActionName(PermissionChecker(ruleset).Check(operation, target).action));
}

Json AnswerPresets(const Json& input, const Json& expected) {
  Json answers = Json::object();
  const std::string target = Text(input, "target");
  for (const std::string_view preset : kPresets) {
    const PermissionRuleset& ruleset = *PresetByName(preset);
    Json& answer = answers[std::string(preset)];
    if (input.contains("operation")) {
      answer = Answer(ruleset, OperationOf(Text(input, "operation")), target);
      continue;
    }
    for (const auto& [name, unused] : expected[std::string(preset)].items()) {
      answer[name] = Answer(ruleset, OperationOf(name), target);
    }
  }
  return answers;
}

Json AnswerCreated(const Json& input, const Json& expected) {
  const PermissionRuleset ruleset = RulesetFromOptions(input["create_ruleset"]);
  Json answers = Json::object();
  for (const auto& [question, unused] : expected.items()) {
    const size_t space = question.find(' ');
    answers[question] =
        Answer(ruleset, OperationOf(question.substr(0, space)), question.substr(space + 1));
  }
  return answers;
}

/// The reference's asynchronous `check` without a callback.
Json AnswerCheck(const Json& input) {
  const PermissionOperation operation = OperationOf(Text(input, "operation"));
  const std::string target = Text(input, "target");
  const Decision decision = PermissionChecker(RulesetOf(input)).Check(operation, target);
  if (decision.action == Action::kAllow) return Json{{"returns", true}};
  if (decision.action == Action::kDeny || Text(input, "ask_fallback") == "deny") {
    return Json{{"raises", "PermissionDeniedError"},
                {"message", DeniedMessage(operation, target, decision.description)}};
  }
  return Json{{"raises", "PermissionAskError"},
              {"message", RequiredMessage(operation, target, Text(input, "reason"))}};
}

Json ReasonToJson(const std::optional<Status>& status) {
  if (!status) return Json{{"reason", nullptr}};
  if (status->code == Code::kApprovalRequired) {
    return Json{{"raises", "PermissionAskError"}, {"message", status->message}};
  }
  return Json{{"reason", status->message}};
}

Json AnswerDenialReason(const Json& input) {
  const PermissionChecker checker(RulesetOf(input));
  const PermissionOperation operation = OperationOf(Text(input, "operation"));
  const std::string target = Text(input, "target");
  return Json{{"error", ReasonToJson(checker.DenialReason(operation, target, AskFallback::kError))},
              {"deny", ReasonToJson(checker.DenialReason(operation, target, AskFallback::kDeny))}};
}

Json AnswerExecuteDenialReason(const Json& input) {
  const PermissionChecker checker(RulesetOf(input), {Text(input, "root"), Text(input, "home")});
  return ReasonToJson(checker.DenialReason(PermissionOperation::kExecute, Text(input, "command"),
                                           AskFallback::kError));
}

Json AnswerCommandPaths(const Json& input, const Json& expected) {
  const std::string command = Text(input, "command");
  const CommandLine line = SplitCommandLine(command);
  std::set<std::string> targets;
  for (const auto& each :
       FindPathReferences(line, command, PlaceOf(line, Text(input, "root"), "")).paths) {
    targets.insert(each.target);
  }
  Json found = Json::array();
  for (const Json& target : expected["contains"]) {
    if (targets.contains(target.get<std::string>())) found.push_back(target);
  }
  return Json{{"contains", found}};
}

Json AnswerToolset(const Json& input) {
  ToolGateOptions options;
  options.include_execute = input.value("include_execute", true);
  options.include_background = input.value("include_background", true);
  options.require_write_approval = input.value("require_write_approval", false);
  options.require_execute_approval = input.value("require_execute_approval", true);
  options.hashline = Text(input, "edit_format") == "hashline";
  const std::string preset = Text(input, "permissions");
  Json tools = Json::array();
  Json approvals = Json::array();
  for (const GatedTool& tool :
       GateTools(preset.empty() ? nullptr : PresetByName(preset), options)) {
    tools.push_back(tool.name);
    if (tool.needs_approval) approvals.push_back(tool.name);
  }
  return Json{{"tools", tools}, {"requires_approval", approvals}};
}

Json AnswerPreparedTools(const Json& input) {
  const PermissionChecker checker(*PresetByName(Text(input, "permissions")));
  Json kept = Json::array();
  for (const Json& tool : input["tool_defs"]) {
    if (OffersTool(checker, tool.get<std::string>())) kept.push_back(tool);
  }
  return Json{{"kept", kept}};
}

Json AnswerToolCall(const Json& input) {
  const PermissionChecker checker(*PresetByName(Text(input, "permissions")));
  const std::string tool = Text(input, "tool");
  const PermissionOperation operation = OperationOfTool(tool).value_or(PermissionOperation::kRead);
  Decision decision;
  decision.action = Action::kAllow;
  std::string target = "*";
  switch (CheckedArgumentOfTool(tool)) {
    case CheckedArgument::kNone:
      break;
    case CheckedArgument::kPath:
      target = Text(input["args"], "path");
      decision = checker.Check(operation, target);
      break;
    case CheckedArgument::kCommand:
      target = Text(input["args"], "command");
      decision = checker.Check(operation, target);
      break;
    case CheckedArgument::kAnything:
      decision = checker.CheckLiteral(operation, target);
  }
  if (decision.action == Action::kDeny) return Json{{"raises", "PermissionDeniedError"}};
  Json answer = Json::object();
  if (decision.action == Action::kAsk) {
    answer["asked"] = Json::array({Json::array({OperationName(operation), target, ""})});
  }
  answer["returns"] = input["args"];
  return answer;
}

Json AnswerGuardedGrep(const Json& input) {
  PermissionRuleset ruleset;
  ruleset[PermissionOperation::kRead] =
      OperationPermissions{Action::kAllow, {{"**/credentials*", Action::kDeny, ""}}};
  const PermissionChecker checker(ruleset);
  Json paths = Json::array();
  for (const auto& [path, unused] : input["files"].items()) {
    if (!checker.HidesFromGrep(path)) paths.push_back(path);
  }
  return Json{{"paths", paths}};
}

/// What this layer says to a vector; null when another layer answers it.
Json AnswerVector(const Json& vector, const Json& expected) {
  const std::string area = Text(vector, "area");
  const std::string op = Text(vector, "op");
  const Json& input = vector["input"];
  if (area == "perm-pattern") {
    return Json{{"match", Pattern(Text(input, "pattern")).Matches(Text(input, "target"))}};
  }
  if (area == "perm-order") {
    return Json{{"action", Answer(RulesetOf(input), OperationOf(Text(input, "operation")),
                                  Text(input, "target"))}};
  }
  if (area == "create-ruleset") return AnswerCreated(input, expected);
  if (area.starts_with("preset-")) return AnswerPresets(input, expected);
  if (area == "perm-check") return AnswerCheck(input);
  if (op == "denial_reason") return AnswerDenialReason(input);
  if (op == "execute_denial_reason") return AnswerExecuteDenialReason(input);
  if (op == "command_path_targets") return AnswerCommandPaths(input, expected);
  if (op == "guarded_write") {
    const auto status =
        PermissionChecker(RulesetOf(input))
            .DenialReason(PermissionOperation::kWrite, Text(input, "path"), AskFallback::kError);
    return Json{{"path", nullptr}, {"error", status ? Json(status->message) : Json(nullptr)}};
  }
  if (op == "guarded_grep") return AnswerGuardedGrep(input);
  if (op == "create_console_toolset" && !input.contains("descriptions")) {
    return AnswerToolset(input);
  }
  if (op == "ConsoleCapability.prepare_tools") return AnswerPreparedTools(input);
  if (op == "ConsoleCapability.before_tool_execute") return AnswerToolCall(input);
  return nullptr;
}

TEST(ParityTest, PermissionVectors) {
  const std::set<std::string> areas = {"perm-pattern",   "perm-order",     "perm-check",
                                       "preset-path",    "preset-command", "preset-other",
                                       "create-ruleset", "guard",          "gating"};
  const Json vectors = ReadJson(kParity + "core-vectors.json");
  const Json deviations = ReadJson(kParity + "deviations/permissions.json");
  ASSERT_TRUE(vectors.contains("vectors"));
  ASSERT_TRUE(deviations.is_object());
  std::map<std::string, int> answered;
  std::set<std::string> used;
  for (const Json& vector : vectors["vectors"]) {
    if (!areas.contains(Text(vector, "area"))) continue;
    const std::string id = Text(vector, "id");
    Json expected = vector["expected"];
    if (deviations.contains(id)) {
      used.insert(id);
      EXPECT_NE(deviations[id]["expected"], expected) << id << " deviates from nothing";
      expected = deviations[id]["expected"];
    }
    const Json answer = AnswerVector(vector, expected);
    if (answer.is_null()) continue;
    ++answered[Text(vector, "area")];
    EXPECT_EQ(answer, expected) << id << " " << vector["input"].dump();
  }
  EXPECT_EQ(used.size(), deviations.size()) << "a deviation names no vector";
  EXPECT_EQ(answered["perm-pattern"], 56);
  EXPECT_EQ(answered["preset-path"], 32);
  EXPECT_EQ(answered["preset-command"], 23);
  EXPECT_EQ(answered["guard"], 30);
  EXPECT_EQ(answered["gating"], 13);
}

}  // namespace
}  // namespace nacre
