import type { CallOptions } from "./abort.js";
import { type Failure, fail } from "./failure.js";
import type { Operation, PermissionRule } from "./ruleset.js";

/** A question for a person: may the agent do this? */
export interface AskRequest {
  readonly operation: Operation;
  /** The path, or the command line. */
  readonly target: string;
  /** Why it is asked, in one sentence. */
  readonly reason: string;
  /** The rule that asks; absent when it is the operation's default. */
  readonly rule?: PermissionRule;
  /** The tool that was called, and the model's id of the call. */
  readonly tool?: string;
  readonly toolCallId?: string;
}

/** `allow_session` also answers later questions of the same rule. */
export type AskVerdict = "allow" | "allow_session" | "deny";

export interface AskDecision {
  readonly answer: AskVerdict;
  /** Why not: the model sees it. */
  readonly reason?: string | undefined;
}

/** True allows this once, false denies. */
export type AskAnswer = boolean | AskVerdict | AskDecision;

/** Puts the question. It is consulted once a call, and its approval stands for that call. */
export type AskResolver = (request: AskRequest, options: CallOptions) => AskAnswer | Promise<AskAnswer>;

/** Reads any kind of answer; what is not an answer denies. */
export function normaliseAnswer(given: AskAnswer): AskDecision {
  const decision = typeof given === "object" && given !== null ? given : { answer: given };
  const { answer } = decision;
  if (answer === true || answer === "allow") return { answer: "allow" };
  if (answer === "allow_session") return { answer };
  const reason = "reason" in decision ? decision.reason : undefined;
  return typeof reason === "string" ? { answer: "deny", reason } : { answer: "deny" };
}

/** Puts to `onAsk` the question that `decision`, an ask, stands for. */
export async function putQuestion(
  onAsk: AskResolver,
  { operation, rule, reason = "" }: Pick<AskRequest, "operation" | "rule"> & { readonly reason?: string },
  target: string,
  options: CallOptions,
): Promise<AskDecision> {
  return normaliseAnswer(await onAsk({ operation, target, reason, ...(rule && { rule }) }, options));
}

/** The failure that the answer to a question about a path is, when it denies. */
export function refusalOf({ answer, reason }: AskDecision, operation: Operation, path: string): Failure | undefined {
  if (answer !== "deny") return undefined;
  const because = reason ? `: ${reason}` : "";
  return fail("permission_denied", `Permission denied for ${operation} on '${path}'${because}`, path);
}
