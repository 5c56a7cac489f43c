#include "permissions/checker.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/path.h"
#include "permissions/command_forms.h"
#include "permissions/verdict.h"

namespace nacre {
namespace {

constexpr std::string_view kForkBomb = ":(){:|:&};:";

bool IsHarmlessDevice(std::string_view path) {
  constexpr auto kDevices =
      std::to_array<std::string_view>({"/dev/null", "/dev/zero", "/dev/full", "/dev/tty",
                                       "/dev/stdin", "/dev/stdout", "/dev/stderr"});
  return std::ranges::find(kDevices, path) != kDevices.end() || path.starts_with("/dev/fd/");
}

Decision NotUnderstood(DecidedBy decided_by, std::string_view text, std::string_view problem) {
  Decision decision;
  decision.action = Action::kAsk;
  decision.operation = PermissionOperation::kExecute;
  decision.decided_by = decided_by;
  decision.matched = text;
  decision.description = problem;
  return decision;
}

}  // namespace

GrantKey Decision::grant_key() const {
  GrantKey key{.operation = operation, .rule_index = {}, .target = {}};
  if (decided_by == DecidedBy::kRule) {
    key.rule_index = rule_index;
  } else if (decided_by != DecidedBy::kDefault) {
    key.target = matched;
  }
  return key;
}

PermissionChecker::PermissionChecker(PermissionRuleset ruleset, CheckerOptions options)
    : ruleset_(std::move(ruleset)), options_(std::move(options)) {
  constexpr std::string_view kBelow = "/**";
  for (const PermissionOperation operation : kOperations) {
    std::vector<CompiledRule>& compiled = compiled_.emplace_back();
    const auto& permissions = ruleset_[operation];
    if (!permissions) continue;
    const bool command = operation == PermissionOperation::kExecute;
    const PatternKind kind = command ? PatternKind::kCommand : PatternKind::kPath;
    for (const PermissionRule& rule : permissions->rules) {
      const std::string_view text = rule.pattern;
      std::optional<Pattern> directory;
      if (!command && text.ends_with(kBelow) && text.size() > kBelow.size()) {
        directory.emplace(text.substr(0, text.size() - kBelow.size()), kind);
      }
      // "**" begins with any directories, "/" included.
      const bool rooted = text.starts_with('/') || text.starts_with("**");
      const bool open = text.starts_with('*') || text.starts_with('?') || text.starts_with('[');
      compiled.push_back({.pattern = Pattern(text, kind),
                          .directory = std::move(directory),
                          .rooted = rooted || open,
                          .relative = !rooted});
    }
  }
}

bool PermissionChecker::CompiledRule::Matches(std::string_view target) const {
  return pattern.Matches(target) || (directory && directory->Matches(target));
}

bool PermissionChecker::CompiledRule::MatchesPath(std::string_view path) const {
  return (rooted && Matches(path)) || (relative && Matches(path.substr(1)));
}

std::optional<size_t> PermissionChecker::FirstMatch(PermissionOperation operation,
                                                    std::string_view target) const {
  const auto& rules = compiled_[static_cast<size_t>(operation)];
  for (size_t i = 0; i < rules.size(); ++i) {
    if (rules[i].Matches(target)) return i;
  }
  return std::nullopt;
}

Decision PermissionChecker::DecisionOf(PermissionOperation operation, std::optional<size_t> rule,
                                       std::string_view matched) const {
  Decision decision;
  decision.action = ruleset_.DefaultFor(operation);
  decision.operation = operation;
  decision.matched = matched;
  if (!rule) return decision;
  const PermissionRule& found = ruleset_[operation]->rules[*rule];
  decision.action = found.action;
  decision.decided_by = DecidedBy::kRule;
  decision.rule_index = *rule;
  decision.pattern = found.pattern;
  decision.description = found.description;
  return decision;
}

Decision PermissionChecker::CheckLiteral(PermissionOperation operation,
                                         std::string_view target) const {
  const auto& rules = compiled_[static_cast<size_t>(operation)];
  for (size_t i = 0; i < rules.size(); ++i) {
    if (rules[i].pattern.Matches(target)) return DecisionOf(operation, i, target);
  }
  return DecisionOf(operation, std::nullopt, target);
}

Decision PermissionChecker::JudgePath(PermissionOperation operation,
                                      std::string_view target) const {
  const auto normalised = NormalizePath(target);
  if (!normalised) return JudgeUnusablePath(operation, target);
  const auto& rules = compiled_[static_cast<size_t>(operation)];
  std::optional<size_t> first;
  for (size_t i = 0; i < rules.size() && !first; ++i) {
    if (rules[i].MatchesPath(*normalised)) first = i;
  }
  Decision decision = DecisionOf(operation, first, *normalised);
  if (target == *normalised || decision.action == Action::kDeny) return decision;
  const auto as_written = FirstMatch(operation, target);
  if (as_written && as_written != first) {
    Decision stricter = DecisionOf(operation, as_written, target);
    if (stricter.action > decision.action) return stricter;
  }
  return decision;
}

Decision PermissionChecker::JudgeUnusablePath(PermissionOperation operation,
                                              std::string_view target) const {
  const auto as_written = FirstMatch(operation, target);
  Decision decision = DecisionOf(operation, as_written, target);
  const std::string resolved = ResolveWord(target, "/", options_.home);
  if (const auto rule = FirstMatch(operation, resolved)) {
    Decision stricter = DecisionOf(operation, rule, resolved);
    if (stricter.action > decision.action) return stricter;
  }
  // No backend takes such a path, so no rule can vouch for it.
  const bool vouched = as_written && decision.action == Action::kAllow;
  return vouched ? DecisionOf(operation, std::nullopt, target) : decision;
}

void PermissionChecker::JudgePart(const SimpleCommand& part, const CommandPlace& place,
                                  Verdict& verdict) const {
  const PermissionOperation execute = PermissionOperation::kExecute;
  if (part.role != CommandRole::kWords) {
    auto rule = FirstMatch(execute, part.text);
    Decision decision = DecisionOf(execute, rule, part.text);
    if (rule && decision.action == Action::kAllow && part.hijacks) {
      rule.reset();
      decision = DecisionOf(execute, rule, part.text);
    }
    if (rule || part.role == CommandRole::kCommand) verdict.Add(std::move(decision));
    if (part.dynamic) {
      verdict.Add(NotUnderstood(DecidedBy::kDynamic, part.original,
                                "What the command runs is known only when it runs"));
    }
  }
  for (const std::string& form : EquivalentForms(part, place)) {
    if (const auto rule = FirstMatch(execute, form)) {
      verdict.Tighten(DecisionOf(execute, rule, form));
    }
  }
}

void PermissionChecker::JudgeRedirections(const SimpleCommand& part, const CommandPlace& place,
                                          Verdict& verdict) const {
  for (const Redirection& redirection : part.redirections) {
    for (const std::string& base : place.bases) {
      const std::string target = ResolveWord(redirection.target.text, base, place.home);
      if (IsHarmlessDevice(target)) continue;
      for (const PermissionOperation operation :
           {PermissionOperation::kRead, PermissionOperation::kWrite}) {
        if (!(operation == PermissionOperation::kRead ? redirection.reads : redirection.writes))
          continue;
        Decision decision = JudgePath(operation, target);
        decision.path_reference = true;
        decision.matched = target;
        verdict.Tighten(std::move(decision));
      }
    }
  }
}

void PermissionChecker::JudgePaths(const CommandLine& line, std::string_view command,
                                   const CommandPlace& place, Verdict& verdict) const {
  const PathReferences references = FindPathReferences(line, command, place);
  if (!references.complete) {
    verdict.Add(
        NotUnderstood(DecidedBy::kUnparsable, command, "Command line names too many paths"));
  }
  for (const PathReference& reference : references.paths) {
    for (const PermissionOperation operation :
         {PermissionOperation::kRead, PermissionOperation::kWrite}) {
      if (operation == PermissionOperation::kWrite && !reference.written) continue;
      Decision decision = JudgePath(operation, reference.target);
      if (decision.action != Action::kDeny && options_.root != "/") {
        decision = JudgePath(operation, reference.word);
      }
      // A default that denies says nothing about the paths that a command may name.
      if (decision.action != Action::kDeny || decision.decided_by != DecidedBy::kRule) continue;
      decision.path_reference = true;
      decision.matched = reference.target;
      verdict.Add(std::move(decision));
      return;
    }
  }
}

void PermissionChecker::JudgeCommand(std::string_view command, Verdict& verdict) const {
  const PermissionOperation execute = PermissionOperation::kExecute;
  const CommandLine line = SplitCommandLine(command);
  const CommandPlace place = PlaceOf(line, options_.root, options_.home);
  const auto whole = FirstMatch(execute, command);
  if (whole) verdict.Tighten(DecisionOf(execute, whole, command));
  for (const SimpleCommand& part : line.commands) {
    JudgePart(part, place, verdict);
    JudgeRedirections(part, place, verdict);
  }
  if (line.fork_bomb) {
    if (const auto rule = FirstMatch(execute, kForkBomb)) {
      verdict.Tighten(DecisionOf(execute, rule, kForkBomb));
    }
  }
  if (line.unparsable) {
    verdict.Add(NotUnderstood(DecidedBy::kUnparsable, command, line.problem));
  }
  if (!verdict.denies()) JudgePaths(line, command, place, verdict);
  if (verdict.empty()) verdict.Add(DecisionOf(execute, whole, command));
}

PermissionChecker::Verdict PermissionChecker::Judge(PermissionOperation operation,
                                                    std::string_view target,
                                                    const SessionGrants* grants) const {
  Verdict verdict(grants);
  if (operation == PermissionOperation::kExecute) {
    JudgeCommand(target, verdict);
  } else {
    verdict.Add(JudgePath(operation, target));
  }
  return verdict;
}

Decision PermissionChecker::Check(PermissionOperation operation, std::string_view target,
                                  const SessionGrants* grants) const {
  return Judge(operation, target, grants).best();
}

bool PermissionChecker::IsAllowed(PermissionOperation operation, std::string_view target) const {
  return Check(operation, target).action == Action::kAllow;
}

bool PermissionChecker::IsDenied(PermissionOperation operation, std::string_view target) const {
  return Check(operation, target).action == Action::kDeny;
}

bool PermissionChecker::RequiresApproval(PermissionOperation operation,
                                         std::string_view target) const {
  return Check(operation, target).action == Action::kAsk;
}

bool PermissionChecker::HidesFromGrep(std::string_view path) const {
  return IsDenied(PermissionOperation::kGrep, path) || IsDenied(PermissionOperation::kRead, path);
}

bool PermissionChecker::HidesFromListing(PermissionOperation operation,
                                         std::string_view path) const {
  return IsDenied(operation, path);
}

}  // namespace nacre
