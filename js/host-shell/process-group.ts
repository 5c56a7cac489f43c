import type { ChildProcess } from "node:child_process";
import { breathe } from "../abort.js";
import type { ExecuteOptions, OutputChunk } from "../sandbox.js";
import { endWithProcess } from "./exit-watch.js";
import { groupLives } from "./group-lives.js";
import type { Host } from "./host.js";
import type { Invocation } from "./shell-program.js";
import { isNotCapable } from "./start-failure.js";

export interface Launch extends Invocation {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly stdin: ExecuteOptions["stdin"];
}

/** How a group ended. */
export interface Ending {
  /** 128 and the signal's number when a signal ended the shell; null when the system did not tell in time. */
  readonly exitCode: number | null;
  /** The shell left processes behind, which were ended. */
  readonly leftovers: boolean;
}

/** Milliseconds in which what the shell left running can end by itself and have its output read. */
const drainMs = 250;
/** Milliseconds in which the system ends what was killed. */
const killMs = 2000;

/** Throws where a command could be started but not ended: Deno allows the one without the other. */
function checkMayKill(host: Host): void {
  if (host.windows) return;
  try {
    host.process.kill(-host.process.pid, 0);
  } catch (error) {
    if (isNotCapable(error)) throw error;
  }
}

/**
 * A shell and all that it starts, in a process group of its own. It is over when the shell has ended: what it left is
 * killed then, and output that somebody outside the group holds open is not waited for.
 */
export class ProcessGroup {
  /** Settles when the shell runs; rejects with the system's error when it does not start. */
  readonly started: Promise<void>;
  /** Settles when all is over. */
  readonly ended: Promise<Ending>;
  readonly #host: Host;
  readonly #child: ChildProcess;
  readonly #forget: () => void;
  #settle: (ending: Ending) => void = () => undefined;
  #over = false;
  #exitCode: number | null = null;
  #leftovers = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** Starts it. Throws, or `started` rejects, what the system says. `onBytes` is called with output as it comes. */
  constructor(host: Host, launch: Launch, onBytes: (stream: OutputChunk["stream"], bytes: Uint8Array) => void) {
    const { program, args, verbatim, cwd, env, stdin } = launch;
    this.#host = host;
    checkMayKill(host);
    this.#child = host.childProcess.spawn(program, args, {
      cwd,
      env,
      detached: !host.windows,
      stdio: [stdin === undefined ? "ignore" : "pipe", "pipe", "pipe"],
      windowsHide: true,
      windowsVerbatimArguments: verbatim,
    });
    this.#forget = endWithProcess(host, this);
    const child = this.#child;
    this.ended = new Promise((resolve) => {
      this.#settle = resolve;
    });
    this.started = new Promise((resolve, reject) => {
      child.once("spawn", resolve);
      child.once("error", (error) => {
        reject(error);
        this.#finish();
      });
    });
    child.once("exit", (code, signal) => {
      this.#exitCode = code ?? (signal === null ? null : 128 + host.system.constants.signals[signal]);
      this.#finishIn(drainMs);
    });
    child.once("close", () => void this.#finishIfAlone());
    for (const stream of ["stdout", "stderr"] as const) {
      child[stream]?.on("data", (bytes: Uint8Array) => {
        if (!this.#over) onBytes(stream, bytes);
      });
      child[stream]?.on("error", () => undefined);
    }
    child.stdin?.on("error", () => undefined);
    if (stdin !== undefined) child.stdin?.end(stdin);
  }

  get pid(): number | null {
    return this.#child.pid ?? null;
  }

  /** Lets the process of ours end while this one runs; it is killed then. */
  unref(): void {
    const { stdin, stdout, stderr } = this.#child;
    this.#child.unref();
    for (const stream of [stdin, stdout, stderr]) (stream as { unref?(): void } | null)?.unref?.();
  }

  /** Ends the group at once, with no time to clean up. Settles when it has ended, after two seconds at the latest. */
  async kill(): Promise<Ending> {
    if (!this.#over) {
      this.#signal();
      if (this.#timer === undefined) this.#finishIn(killMs);
    }
    return this.ended;
  }

  killNow(): void {
    const { pid } = this.#child;
    if (!this.#host.windows) this.#signal();
    else if (pid !== undefined) {
      this.#host.childProcess.spawnSync("taskkill", ["/PID", String(pid), "/T", "/F"], { windowsHide: true });
    }
  }

  #signal(): void {
    const { pid } = this.#child;
    if (pid === undefined) return;
    try {
      if (this.#host.windows) this.#killTree(pid);
      else this.#host.process.kill(-pid, "SIGKILL");
    } catch {
      // There is nobody left.
    }
  }

  #killTree(pid: number): void {
    const { childProcess } = this.#host;
    childProcess
      .spawn("taskkill", ["/PID", String(pid), "/T", "/F"], { stdio: "ignore", windowsHide: true })
      .once("error", () => this.#child.kill("SIGKILL"));
  }

  #finishIn(ms: number): void {
    clearTimeout(this.#timer);
    // What the system already holds for us is read between the timer and the check that follows it.
    this.#timer = setTimeout(() => setImmediate(() => void this.#endLeftovers()), ms);
  }

  async #endLeftovers(): Promise<void> {
    this.#leftovers = await this.#lives();
    if (this.#leftovers) this.#signal();
    const until = Date.now() + drainMs;
    while ((await this.#lives()) && Date.now() < until) await breathe();
    this.#finish();
  }

  /** All output is read. What does not print may still run: it has the time that is left. */
  async #finishIfAlone(): Promise<void> {
    if (!(await this.#lives())) this.#finish();
  }

  async #lives(): Promise<boolean> {
    const { pid } = this.#child;
    return !this.#host.windows && pid !== undefined && groupLives(this.#host, pid);
  }

  #finish(): void {
    if (this.#over) return;
    clearTimeout(this.#timer);
    this.#over = true;
    this.#forget();
    const { stdin, stdout, stderr } = this.#child;
    for (const stream of [stdin, stdout, stderr]) stream?.destroy();
    this.#settle({ exitCode: this.#exitCode, leftovers: this.#leftovers });
  }
}
