import { type CallOptions, orAborted } from "../abort.js";
import type { Core } from "../core/core.js";
import { DisposedError, NacreError } from "../core/errors.js";
import { loadCore } from "../core/load.js";
import { type Failure, isFailure } from "../failure.js";
import { PermissionChecker } from "../permissions.js";
import type { PermissionRuleset } from "../ruleset.js";
import type { PresetName } from "../toolset.js";
import { Gate, type GateOptions } from "./gate.js";

export interface Rules extends Omit<GateOptions, "closed"> {
  readonly permissions: PermissionRuleset | PresetName;
  readonly core: Core | undefined;
}

/** The rules of a preset too. */
function wholeRuleset(core: Core, ruleset: PermissionRuleset | PresetName): PermissionRuleset {
  const { value } = core.call<Failure | PermissionRuleset>("ruleset.read", { ruleset });
  if (isFailure(value)) throw new NacreError(value.error.code, value.error.message);
  return value;
}

/** Throws `NacreError` for a ruleset that makes no sense, naming the place in it. */
export function checkRuleset(core: Core, ruleset: PermissionRuleset | PresetName): void {
  wholeRuleset(core, ruleset);
}

/** Rules in the core, which hold memory there. */
interface Opened {
  readonly gate: Gate;
  readonly core: Core;
  readonly checker: PermissionChecker;
}

/** Holds the rules of a guarded backend: opens them in the core on first use, until it is closed. */
export class Guard {
  readonly #rules: Rules;
  readonly #closing = new AbortController();
  #opening: Promise<void> | undefined;
  #opened: Opened | undefined;
  /** Calls that are being judged. */
  readonly #judging = new Set<Promise<unknown>>();
  #released = false;

  /** Throws `NacreError` for a ruleset that makes no sense, when there is a core to read it; else the first call does. */
  constructor(rules: Rules) {
    this.#rules = rules;
    if (rules.core) checkRuleset(rules.core, rules.permissions);
  }

  /** Aborted when it is closed. */
  get closed(): AbortSignal {
    return this.#closing.signal;
  }

  /** Lets no more calls in, and waits for no more answers; calls that were let in go on. */
  shut(): void {
    this.#closing.abort(new DisposedError("Cannot use this guarded backend: it is disposed"));
  }

  /** Every later call throws `DisposedError`. */
  close(): void {
    this.shut();
    this.#released = true;
    this.#opened?.checker.dispose();
  }

  /** Does what comes before a call is handed on, which `judged` waits for. */
  judge<T>(work: Promise<T>): Promise<T> {
    const settled = work.then(
      () => undefined,
      () => undefined,
    );
    this.#judging.add(settled);
    void settled.then(() => this.#judging.delete(settled));
    return work;
  }

  /** Settles when every call so far was refused or handed on. */
  async judged(): Promise<void> {
    await Promise.all(this.#judging);
  }

  /** Throws when calls are over, or this one is. */
  check({ signal }: CallOptions): void {
    signal?.throwIfAborted();
    this.closed.throwIfAborted();
  }

  /** What lets a call through. */
  async enter({ signal }: CallOptions): Promise<Opened> {
    this.check({ signal });
    if (!this.#opened) {
      this.#opening ??= this.#open().finally(() => {
        this.#opening = undefined;
      });
      await orAborted(this.#opening, signal);
      signal?.throwIfAborted();
      if (this.#released) this.closed.throwIfAborted();
    }
    return this.#opened as Opened;
  }

  async #open(): Promise<void> {
    const { permissions, askFallback, ...rules } = this.#rules;
    const core = rules.core ?? (await loadCore());
    const ruleset = wholeRuleset(core, permissions);
    const checker = await PermissionChecker.create(permissions, { core, askFallback });
    this.#opened = { gate: new Gate(checker, ruleset, { ...this.#rules, closed: this.closed }), core, checker };
    if (this.#released) checker.dispose();
  }
}
