import { type CallOptions, orAborted } from "../abort.js";
import type { AskResolver } from "../ask.js";
import type { Backend, Outcome } from "../backend.js";
import { BackendDelegate } from "../backend-delegate.js";
import { malformedCall } from "../commands/check.js";
import { type Job, JobTable } from "../commands/job-table.js";
import { type CommandLimits, commandDefaults, longestTimeoutMs, type Settled, settle } from "../commands/limits.js";
import { reportOutput, tell } from "../commands/output.js";
import { refuseCommand } from "../commands/refuse.js";
import type { Core } from "../core/core.js";
import { DisposedError } from "../core/errors.js";
import { disposeSymbol } from "../core/handle.js";
import { type Failure, fail } from "../failure.js";
import { guardLinks } from "../guarded/links.js";
import type { GuardedBackend } from "../guarded-backend.js";
import type { PermissionChecker } from "../permissions.js";
import type { PermissionRuleset } from "../ruleset.js";
import type { Background, ExecuteOptions, ExecuteResult, Sandbox } from "../sandbox.js";
import type { PresetName } from "../toolset.js";
import type { StartWorker } from "./channel.js";
import { actionOnCommand } from "./command-rules.js";
import { latin1 } from "./file-system.js";
import { PathGuard } from "./guard.js";
import { MemoryJob } from "./memory-job.js";
import { resolvePath } from "./paths.js";
import { type JustBash, runShell, type ShellOutcome, type ShellTask } from "./shell.js";
import { type RunTask, WorkerPool } from "./worker-pool.js";
import { WorkspaceHost } from "./workspace-host.js";

/** Bounds of one command. */
export interface ShellLimits extends CommandLimits {
  /** Bytes that its strings, arrays and pipes may hold together. Default 256 MiB. */
  readonly memoryBytes?: number | undefined;
  /** Rounds of loops, and commands run. Default 10,000,000: time is the bound that counts. */
  readonly iterations?: number | undefined;
}

export interface BashSandboxOptions extends CallOptions {
  /** Rules for commands and for every path that a command touches. Default: none. */
  readonly permissions?: PermissionRuleset | PresetName | undefined;
  /** Answers for rules that ask, once a command. */
  readonly onAsk?: AskResolver | undefined;
  readonly askFallback?: "error" | "deny" | undefined;
  readonly core?: Core | undefined;
  readonly limits?: ShellLimits | undefined;
  /** Where commands start. Default `/`. */
  readonly cwd?: string | undefined;
  readonly env?: Readonly<Record<string, string>> | undefined;
  /** Run in a worker, so that a busy loop can be stopped. Default true, where the runtime has workers. */
  readonly worker?: boolean | undefined;
  /** The name of this sandbox. */
  readonly id?: string | undefined;
}

interface Parts {
  readonly backend: Backend;
  readonly checker: PermissionChecker | undefined;
  readonly options: BashSandboxOptions;
  readonly startWorker: StartWorker;
  readonly load: () => Promise<JustBash>;
}

const defaults: Settled<ShellLimits> = { ...commandDefaults, memoryBytes: 256 << 20, iterations: 10_000_000 };

export class BashSandbox extends BackendDelegate implements Sandbox, Disposable {
  readonly id: string;
  /** The files that commands work on. */
  readonly backend: Backend;
  readonly background: Background;
  readonly #parts: Parts;
  readonly #limits: Settled<ShellLimits>;
  readonly #pool: WorkerPool;
  readonly #jobs: JobTable;
  readonly #stop = new AbortController();
  /** The files, where the rules have to be asked about links too. */
  readonly #files: GuardedBackend | undefined;

  /** @internal */
  constructor(parts: Parts) {
    const { backend, options } = parts;
    super(backend);
    this.#parts = parts;
    this.backend = backend;
    const { permissions, onAsk, askFallback, core } = options;
    if (permissions !== undefined) this.#files = guardLinks(backend, { permissions, onAsk, askFallback, core });
    this.id = options.id ?? "just-bash";
    this.#limits = settle(defaults, options.limits);
    this.#pool = new WorkerPool(options.worker === false ? () => undefined : parts.startWorker);
    this.#jobs = new JobTable((command, call) => this.#launch(command, call), this.#limits.backgroundShells);
    this.background = this.#jobs;
  }

  async start(): Promise<Outcome<object>> {
    return {};
  }

  async stop(): Promise<Outcome<object>> {
    await this.#jobs.clear();
    this.#pool.close();
    return {};
  }

  async isAlive(): Promise<boolean> {
    return !this.#stop.signal.aborted;
  }

  /** Runs a command line in a new shell over the files. Fails only when the rules refuse the command itself. */
  async execute(command: string, options: ExecuteOptions = {}): Promise<ExecuteResult> {
    const refusal = await this.#refuse(command, options);
    return refusal ?? this.#run(command, options);
  }

  /** Ends what runs and releases what is held; not the backend. */
  dispose(): void {
    this.#stop.abort(new DisposedError("This sandbox is disposed"));
    void this.#jobs.clear();
    this.#pool.close();
    this.#parts.checker?.dispose();
    this.#files?.dispose();
  }

  [disposeSymbol](): void {
    this.dispose();
  }

  async #launch(command: string, options: ExecuteOptions): Promise<Job | Failure> {
    const refusal = await this.#refuse(command, options);
    return refusal ?? new MemoryJob((signal) => this.#run(command, { ...options, signal }));
  }

  async #refuse(command: string, options: ExecuteOptions): Promise<Failure | undefined> {
    const { signal, approved } = options;
    signal?.throwIfAborted();
    this.#stop.signal.throwIfAborted();
    const malformed = malformedCall(command, options);
    const { checker, options: given } = this.#parts;
    if (malformed || !checker) return malformed;
    const action = actionOnCommand(checker, command);
    return refuseCommand(checker, command, { ...given, action, signal, approved: approved === true });
  }

  async #run(command: string, options: ExecuteOptions): Promise<ExecuteResult> {
    const { checker, options: given } = this.#parts;
    const { timeoutMs = this.#limits.timeoutMs } = options;
    const missing = await this.#missingCwd(options);
    if (missing) return missing;
    const ended = AbortSignal.any([this.#stop.signal, ...(options.signal ? [options.signal] : [])]);
    const run = (await this.#pool.acquire(ended)) ?? (await orAborted(this.#ownThread(), ended));
    const timeout = AbortSignal.timeout(Math.min(timeoutMs, longestTimeoutMs));
    const signal = AbortSignal.any([timeout, ended]);
    const approved = options.approved === true || (checker && actionOnCommand(checker, command)) === "ask";
    const guard = new PathGuard(checker, { onAsk: given.onAsk, approved, signal });
    const host = new WorkspaceHost(this.#files ?? this.#parts.backend, guard, signal);
    try {
      const outcome = await run(this.#task(command, options, timeoutMs), host, signal);
      return this.#report(outcome, guard, options);
    } catch (error) {
      if (!timeout.aborted || ended.aborted) throw error;
      const stderr = `Error: Command timed out after ${timeoutMs} ms\n`;
      return this.#report({ stdout: "", stderr, exitCode: 124, limited: false }, guard, options);
    }
  }

  async #missingCwd({ cwd, signal }: ExecuteOptions): Promise<Failure | undefined> {
    if (cwd === undefined) return undefined;
    const place = resolvePath(this.#parts.options.cwd ?? "/", cwd);
    const info = await this.#parts.backend.stat(place, { signal });
    if (info.error) return info;
    return info.isDir ? undefined : fail("not_a_directory", `cwd '${place}' is a file, not a directory`, place);
  }

  async #ownThread(): Promise<RunTask> {
    const justBash = await this.#parts.load();
    return (task, host, signal) => orAborted(runShell(justBash, host, task, signal), signal);
  }

  #task(command: string, { cwd, env, stdin = "" }: ExecuteOptions, timeoutMs: number): ShellTask {
    const { outputBytes, memoryBytes, iterations } = this.#limits;
    const { options } = this.#parts;
    return {
      command,
      cwd: resolvePath(options.cwd ?? "/", cwd ?? "."),
      env: { ...options.env, ...env },
      stdin: typeof stdin === "string" ? stdin : latin1(stdin),
      stdinKind: typeof stdin === "string" ? "text" : "bytes",
      limits: {
        maxExecutionTimeMs: Math.min(timeoutMs, longestTimeoutMs),
        maxOutputSize: outputBytes,
        maxLiveBytes: memoryBytes,
        maxStringLength: Math.min(memoryBytes, 64 << 20),
        maxLoopIterations: iterations,
        maxCommandCount: iterations,
        maxWorkUnits: iterations,
      },
    };
  }

  #report(
    { stdout, stderr, exitCode, limited }: ShellOutcome,
    guard: PathGuard,
    { onOutput }: ExecuteOptions,
  ): ExecuteResult {
    const { denials } = guard;
    const told = denials.filter(({ path, message }) => !stderr.includes(message) || !stderr.includes(path));
    const notes = told.map(({ path, message }) => `${path}: ${message}\n`).join("");
    const report = reportOutput(stdout, stderr, { notes, most: this.#limits.outputChars });
    void tell(onOutput, { stream: "stdout", text: report.stdout });
    void tell(onOutput, { stream: "stderr", text: report.stderr });
    return {
      ...report,
      exitCode,
      truncated: report.truncated || limited,
      ...(denials.length > 0 && { denials }),
    };
  }
}
