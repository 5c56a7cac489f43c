import type { CallOptions } from "../abort.js";
import { fail } from "../failure.js";
import type {
  Background,
  BackgroundKillResult,
  BackgroundListResult,
  BackgroundOutputResult,
  BackgroundShell,
  BackgroundStartResult,
  ExecuteOptions,
  ExecuteResult,
} from "../sandbox.js";

interface Running {
  readonly command: string;
  readonly controller: AbortController;
  stdout: string;
  stderr: string;
  running: boolean;
  exitCode: number | null;
}

/** Commands in memory that run beside others. Their output comes when they end: the shell does not stream. */
export class MemoryBackground implements Background {
  readonly #execute: (command: string, options: ExecuteOptions) => Promise<ExecuteResult>;
  readonly #refuse: (command: string, options: ExecuteOptions) => Promise<ExecuteResult | undefined>;
  readonly #most: number;
  readonly #shells = new Map<string, Running>();
  #lastId = 0;

  /** `refuse` answers for a command that may not start; `execute` runs one that may. */
  constructor(
    refuse: (command: string, options: ExecuteOptions) => Promise<ExecuteResult | undefined>,
    execute: (command: string, options: ExecuteOptions) => Promise<ExecuteResult>,
    most: number,
  ) {
    this.#refuse = refuse;
    this.#execute = execute;
    this.#most = most;
  }

  async start(command: string, options: ExecuteOptions = {}): Promise<BackgroundStartResult> {
    options.signal?.throwIfAborted();
    const refusal = await this.#refuse(command, options);
    if (refusal?.error) return refusal;
    const live = [...this.#shells.values()].filter(({ running }) => running).length;
    if (live >= this.#most)
      return fail("limit_exceeded", `${live} background shells are running, the most allowed is ${this.#most}`);
    const shellId = `bg_${++this.#lastId}`;
    const shell: Running = {
      command,
      controller: new AbortController(),
      stdout: "",
      stderr: "",
      running: true,
      exitCode: null,
    };
    this.#shells.set(shellId, shell);
    void this.#run(shell, options);
    return { shellId, pid: null, command };
  }

  async output(shellId: string, options: CallOptions = {}): Promise<BackgroundOutputResult> {
    options.signal?.throwIfAborted();
    const shell = this.#shells.get(shellId);
    if (!shell)
      return { shellId, stdout: "", stderr: `No such background shell: ${shellId}`, running: false, exitCode: null };
    const { stdout, stderr, running, exitCode } = shell;
    shell.stdout = "";
    shell.stderr = "";
    return { shellId, stdout, stderr, running, exitCode };
  }

  async kill(shellId: string, options: CallOptions = {}): Promise<BackgroundKillResult> {
    options.signal?.throwIfAborted();
    const shell = this.#shells.get(shellId);
    const killed = shell?.running === true;
    shell?.controller.abort();
    if (shell && killed) {
      shell.running = false;
      shell.exitCode = 137;
    }
    return { shellId, killed };
  }

  async list(options: CallOptions = {}): Promise<BackgroundListResult> {
    options.signal?.throwIfAborted();
    const shells = [...this.#shells].map(
      ([shellId, { command, running, exitCode }]): BackgroundShell => ({
        shellId,
        command,
        pid: null,
        running,
        exitCode,
      }),
    );
    return { shells };
  }

  /** Ends and forgets all of them. */
  clear(): void {
    for (const { controller } of this.#shells.values()) controller.abort();
    this.#shells.clear();
  }

  async #run(shell: Running, options: ExecuteOptions): Promise<void> {
    try {
      const result = await this.#execute(shell.command, { ...options, signal: shell.controller.signal });
      if (!shell.running) return;
      shell.stdout += result.error ? "" : result.stdout;
      shell.stderr += result.error ? `Error: ${result.error.message}` : result.stderr;
      shell.exitCode = result.error ? 1 : result.exitCode;
    } catch (error) {
      if (!shell.running) return;
      shell.stderr += `Error: ${error instanceof Error ? error.message : String(error)}`;
      shell.exitCode = 1;
    }
    shell.running = false;
  }
}
