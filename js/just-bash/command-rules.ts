import type { PermissionChecker } from "../permissions.js";
import type { Action } from "../ruleset.js";

interface Considered {
  readonly operation: string;
  readonly action: Action;
}

/**
 * What the rules for commands say to a command line. That it names a path which is denied is no reason to refuse it
 * here: inside the shell the path itself is refused, by what the command really does.
 */
export function actionOnCommand(checker: PermissionChecker, command: string): Action {
  const decision = checker.decide("execute", command);
  if (decision.action !== "deny" || decision.operation === "execute") return decision.action;
  const considered = (checker.explain("execute", command)["considered"] ?? []) as readonly Considered[];
  const actions = considered.filter(({ operation }) => operation === "execute").map(({ action }) => action);
  if (actions.length === 0 || actions.includes("deny")) return "deny";
  return actions.includes("ask") ? "ask" : "allow";
}
