import { type AskResolver, putQuestion } from "../ask.js";
import type { Decision, PermissionChecker } from "../permissions.js";
import type { Denial } from "../sandbox.js";

/** What a shell does to a path. */
export type Access = "read" | "write" | "ls";

/** How a denial reads: `denied by rule '<pattern>' (<description>)`. */
export function denialText({ operation, rule }: Decision, reason?: string): string {
  if (reason !== undefined) return `denied: ${reason}`;
  if (!rule) return `denied by the default for ${operation}`;
  return `denied by rule '${rule.pattern}'${rule.description ? ` (${rule.description})` : ""}`;
}

/** Holds the path rules for one command, and remembers what they refused. */
export class PathGuard {
  readonly #checker: PermissionChecker | undefined;
  readonly #onAsk: AskResolver | undefined;
  readonly #signal: AbortSignal | undefined;
  readonly #decisions = new Map<string, Decision>();
  readonly #denials = new Map<string, Denial>();
  #approved: boolean | undefined;
  #refusal: string | undefined;

  /** `approved`: a person has approved the command, and with it all that its paths would ask. */
  constructor(
    checker: PermissionChecker | undefined,
    {
      onAsk,
      approved,
      signal,
    }: { onAsk?: AskResolver | undefined; approved: boolean; signal: AbortSignal | undefined },
  ) {
    this.#checker = checker;
    this.#onAsk = onAsk;
    this.#signal = signal;
    if (approved) this.#approved = true;
  }

  /** Whether there is anything that could be refused. */
  get hasRules(): boolean {
    return this.#checker !== undefined;
  }

  get denials(): readonly Denial[] {
    return [...this.#denials.values()];
  }

  /** Why `access` to `path` is refused, or nothing. Asks at most once a command. */
  async refusal(access: Access, path: string): Promise<string | undefined> {
    const decision = this.#decide(access, path);
    if (!decision || decision.action === "allow") return undefined;
    if (decision.action === "deny") return this.#deny(access, path, denialText(decision));
    this.#approved ??= await this.#ask(decision, path);
    return this.#approved ? undefined : this.#deny(access, path, denialText(decision, this.#refusal));
  }

  /** Whether a walk leaves `path` out: its rule denies. Nothing is asked or remembered. */
  hides(access: Access | "grep", path: string): boolean {
    return this.#decide(access, path)?.action === "deny";
  }

  #decide(access: Access | "grep", path: string): Decision | undefined {
    if (!this.#checker) return undefined;
    const key = `${access} ${path}`;
    let decision = this.#decisions.get(key);
    if (!decision) {
      decision = this.#checker.decide(access, path);
      this.#decisions.set(key, decision);
    }
    return decision;
  }

  async #ask(question: Decision, path: string): Promise<boolean> {
    if (!this.#onAsk) {
      this.#refusal = "approval is required and nobody can be asked";
      return false;
    }
    const decision = await putQuestion(this.#onAsk, question, path, { signal: this.#signal });
    this.#refusal = decision.reason ?? "approval was refused";
    return decision.answer !== "deny";
  }

  #deny(operation: Access, path: string, message: string): string {
    this.#denials.set(`${operation} ${path}`, { path, operation, message });
    return message;
  }
}
