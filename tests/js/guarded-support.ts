import {
  type AskAnswer,
  type AskRequest,
  type Backend,
  type GuardedBackend,
  type GuardOptions,
  guardBackend,
  type Operation,
  type PermissionRuleset,
  type StateBackend,
} from "nacre";
import { state } from "./support.js";

export const operations = ["read", "write", "edit", "execute", "glob", "grep", "ls"] as const;
export const everything: PermissionRuleset = { default: "allow" };

/** Rules that deny `pattern` for some operations, and allow all else. */
export function denying(pattern: string, ...denied: readonly Operation[]): PermissionRuleset {
  const rules = [{ pattern, action: "deny" as const, description: "Not this" }];
  return { default: "allow", ...Object.fromEntries(denied.map((operation) => [operation, { rules }])) };
}

/** Files and a guard over them, disposed together. */
export class Guarded implements Disposable {
  readonly asked: AskRequest[] = [];
  readonly calls: string[] = [];
  readonly files: GuardedBackend;
  readonly raw: StateBackend;

  constructor(raw: StateBackend, permissions: GuardOptions["permissions"], options: Partial<GuardOptions>) {
    this.raw = raw;
    const { onAsk } = options;
    this.files = guardBackend(this.#watched(), {
      permissions,
      core: raw.core,
      ...options,
      onAsk:
        onAsk &&
        ((request, call) => {
          this.asked.push(request);
          return onAsk(request, call);
        }),
    });
  }

  [Symbol.dispose](): void {
    this.files.dispose();
    this.raw.dispose();
  }

  /** The files, with a note of each call. */
  #watched(): Backend {
    const { calls } = this;
    return new Proxy(this.raw, {
      get(raw, name) {
        const value: unknown = Reflect.get(raw, name, raw);
        if (typeof value !== "function") return value;
        return (...args: unknown[]) => {
          calls.push(String(name));
          return Reflect.apply(value, raw, args);
        };
      },
    });
  }
}

export async function guarded(
  files: Record<string, string | Uint8Array>,
  permissions: GuardOptions["permissions"],
  options: Partial<GuardOptions> = {},
): Promise<Guarded> {
  return new Guarded(await state(files), permissions, options);
}

export const answering = (answer: AskAnswer): Partial<GuardOptions> => ({ onAsk: () => answer });

export function paths(all: readonly { readonly path: string }[]): readonly string[] {
  return all.map(({ path }) => path);
}
