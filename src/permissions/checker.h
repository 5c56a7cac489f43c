#ifndef NACRE_PERMISSIONS_CHECKER_H_
#define NACRE_PERMISSIONS_CHECKER_H_

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/status.h"
#include "permissions/command_line.h"
#include "permissions/command_paths.h"
#include "permissions/pattern.h"
#include "permissions/ruleset.h"
#include "permissions/session_grants.h"

namespace nacre {

/// What decided.
enum class DecidedBy {
  kRule,        ///< `rule_index` of `operation`.
  kDefault,     ///< The default of `operation`.
  kDynamic,     ///< A command whose program is known only at run time.
  kUnparsable,  ///< A command line that could not be split.
};

/// The answer to "may `operation` touch `target`?", and where it comes from.
struct Decision {
  Action action = Action::kDeny;
  /// The operation whose rule or default decided. Differs from the one asked about when a command
  /// names a path that is denied for reading or writing, or redirects to one.
  PermissionOperation operation = PermissionOperation::kRead;
  DecidedBy decided_by = DecidedBy::kDefault;
  size_t rule_index = 0;    ///< With `kRule`.
  std::string pattern;      ///< With `kRule`.
  std::string description;  ///< The rule's, may be empty; what was not understood, with `kDynamic`
                            ///< and `kUnparsable`.
  std::string matched;      ///< The form of the target, or the part of the command, that decided.
  bool path_reference = false;  ///< A command was judged by a path it names.
  bool granted = false;         ///< A session grant turned "ask" into "allow".

  /// The key under which an "allow for this session" is remembered.
  GrantKey grant_key() const;
};

/// What an "ask" means where nobody can answer.
enum class AskFallback { kError, kDeny };

/// A question for a person. The console layer puts it, once per call.
struct AskRequest {
  PermissionOperation operation;
  std::string target;
  std::string reason;  ///< Why it is asked, in one sentence.
  Decision decision;
};

struct CheckerOptions {
  std::string root =
      "/";           ///< Where commands run, for the paths they name. Absolute and normalised.
  std::string home;  ///< What "~" stands for; empty leaves it as text.
};

/// Judges operations by a ruleset. Immutable; grants are passed in, so one checker serves many
/// sessions.
///
/// Paths: the target is judged as the path it denotes, so that `//etc/passwd`, `etc/passwd` and
/// `/etc/./passwd` are all caught by `/etc/**`; a rule `X/**` also covers `X`. A pattern may be
/// written absolute or relative to the root. The first matching rule wins. The target as written is
/// tried too, and can only make the answer stricter.
///
/// Commands: the line is tried whole, and so is every simple command in it (`SplitCommandLine`);
/// the strictest answer wins. A line that can't be split, or that runs something unknowable, asks
/// at least. Equivalent spellings of the usual dangerous commands (`rm -fr /`, `rm --recursive /`,
/// `/bin/rm -rf -- /`, `dd of=... if=...`, `chmod 777 -R /`) are tried in the spelling of the
/// presets, and can only make the answer stricter. Files that a command redirects to or from are
/// judged as writes and reads. Words that denote a path denied for reading or writing deny the
/// command. This is a seat belt against accidents: a shell reaches files in ways that reading the
/// text can't see, and the sandbox is the wall.
///
/// Time is bounded: O(rules x pattern x target), with the target, its parts and the rules all
/// limited.
class PermissionChecker {
 public:
  explicit PermissionChecker(PermissionRuleset ruleset, CheckerOptions options = {});

  Decision Check(PermissionOperation operation, std::string_view target,
                 const SessionGrants* grants = nullptr) const;

  bool IsAllowed(PermissionOperation operation, std::string_view target) const;
  bool IsDenied(PermissionOperation operation, std::string_view target) const;
  bool RequiresApproval(PermissionOperation operation, std::string_view target) const;

  /// Why the operation may not go ahead, or nothing: `kPermissionDenied`, or `kApprovalRequired`
  /// for an "ask" with `AskFallback::kError`. For places where nobody can be asked.
  std::optional<Status> DenialReason(PermissionOperation operation, std::string_view target,
                                     AskFallback fallback,
                                     const SessionGrants* grants = nullptr) const;

  /// The refusal that `decision`, a denial of `operation` on `target`, stands for.
  static Status Denial(const Decision& decision, PermissionOperation operation,
                       std::string_view target);

  /// The question that `decision`, an "ask", stands for.
  static AskRequest Question(const Decision& decision, PermissionOperation operation,
                             std::string_view target);

  /// Whether lines of `path` must not show in search results: grep or read is denied. "Ask" shows.
  bool HidesFromGrep(std::string_view path) const;

  /// Whether listings leave `path` out: `operation` (ls or glob) is denied. "Ask" shows.
  bool HidesFromListing(PermissionOperation operation, std::string_view path) const;

  /// How the answer came about: `{operation, target, action, decidedBy, rule?, reason, considered:
  /// [...], commands?, problem?}`; the first of `considered` with the strictest action decided.
  Json Explain(PermissionOperation operation, std::string_view target,
               const SessionGrants* grants = nullptr) const;

  /// The first rule of `operation` whose pattern matches `target` character by character, or its
  /// default: the reference's `check_sync`. Hiding tools uses it with the target "*".
  Decision CheckLiteral(PermissionOperation operation, std::string_view target) const;

  const PermissionRuleset& ruleset() const { return ruleset_; }
  const CheckerOptions& options() const { return options_; }

 private:
  struct CompiledRule {
    Pattern pattern;
    std::optional<Pattern> directory;  ///< Of "X/**": the pattern "X".
    bool rooted = true;                ///< Written absolute, or free to begin anywhere.
    bool relative = false;             ///< May be written relative to the root.
    bool Matches(std::string_view target) const;
    bool MatchesPath(std::string_view path) const;
  };

  /// Every answer that counts towards one decision, in the order in which it was found.
  class Verdict;

  std::optional<size_t> FirstMatch(PermissionOperation operation, std::string_view target) const;
  Decision DecisionOf(PermissionOperation operation, std::optional<size_t> rule,
                      std::string_view matched) const;
  Decision JudgePath(PermissionOperation operation, std::string_view target) const;
  Decision JudgeUnusablePath(PermissionOperation operation, std::string_view target) const;
  void JudgeCommand(std::string_view command, Verdict& verdict) const;
  void JudgePart(const SimpleCommand& part, const CommandPlace& place, Verdict& verdict) const;
  void JudgeRedirections(const SimpleCommand& part, const CommandPlace& place,
                         Verdict& verdict) const;
  void JudgePaths(const CommandLine& line, std::string_view command, const CommandPlace& place,
                  Verdict& verdict) const;
  Verdict Judge(PermissionOperation operation, std::string_view target,
                const SessionGrants* grants) const;

  PermissionRuleset ruleset_;
  CheckerOptions options_;
  std::vector<std::vector<CompiledRule>> compiled_;  ///< By operation.
};

/// "Permission denied for {op} on '{target}'", then ": {description}" unless it is empty.
std::string DeniedMessage(PermissionOperation operation, std::string_view target,
                          std::string_view description = {});

/// "Permission required for {op} on '{target}'", then ": {reason}" unless it is empty.
std::string RequiredMessage(PermissionOperation operation, std::string_view target,
                            std::string_view reason = {});

}  // namespace nacre

#endif  // NACRE_PERMISSIONS_CHECKER_H_
