import { type CallOptions, orAborted } from "./abort.js";
import { type AskResolver, putQuestion, refusalOf } from "./ask.js";
import type { Core, Handle } from "./core/core.js";
import { disposeSymbol } from "./core/handle.js";
import { loadCore } from "./core/load.js";
import type { FailureReason, Outcome } from "./failure.js";
import type { Action, Operation, PermissionRule, PermissionRuleset } from "./ruleset.js";
import type { PresetName } from "./toolset.js";

export interface PermissionCheckerOptions extends CallOptions {
  readonly core?: Core | undefined;
  /** Answers for rules that ask, in `check`. */
  readonly onAsk?: AskResolver | undefined;
  /** What an ask means where nobody answers. Default `error`. */
  readonly askFallback?: "error" | "deny" | undefined;
  /** Where commands run, for the paths that they name. Default `/`. */
  readonly root?: string | undefined;
  /** What `~` stands for in commands. */
  readonly home?: string | undefined;
}

/** How a question was decided. */
export interface Decision {
  readonly action: Action;
  readonly operation: Operation;
  /** The rule that decided; absent when it was the operation's default. */
  readonly rule?: PermissionRule;
  /** The form of the target, or the part of the command, that decided. */
  readonly matched?: string;
  /** The refusal as the model reads it, unless the action is allow. */
  readonly reason?: string;
}

export type CheckResult = Outcome<{ readonly approved: boolean }>;

/**
 * Judges operations by a ruleset. Paths are judged as the path they denote; a command line by every command in it. Command
 * rules are a seat belt against accidents: the sandbox is the wall.
 *
 * @example
 * ```ts
 * import { DEFAULT_RULESET, PermissionChecker } from "nacre";
 *
 * using checker = await PermissionChecker.create(DEFAULT_RULESET);
 * console.log(checker.decide("read", "/app/.env").action); // deny
 * console.log(checker.isAllowed("read", "/app/main.ts")); // true
 * console.log(checker.decide("execute", "echo hi; rm -rf /").action); // deny
 * ```
 */
export class PermissionChecker implements Disposable {
  readonly ruleset: PermissionRuleset | PresetName;
  readonly #handle: Handle;
  readonly #options: PermissionCheckerOptions;

  private constructor(handle: Handle, ruleset: PermissionRuleset | PresetName, options: PermissionCheckerOptions) {
    this.#handle = handle;
    this.ruleset = ruleset;
    this.#options = options;
  }

  /** Throws `NacreError` for a ruleset that makes no sense, naming the place in it. */
  static async create(
    ruleset: PermissionRuleset | PresetName,
    options: PermissionCheckerOptions = {},
  ): Promise<PermissionChecker> {
    const { core = await orAborted(loadCore(), options.signal), root, home } = options;
    return new PermissionChecker(core.open("checker", { ruleset, root, home }), ruleset, options);
  }

  /** The answer of the rules, without asking anybody. */
  decide(operation: Operation, target: string): Decision {
    return this.#handle.call<Decision>("check", { operation, target }).value;
  }

  isAllowed(operation: Operation, target: string): boolean {
    return this.decide(operation, target).action === "allow";
  }

  isDenied(operation: Operation, target: string): boolean {
    return this.decide(operation, target).action === "deny";
  }

  requiresApproval(operation: Operation, target: string): boolean {
    return this.decide(operation, target).action === "ask";
  }

  /** The rule that decides, if one does. */
  findMatchingRule(operation: Operation, target: string): PermissionRule | undefined {
    return this.decide(operation, target).rule;
  }

  /** Every form of the target that was tried and what each came to: for people who write rules. */
  explain(operation: Operation, target: string): Readonly<Record<string, unknown>> {
    return this.#handle.call<Readonly<Record<string, unknown>>>("explain", { operation, target }).value;
  }

  /** Why the operation may not go ahead where nobody can be asked; undefined when it may. */
  denialReason(operation: Operation, target: string): FailureReason | undefined {
    const askFallback = this.#options.askFallback ?? "error";
    return (
      this.#handle.call<{ readonly error: FailureReason | null }>("denialReason", { operation, target, askFallback })
        .value.error ?? undefined
    );
  }

  /** Decides and, where a rule asks, asks: once. */
  async check(operation: Operation, target: string, options: CallOptions = {}): Promise<CheckResult> {
    const { signal } = options;
    signal?.throwIfAborted();
    const decision = this.decide(operation, target);
    if (decision.action === "allow") return { approved: false };
    const { onAsk } = this.#options;
    if (decision.action === "deny" || !onAsk) {
      const refusal = this.denialReason(operation, target);
      return refusal ? { error: refusal } : { approved: false };
    }
    const answer = await putQuestion(onAsk, { ...decision, operation }, target, { signal });
    return refusalOf(answer, operation, target) ?? { approved: true };
  }

  dispose(): void {
    this.#handle.dispose();
  }

  [disposeSymbol](): void {
    this.dispose();
  }
}
