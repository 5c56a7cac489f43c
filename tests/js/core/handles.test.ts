import { readFile } from "node:fs/promises";
import { afterEach, describe, expect, it } from "@jest/globals";
import { type Core, DisposedError, loadCore, MisuseError, NacreError } from "nacre";
import { coreBuild, coreFile } from "./builds.js";

/** A core that no other test uses. */
async function freshCore(): Promise<Core> {
  return loadCore({ core: coreBuild, source: new Uint8Array(await readFile(coreFile)) });
}

describe("handles", () => {
  it("are counted until they are disposed", async () => {
    const core = await freshCore();
    expect(core.usage().handles).toBe(0);
    const store = core.open("store");
    const { handle: fork } = store.call("fork");
    expect(fork?.kind).toBe("store");
    expect(core.usage().handles).toBe(2);
    store.dispose();
    store.dispose();
    expect(core.usage().handles).toBe(1);
    fork?.dispose();
    expect(core.usage().handles).toBe(0);
  });

  it("are disposed by `using`", async () => {
    const core = await freshCore();
    {
      using store = core.open("store");
      expect(store.disposed).toBe(false);
      expect(core.usage().handles).toBe(1);
    }
    expect(core.usage().handles).toBe(0);
  });

  it("say what came too late", async () => {
    const core = await freshCore();
    using store = core.open("store");
    const { handle: snapshot } = store.call("snapshot");
    snapshot?.dispose();
    expect(() => store.call("diff", { before: snapshot })).toThrow(DisposedError);
    store.dispose();
    expect(store.disposed).toBe(true);
    expect(() => store.call("ls")).toThrow("Cannot use this store (ls): it is disposed");
  });

  it("stay in their core", async () => {
    const [one, other] = await Promise.all([freshCore(), freshCore()]);
    using store = one.open("store");
    using stranger = other.open("store");
    expect(() => store.call("diff", { before: stranger })).toThrow(MisuseError);
    expect(store.call("diff", { before: store }).value).toEqual({ changes: [] });
  });

  it("throw for options that the core refuses", async () => {
    const core = await freshCore();
    expect(() => core.open("store", { maxBytes: "lots" })).toThrow(NacreError);
    expect(() => core.open("checker", { ruleset: "LAX" })).toThrow(/not "LAX"/);
    expect(core.usage().handles).toBe(0);
  });
});

describe("the finalization registry", () => {
  const original = globalThis.FinalizationRegistry;
  afterEach(() => {
    globalThis.FinalizationRegistry = original;
  });

  it("closes what was forgotten, and nothing that was disposed", async () => {
    const pending = new Map<unknown, () => void>();
    class Registry<T> {
      readonly #collect: (held: T) => void;
      readonly [Symbol.toStringTag] = "FinalizationRegistry";
      constructor(collect: (held: T) => void) {
        this.#collect = collect;
      }
      register(_target: WeakKey, held: T, token?: WeakKey): void {
        pending.set(token, () => this.#collect(held));
      }
      unregister(token: WeakKey): boolean {
        return pending.delete(token);
      }
    }
    globalThis.FinalizationRegistry = Registry;
    const core = await freshCore();
    core.open("store").dispose();
    expect(pending.size).toBe(0);
    core.open("store");
    expect(core.usage().handles).toBe(1);
    for (const collect of pending.values()) collect();
    expect(core.usage().handles).toBe(0);
  });

  it("is not needed", async () => {
    globalThis.FinalizationRegistry = undefined as never;
    const core = await freshCore();
    using store = core.open("store");
    expect(store.call("exists", { path: "/" }).value).toBe(false);
  });
});
