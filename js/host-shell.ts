import { orAborted } from "./abort.js";
import type { AskResolver } from "./ask.js";
import { malformedCall, malformedEnv } from "./commands/check.js";
import { type Job, JobTable } from "./commands/job-table.js";
import { type CommandLimits, commandDefaults, type Settled, settle } from "./commands/limits.js";
import { reportOutput } from "./commands/output.js";
import { refuseCommand } from "./commands/refuse.js";
import { DisposedError, MisuseError } from "./core/errors.js";
import { disposeSymbol } from "./core/handle.js";
import { kindOf } from "./core/kind.js";
import { type Failure, fail, isFailure } from "./failure.js";
import { environmentOf } from "./host-shell/environment.js";
import { type Host, hostHere } from "./host-shell/host.js";
import { HostJob } from "./host-shell/host-job.js";
import { HeadText } from "./host-shell/output-text.js";
import type { Launch } from "./host-shell/process-group.js";
import { Run } from "./host-shell/run.js";
import { invocationOf, type ShellProgram } from "./host-shell/shell-program.js";
import { startFailure } from "./host-shell/start-failure.js";
import { workingFolder } from "./host-shell/working-folder.js";
import type { PermissionChecker } from "./permissions.js";
import type { Background, ExecuteOptions, ExecuteResult, Sandbox } from "./sandbox.js";

export type { CommandLimits } from "./commands/limits.js";
export type { ShellProgram } from "./host-shell/shell-program.js";

export interface HostShellOptions {
  /** The directory on disk in which commands start. A call's own `cwd` is a path below it, with or without a leading `/`. */
  readonly cwd: string;
  /**
   * A program that takes `-c` and a command, such as `bash`, or a program with the arguments that come before the command.
   * Default: `/bin/sh -c`, and `cmd /d /s /c` on Windows.
   */
  readonly shell?: ShellProgram | undefined;
  /** Variables for every command, in addition to what is inherited. */
  readonly env?: Readonly<Record<string, string>> | undefined;
  /**
   * Whether commands see all variables of this process. Default false: `PATH`, `HOME`, the user, the language, the time
   * zone, the terminal and the place for temporary files, so that keys and tokens do not reach the model.
   */
  readonly inheritEnv?: boolean | undefined;
  readonly limits?: CommandLimits | undefined;
  /** Rules that every command must pass before it starts. Not disposed with the shell. Default: none. */
  readonly permissions?: PermissionChecker | undefined;
  /** Answers for rules that ask, once a command. */
  readonly onAsk?: AskResolver | undefined;
  /** What an ask means where nobody answers. Default `error`. */
  readonly askFallback?: "error" | "deny" | undefined;
}

function checkOptions({ cwd, shell, env, limits }: HostShellOptions): void {
  if (typeof cwd !== "string" || cwd === "" || cwd.includes("\0")) {
    throw new MisuseError(
      `cwd must be the path of a directory, not ${typeof cwd === "string" ? `'${cwd}'` : kindOf(cwd)}`,
    );
  }
  const words: readonly unknown[] = shell === undefined || typeof shell === "string" ? [shell ?? "sh"] : shell;
  if (!Array.isArray(words) || !words[0] || words.some((word) => typeof word !== "string" || word.includes("\0"))) {
    throw new MisuseError("shell must be the name of a program, or an array of one and its arguments, without NUL");
  }
  const wrong = malformedEnv(env);
  if (wrong !== undefined) throw new MisuseError(wrong);
  for (const [name, value] of Object.entries(limits ?? {})) {
    if (value === undefined || (typeof value === "number" && value > 0)) continue;
    throw new MisuseError(`limits.${name} must be a number above 0, not ${String(value)}`);
  }
}

/**
 * Runs commands with the host's own shell, on Node, Deno and Bun: **for development only**. There is no wall around them: a
 * command can do whatever the user of this process can, anywhere on the machine. Rules for commands are a seat belt
 * against accidents. For anything hostile use a sandbox.
 *
 * A command has a process group of its own. A timeout, an abort and a kill end the group at once, and so does the end of
 * the shell: what should go on belongs in `background`. Where there are no processes, calls fail with `unsupported`.
 *
 * @example
 * ```ts
 * import { HostShell } from "nacre";
 *
 * using shell = new HostShell({ cwd: "." });
 * const result = await shell.execute("echo one; echo two >&2; exit 3");
 * if (!result.error) console.log(result.stdout.trim(), result.stderr.trim(), result.exitCode); // one two 3
 * ```
 */
export class HostShell implements Pick<Sandbox, "execute" | "background">, Disposable {
  /** The directory on disk in which commands start. */
  readonly cwd: string;
  /** Commands that go on while others run. Without a `timeoutMs` of their own they run until they are killed. */
  readonly background: Background;
  readonly #options: HostShellOptions;
  readonly #limits: Settled<CommandLimits>;
  readonly #jobs: JobTable;
  readonly #runs = new Set<Run>();
  readonly #disposed = new AbortController();
  /** How often it was stopped: what was about to start before a stop does not start after it. */
  #stops = 0;

  /** Touches nothing. Throws `MisuseError` for options that make no sense. */
  constructor(options: HostShellOptions) {
    checkOptions(options);
    this.cwd = options.cwd;
    this.#options = options;
    this.#limits = settle(commandDefaults, options.limits);
    this.#jobs = new JobTable((command, call) => this.#launch(command, call), this.#limits.backgroundShells);
    this.background = this.#jobs;
  }

  /** Runs a command to its end. Fails only when it may not, or cannot, start. */
  async execute(command: string, options: ExecuteOptions = {}): Promise<ExecuteResult> {
    return this.#prepared(command, options, (host, launch) => this.#run(host, launch, options));
  }

  /** Ends all that runs, and forgets the background shells. The next command starts as ever. */
  async stop(): Promise<void> {
    this.#stops++;
    const note = "Error: Command ended: the shell was stopped\n";
    await Promise.all([this.#jobs.clear(), ...[...this.#runs].map((run) => run.end(note))]);
  }

  /** Ends all that runs; every later call throws `DisposedError`. */
  dispose(): void {
    this.#disposed.abort(new DisposedError("This shell is disposed"));
    void this.stop();
  }

  [disposeSymbol](): void {
    this.dispose();
  }

  async #launch(command: string, options: ExecuteOptions): Promise<Job | Failure> {
    return this.#prepared(command, options, (host, launch) =>
      HostJob.start(host, launch, options, this.#limits.outputChars),
    );
  }

  /** Starts a command with `start`, once it is found that it may and can. */
  async #prepared<T>(
    command: string,
    options: ExecuteOptions,
    start: (host: Host, launch: Launch) => Promise<T>,
  ): Promise<T | Failure> {
    const ended = this.#endOf(options);
    ended.throwIfAborted();
    const stops = this.#stops;
    const malformed = malformedCall(command, options);
    if (malformed) return malformed;
    const host = hostHere();
    if (!host) return fail("unsupported", "Commands of the host run on Node, Deno and Bun only");
    const refusal = await orAborted(this.#refuse(command, options), ended);
    if (refusal) return refusal;
    const cwd = await orAborted(workingFolder(host, this.cwd, options.cwd), ended);
    if (isFailure(cwd)) return cwd;
    if (stops !== this.#stops) return fail("cancelled", "The shell was stopped before the command started");
    const { shell, inheritEnv = false, env } = this.#options;
    const invocation = invocationOf(host, shell, command);
    try {
      const variables = environmentOf(host, inheritEnv, env, options.env);
      return await start(host, { ...invocation, cwd, env: variables, stdin: options.stdin });
    } catch (error) {
      ended.throwIfAborted();
      return startFailure(error, invocation.program);
    }
  }

  async #refuse(command: string, { approved, signal }: ExecuteOptions): Promise<Failure | undefined> {
    const { permissions, onAsk, askFallback } = this.#options;
    if (!permissions) return undefined;
    const { action } = permissions.decide("execute", command);
    return refuseCommand(permissions, command, { action, approved: approved === true, onAsk, askFallback, signal });
  }

  async #run(host: Host, launch: Launch, options: ExecuteOptions): Promise<ExecuteResult> {
    const { onOutput, timeoutMs = this.#limits.timeoutMs } = options;
    const { outputChars: most, outputBytes } = this.#limits;
    const [stdout, stderr] = [new HeadText(most), new HeadText(most)];
    const run = new Run(host, launch, { stdout, stderr, onOutput, timeoutMs, outputBytes });
    const ended = this.#endOf(options);
    const end = (): void => void run.end();
    this.#runs.add(run);
    ended.addEventListener("abort", end, { once: true });
    try {
      await run.group.started;
      const { exitCode, notes, limited } = await run.ended;
      ended.throwIfAborted();
      const report = reportOutput(stdout.text, stderr.text, { notes, most });
      return { ...report, exitCode, truncated: report.truncated || limited };
    } finally {
      ended.removeEventListener("abort", end);
      this.#runs.delete(run);
    }
  }

  /** Aborted when the caller is, and when the shell is disposed. */
  #endOf({ signal }: ExecuteOptions): AbortSignal {
    return signal ? AbortSignal.any([this.#disposed.signal, signal]) : this.#disposed.signal;
  }
}
