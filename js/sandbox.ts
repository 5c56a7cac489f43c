import type { CallOptions } from "./abort.js";
import type { Backend } from "./backend.js";
import type { Outcome } from "./failure.js";

export interface ExecuteOptions extends CallOptions {
  /** Milliseconds until the command is stopped. */
  readonly timeoutMs?: number | undefined;
  readonly env?: Readonly<Record<string, string>> | undefined;
  /** Where it runs. Default: the sandbox's working directory. */
  readonly cwd?: string | undefined;
  readonly stdin?: string | Uint8Array | undefined;
  /** Output as it comes. What this throws is dropped: the command goes on. */
  readonly onOutput?: ((chunk: OutputChunk) => void) | undefined;
  /** A person has approved this very command: rules that ask do not ask again. */
  readonly approved?: boolean | undefined;
}

export interface OutputChunk {
  readonly stream: "stdout" | "stderr";
  readonly text: string;
}

/** A path that a command was refused. */
export interface Denial {
  readonly path: string;
  readonly operation: "read" | "write" | "ls";
  readonly message: string;
}

export interface Execution {
  /** All of standard output, then all of standard error. */
  readonly output: string;
  readonly stdout: string;
  readonly stderr: string;
  /** 124 after a timeout; null when there is none to know. */
  readonly exitCode: number | null;
  /** Output was cut at a limit. */
  readonly truncated: boolean;
  /** What the rules refused while it ran. */
  readonly denials?: readonly Denial[];
}

/** A command that ran is an `Execution` whatever its exit code; a failure means that it did not run. */
export type ExecuteResult = Outcome<Execution>;

export type BackgroundStartResult = Outcome<{
  readonly shellId: string;
  readonly pid: number | null;
  readonly command: string;
}>;

export type BackgroundOutputResult = Outcome<{
  readonly shellId: string;
  /** Only what is new since the last call. */
  readonly stdout: string;
  readonly stderr: string;
  readonly running: boolean;
  readonly exitCode: number | null;
}>;

/** `killed` is false when it had already ended. */
export type BackgroundKillResult = Outcome<{ readonly shellId: string; readonly killed: boolean }>;

export interface BackgroundShell {
  readonly shellId: string;
  readonly command: string;
  readonly pid: number | null;
  readonly running: boolean;
  readonly exitCode: number | null;
}

export type BackgroundListResult = Outcome<{ readonly shells: readonly BackgroundShell[] }>;

/** Commands that go on while others run. */
export interface Background {
  start(command: string, options?: ExecuteOptions): Promise<BackgroundStartResult>;
  output(shellId: string, options?: CallOptions): Promise<BackgroundOutputResult>;
  kill(shellId: string, options?: CallOptions): Promise<BackgroundKillResult>;
  list(options?: CallOptions): Promise<BackgroundListResult>;
}

/** A backend that runs commands. */
export interface Sandbox extends Backend {
  readonly id: string;
  start(options?: CallOptions): Promise<Outcome<object>>;
  /** Ends what runs; `purge` also drops what is kept. */
  stop(options?: CallOptions & { readonly purge?: boolean | undefined }): Promise<Outcome<object>>;
  isAlive(options?: CallOptions): Promise<boolean>;
  execute(command: string, options?: ExecuteOptions): Promise<ExecuteResult>;
  readonly background?: Background;
}

/** Whether `backend` runs commands. */
export function isSandbox(backend: Backend): backend is Sandbox {
  return "execute" in backend && typeof backend.execute === "function";
}
