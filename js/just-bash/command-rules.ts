import { type AskResolver, normaliseAnswer } from "../ask.js";
import { type Failure, fail } from "../failure.js";
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

/** Why a command may not start, or nothing. Asks where the rules do, unless it was approved. */
export async function refuseCommand(
  checker: PermissionChecker,
  command: string,
  options: {
    readonly approved: boolean;
    readonly onAsk?: AskResolver | undefined;
    readonly askFallback?: "error" | "deny" | undefined;
    readonly signal: AbortSignal | undefined;
  },
): Promise<Failure | undefined> {
  const action = actionOnCommand(checker, command);
  if (action === "allow" || (action === "ask" && options.approved)) return undefined;
  if (action === "deny") {
    const refusal = checker.denialReason("execute", command);
    return refusal && { error: refusal };
  }
  const { onAsk, askFallback, signal } = options;
  if (!onAsk) {
    const [code, verb] =
      askFallback === "deny"
        ? (["permission_denied", "denied"] as const)
        : (["approval_required", "required"] as const);
    return fail(code, `Permission ${verb} for execute on '${command}': Approval required but no callback`);
  }
  const { rule, reason = "", operation } = checker.decide("execute", command);
  const request = {
    operation: "execute" as const,
    target: command,
    reason,
    ...(operation === "execute" && rule && { rule }),
  };
  const answer = normaliseAnswer(await onAsk(request, { signal }));
  if (answer.answer !== "deny") return undefined;
  return fail(
    "permission_denied",
    `Permission denied for execute on '${command}'${answer.reason ? `: ${answer.reason}` : ""}`,
  );
}
