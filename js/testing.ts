import type { Backend } from "./backend.js";
import type { Sandbox } from "./sandbox.js";
import { calling } from "./testing/calling.js";
import { executing } from "./testing/executing.js";
import { paths } from "./testing/paths.js";
import { reading } from "./testing/reading.js";
import { type ContractOptions, register } from "./testing/runner.js";
import { runningBeside } from "./testing/running-beside.js";
import { searching } from "./testing/searching.js";
import { streaming } from "./testing/streaming.js";
import { directories, writing } from "./testing/writing.js";

export { type DirectoryContractOptions, directoryContract } from "./testing/directory.js";
export { type LockContractOptions, lockContract } from "./testing/lock.js";
export type { ContractOptions, Runner } from "./testing/runner.js";
export { type VolumeContractOptions, volumeContract } from "./testing/volume.js";

/**
 * Registers the suite that every backend passes. It needs nothing but `describe` and `it`, so any test runner will do.
 *
 * @example
 * ```ts
 * import { StateBackend } from "nacre";
 * import { backendContract } from "nacre/testing";
 *
 * const cases: string[] = [];
 * const runner = { describe: (_: string, body: () => void) => body(), it: (name: string) => void cases.push(name) };
 * backendContract({ name: "StateBackend", create: () => StateBackend.create(), runner });
 * console.log(cases.length > 30); // true
 * ```
 */
export function backendContract(
  options: ContractOptions<Backend> & {
    /** False for a backend whose directories exist only through their files. Default true. */
    readonly directories?: boolean;
  },
): void {
  const sections = [paths, reading, writing, searching, calling];
  register(options.directories === false ? sections : [...sections, directories], options);
}

/** Registers the suite that every sandbox passes, beside `backendContract`. */
export function sandboxContract(
  options: ContractOptions<Sandbox> & {
    /** False for a sandbox that gives out what a command prints only when it is over. Default true. */
    readonly streams?: boolean;
  },
): void {
  const sections = [executing, runningBeside];
  register(options.streams === false ? sections : [...sections, streaming], options);
}
