import { breathe, type CallOptions, orAborted } from "../abort.js";
import { type AskResolver, putQuestion, refusalOf } from "../ask.js";
import type { Backend } from "../backend.js";
import { malformedCall } from "../commands/check.js";
import { refuseCommand } from "../commands/refuse.js";
import { type Failure, fail, type Outcome } from "../failure.js";
import type { Decision, PermissionChecker } from "../permissions.js";
import type { Action, Operation, PermissionRule, PermissionRuleset } from "../ruleset.js";
import type { ExecuteOptions } from "../sandbox.js";

/** What a call does to a path. */
export interface Access {
  readonly operation: Operation;
  readonly path: string;
  /** False where only a denial counts: nobody is asked. */
  readonly asks?: false;
}

export interface GateOptions {
  readonly onAsk: AskResolver | undefined;
  readonly askFallback: "error" | "deny" | undefined;
  /** Aborted when no answer is waited for any more. */
  readonly closed: AbortSignal;
  /** Where paths lead through links: that is judged, too. */
  readonly realPaths: Backend["realPaths"];
  /** `links`: somebody else judges the paths of calls, so that only what links lead to is judged here. */
  readonly judges: "all" | "links";
}

interface Question {
  readonly decision: Decision;
  readonly path: string;
}

/** Judgements between two pauses, and paths that a question names. */
const judgedAtOnce = 1000;
const namedInQuestions = 3;

/** What an approval for this session is remembered by: the rule, or the default of the operation. */
function grantOf({ operation, rule }: Decision): string {
  return rule ? `${operation} rule ${rule.pattern}` : operation;
}

/** Why it is asked, and what else the answer will stand for. */
function reasonOf(first: Question, asking: readonly Question[]): string {
  const { reason = "" } = first.decision;
  const others = [...new Set(asking.map(({ path }) => path))].filter((path) => path !== first.path);
  if (others.length === 0) return reason;
  const named = others.slice(0, namedInQuestions).map((path) => `'${path}'`);
  const more = others.length > named.length ? [`${others.length - named.length} more`] : [];
  return `${reason}; the call also concerns ${[...named, ...more].join(", ")}`;
}

/** Where calls are let through, by rules that hold for all of them. */
export class Gate {
  readonly #checker: PermissionChecker;
  readonly #ruleset: PermissionRuleset;
  readonly #options: GateOptions;
  /** What each operation can come to. */
  readonly #possible = new Map<Operation, ReadonlySet<Action>>();
  readonly #granted = new Set<string>();

  constructor(checker: PermissionChecker, ruleset: PermissionRuleset, options: GateOptions) {
    this.#checker = checker;
    this.#ruleset = ruleset;
    this.#options = options;
  }

  /** Whether the paths of calls are judged here, and not only what links lead to. */
  get judgesAll(): boolean {
    return this.#options.judges === "all";
  }

  /** Whether a rule or the default of `operation` comes to one of `actions`. */
  may(operation: Operation, ...actions: readonly Action[]): boolean {
    let possible = this.#possible.get(operation);
    if (!possible) {
      const { base, rules } = this.#permissionsFor(operation);
      possible = new Set([base, ...rules.map(({ action }) => action)]);
      this.#possible.set(operation, possible);
    }
    return actions.some((action) => possible.has(action));
  }

  /** Whether a rule denies `path` itself, wherever it leads. */
  denies(operation: Operation, path: string): boolean {
    return this.may(operation, "deny") && this.#checker.isDenied(operation, path);
  }

  /** Tells which of `paths` listings and searches leave out: those that one of `operations` is denied for. */
  async hiding(
    operations: readonly Operation[],
    paths: Iterable<string>,
    options: CallOptions,
  ): Promise<(path: string) => boolean> {
    const denying = operations.filter((operation) => this.may(operation, "deny"));
    if (denying.length === 0) return () => false;
    const isDenied = (at: string): boolean => denying.some((operation) => this.denies(operation, at));
    const judged = [...(await this.#judged(paths, options))];
    const hidden = new Set(judged.filter(([, places]) => places.some(isDenied)).map(([path]) => path));
    return (path) => hidden.has(path);
  }

  /** The failure that a denial is; an ask is none. */
  async denial(operation: Operation, path: string, options: CallOptions): Promise<Failure | undefined> {
    if (!this.may(operation, "deny")) return undefined;
    const places = (await this.#judged([path], options)).get(path) ?? [];
    const denied = places.find((at) => this.denies(operation, at));
    return denied === undefined ? undefined : this.#refusal(operation, denied);
  }

  /** Why a call may not do all of this, or nothing. A denial comes before any question, and there is one at most. */
  async refuse(accesses: readonly Access[], { signal }: CallOptions): Promise<Failure | undefined> {
    const asking: Question[] = [];
    const relevant = accesses.filter(({ operation }) => this.may(operation, "ask", "deny"));
    const places = await this.#judged(
      relevant.map(({ path }) => path),
      { signal },
    );
    let judged = 0;
    for (const { operation, path: named, asks = true } of relevant) {
      for (const path of places.get(named) ?? []) {
        if (++judged % judgedAtOnce === 0) {
          await breathe();
          signal?.throwIfAborted();
        }
        const decision = this.#checker.decide(operation, path);
        if (decision.action === "deny") return this.#refusal(operation, path);
        const isOpen = decision.action === "ask" && asks && !this.#granted.has(grantOf(decision));
        if (isOpen && !this.#isAskedElsewhere(operation, named)) asking.push({ decision, path });
      }
    }
    return this.#ask(asking, signal);
  }

  /** Whether a command may start, and whether a person has said so. */
  async permit(command: string, options: ExecuteOptions): Promise<Outcome<{ readonly approved: boolean }>> {
    const malformed = malformedCall(command, options);
    if (malformed) return malformed;
    const { signal, cwd, approved = false } = options;
    const outside = cwd === undefined ? undefined : await this.denial("read", cwd, { signal });
    if (outside) return outside;
    const { action } = this.#checker.decide("execute", command);
    const judged = refuseCommand(this.#checker, command, { ...this.#options, action, approved, signal });
    const refusal = await orAborted(judged, signal);
    return refusal ?? { approved: approved || action === "ask" };
  }

  /** Why a shell that was started elsewhere is left alone, or nothing: that takes more than a rule for some commands. */
  refuseShell(shellId: string): Failure | undefined {
    const { base, rules } = this.#permissionsFor("execute");
    const every = rules.find(({ pattern }) => /^\*+$/.test(pattern));
    if ((every?.action ?? base) !== "deny") return undefined;
    return fail("permission_denied", `Permission denied for execute on '${shellId}'`);
  }

  /** For each of the paths that calls are about, those that are judged. */
  async #judged(paths: Iterable<string>, options: CallOptions): Promise<ReadonlyMap<string, readonly string[]>> {
    const { judges, realPaths } = this.#options;
    const named = [...new Set(paths)];
    const real = named.length > 0 ? await realPaths?.(named, options) : undefined;
    const placesOf = (path: string, leadsTo = path): readonly string[] => [
      ...(judges === "all" ? [path] : []),
      ...(leadsTo === path ? [] : [leadsTo]),
    ];
    return new Map(named.map((path, index) => [path, placesOf(path, real?.[index])]));
  }

  /** Whether whoever judges the paths of calls asks about this one. */
  #isAskedElsewhere(operation: Operation, path: string): boolean {
    return this.#options.judges === "links" && this.#checker.requiresApproval(operation, path);
  }

  #refusal(operation: Operation, path: string): Failure | undefined {
    const error = this.#checker.denialReason(operation, path);
    return error && { error };
  }

  #permissionsFor(operation: Operation): { readonly base: Action; readonly rules: readonly PermissionRule[] } {
    const { default: otherwise = "ask" } = this.#ruleset;
    const { default: base = "allow", rules = [] } = this.#ruleset[operation] ?? { default: otherwise };
    return { base, rules };
  }

  async #ask(asking: readonly Question[], signal: AbortSignal | undefined): Promise<Failure | undefined> {
    const [first] = asking;
    if (!first) return undefined;
    const { decision, path } = first;
    const { operation } = decision;
    const { onAsk, closed } = this.#options;
    if (!onAsk) return this.#refusal(operation, path);
    const question = { ...decision, reason: reasonOf(first, asking) };
    const ended = signal ? AbortSignal.any([signal, closed]) : closed;
    const answer = await orAborted(putQuestion(onAsk, question, path, { signal: ended }), ended);
    if (answer.answer === "allow_session") this.#granted.add(grantOf(decision));
    return refusalOf(answer, operation, path);
  }
}

/** A refusal for the sake of `path`, said of the call that it stops. */
export function stopped(call: string, refusal: Failure, own: readonly string[]): Failure {
  const { path, message } = refusal.error;
  if (path === undefined || own.includes(path)) return refusal;
  return { error: { ...refusal.error, message: `${call} concerns '${path}': ${message}` } };
}
