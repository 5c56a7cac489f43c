import type * as ChildProcess from "node:child_process";
import type * as FileSystem from "node:fs/promises";
import type * as System from "node:os";
import type * as Paths from "node:path";
import { builtinModule } from "../builtin-module.js";

/** What of the host's `process` is used. */
interface HostProcess {
  readonly platform: string;
  readonly pid: number;
  readonly env: Readonly<Record<string, string | undefined>>;
  kill(pid: number, signal: string | 0): unknown;
  on(event: string, listener: (event: string) => void): unknown;
  off(event: string, listener: (event: string) => void): unknown;
  listenerCount(event: string): number;
}

/** A machine that runs commands. */
export interface Host {
  readonly childProcess: typeof ChildProcess;
  readonly files: typeof FileSystem;
  readonly system: typeof System;
  readonly paths: typeof Paths;
  readonly process: HostProcess;
  readonly windows: boolean;
}

/** The machine that this runs on; nothing in a browser and in workerd, whose modules of these names only fail. */
export function hostHere(): Host | undefined {
  if (globalThis.navigator?.userAgent === "Cloudflare-Workers") return undefined;
  const childProcess = builtinModule<typeof ChildProcess>("node:child_process");
  const files = builtinModule<typeof FileSystem>("node:fs/promises");
  const system = builtinModule<typeof System>("node:os");
  const paths = builtinModule<typeof Paths>("node:path");
  if (!childProcess || !files || !system || !paths) return undefined;
  const { process } = globalThis as unknown as { readonly process: HostProcess };
  return { childProcess, files, system, paths, process, windows: process.platform === "win32" };
}
