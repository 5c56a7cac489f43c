import { readFileSync } from "node:fs";
import { afterEach, beforeAll, beforeEach, describe, expect, it, jest } from "@jest/globals";
import { type Backend, type Core, loadCore, StateBackend, type StateBackendOptions } from "nacre";

jest.setTimeout(120_000);

/** The core that this run is about: NACRE_CORE chooses the build. */
export function testCore(): Promise<Core> {
  if (process.env["NACRE_CORE"] !== "wasi") return loadCore();
  return loadCore({ core: "wasi", source: new URL("../../dist/core/nacre-core-wasi.wasm", import.meta.url) });
}

/** Fails a test that leaves a handle of the core behind. */
export function checkHandles(): void {
  let core: Core;
  let before = 0;
  beforeAll(async () => {
    core = await testCore();
  });
  beforeEach(() => {
    before = core.usage().handles;
  });
  afterEach(() => {
    expect(core.usage().handles).toBe(before);
  });
}

export async function state(
  files: StateBackendOptions["files"] = {},
  options: StateBackendOptions = {},
): Promise<StateBackend> {
  return StateBackend.create({ core: await testCore(), files, ...options });
}

/** Jest as the contract suites want it. */
export const runner = { describe, it };

export function fixture(path: string): unknown {
  return JSON.parse(readFileSync(new URL(`../fixtures/${path}`, import.meta.url), "utf8"));
}

/** The result, when it is no failure. */
export function ok<T extends object>(result: (T & { readonly error?: undefined }) | { readonly error: unknown }): T {
  expect(result.error).toBeUndefined();
  return result as T;
}

export async function textOf(files: Backend, path: string): Promise<string> {
  return ok(await files.read(path, { format: "raw" })).text;
}

/** Every file and its text. */
export async function contents(files: Backend): Promise<Record<string, string>> {
  const { matches } = ok(await files.glob("**", { dot: true }));
  const pairs = matches.map(async ({ path }) => [path, await textOf(files, path)] as const);
  return Object.fromEntries(await Promise.all(pairs));
}
