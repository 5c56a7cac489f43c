import { orAborted } from "./abort.js";
import type { Backend, Outcome } from "./backend.js";
import { MisuseError } from "./core/errors.js";
import { kindOf } from "./core/kind.js";
import { failureOf } from "./failure.js";
import { PlainAdapter } from "./plain-adapter.js";
import { executionOf } from "./plain-answers.js";
import type { AsBackendOptions, PlainBackend } from "./plain-backend.js";
import type { Background, ExecuteOptions, ExecuteResult, Sandbox } from "./sandbox.js";
import { checkLimits, StateBackend } from "./state-backend.js";

export type { AsBackendOptions, PlainBackend } from "./plain-backend.js";

const needed = ["readBytes", "write", "ls"] as const;
const possible = ["remove", "move", "mkdir", "stat", "exists", "glob", "grep", "execute"] as const;

function checkMethods(plain: PlainBackend): void {
  for (const method of needed) {
    if (typeof plain?.[method] === "function") continue;
    throw new MisuseError(`A backend needs the methods readBytes, write and ls; ${kindOf(plain)} has no '${method}'`);
  }
  for (const method of possible) {
    const given: unknown = plain[method];
    if (given === undefined || typeof given === "function") continue;
    throw new MisuseError(`The '${method}' of a backend must be a function, not ${kindOf(given)}`);
  }
}

class PlainSandbox extends PlainAdapter implements Sandbox {
  readonly id: string;
  readonly background?: Background;
  readonly #execute: NonNullable<PlainBackend["execute"]>;

  constructor(plain: PlainBackend, execute: NonNullable<PlainBackend["execute"]>, options: AsBackendOptions) {
    super(plain, options);
    this.id = plain.id ?? "plain";
    this.#execute = execute.bind(plain);
    if (plain.background) this.background = plain.background;
  }

  async start(): Promise<Outcome<object>> {
    return {};
  }

  async stop(): Promise<Outcome<object>> {
    return {};
  }

  async isAlive(): Promise<boolean> {
    return true;
  }

  async execute(command: string, options: ExecuteOptions = {}): Promise<ExecuteResult> {
    options.signal?.throwIfAborted();
    try {
      return executionOf(await orAborted(this.#execute(command, options), options.signal));
    } catch (error) {
      if (options.signal?.aborted) throw error;
      return failureOf(error);
    }
  }
}

/**
 * Makes a `Backend` of a plain object, and a `Sandbox` of one that has `execute`. What throws becomes a failure; what is
 * missing is made of what is there.
 *
 * @example
 * ```ts
 * import { asBackend } from "nacre";
 *
 * const store = new Map([["a.txt", new TextEncoder().encode("one\n")]]);
 * const files = asBackend({
 *   readBytes: (path) => store.get(path.slice(1)),
 *   write: (path, content) => void store.set(path.slice(1), content),
 *   ls: () => [...store].map(([name, bytes]) => ({ name, size: bytes.length })),
 * });
 * const found = await files.grep("one");
 * if (!found.error) console.log(found.matches[0]?.path); // /a.txt
 * ```
 */
export function asBackend(
  plain: PlainBackend & { execute: NonNullable<PlainBackend["execute"]> },
  options?: AsBackendOptions,
): Sandbox;
export function asBackend(plain: PlainBackend, options?: AsBackendOptions): Backend;
export function asBackend(plain: PlainBackend, options: AsBackendOptions = {}): Backend {
  if (plain instanceof StateBackend || plain instanceof PlainAdapter) return plain;
  checkMethods(plain);
  checkLimits({ maxSearchBytes: options.maxSearchBytes, maxSearchFiles: options.maxSearchFiles });
  return plain.execute ? new PlainSandbox(plain, plain.execute, options) : new PlainAdapter(plain, options);
}
