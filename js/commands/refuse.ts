import { type AskResolver, normaliseAnswer } from "../ask.js";
import { type Failure, fail } from "../failure.js";
import type { PermissionChecker } from "../permissions.js";
import type { Action } from "../ruleset.js";

/** Why a command that the rules answer with `action` may not start, or nothing. Asks once, unless it was approved. */
export async function refuseCommand(
  checker: PermissionChecker,
  command: string,
  options: {
    readonly action: Action;
    readonly approved: boolean;
    readonly onAsk?: AskResolver | undefined;
    readonly askFallback?: "error" | "deny" | undefined;
    readonly signal: AbortSignal | undefined;
  },
): Promise<Failure | undefined> {
  const { action, approved, onAsk, askFallback, signal } = options;
  if (action === "allow" || (action === "ask" && approved)) return undefined;
  if (action === "deny") {
    const refusal = checker.denialReason("execute", command);
    return refusal && { error: refusal };
  }
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
