import { breathe, type CallOptions } from "../abort.js";
import { type Failure, fail, isFailure } from "../failure.js";
import type {
  Background,
  BackgroundKillResult,
  BackgroundListResult,
  BackgroundOutputResult,
  BackgroundShell,
  BackgroundStartResult,
  ExecuteOptions,
} from "../sandbox.js";

/** A command that goes on by itself. */
export interface Job {
  readonly pid: number | null;
  readonly running: boolean;
  readonly exitCode: number | null;
  /** What it printed since the last time. */
  take(): { readonly stdout: string; readonly stderr: string };
  /** Ends it with all that it started; settles when it has ended. */
  end(): Promise<void>;
}

interface Entry {
  readonly command: string;
  readonly job: Job;
}

/** Jobs that have ended and are still listed. */
const mostEnded = 100;

/** Background shells by id: `bg_1`, `bg_2` and so on. */
export class JobTable implements Background {
  readonly #launch: (command: string, options: ExecuteOptions) => Promise<Job | Failure>;
  readonly #most: number;
  #entries = new Map<string, Entry>();
  #starting = 0;
  #lastId = 0;

  /** `launch` starts a command, or answers why it may not start. */
  constructor(launch: (command: string, options: ExecuteOptions) => Promise<Job | Failure>, most: number) {
    this.#launch = launch;
    this.#most = most;
  }

  async start(command: string, options: ExecuteOptions = {}): Promise<BackgroundStartResult> {
    options.signal?.throwIfAborted();
    const entries = this.#entries;
    const running = this.#starting + [...entries.values()].filter(({ job }) => job.running).length;
    if (running >= this.#most) {
      return fail("limit_exceeded", `${running} background shells are running, the most allowed is ${this.#most}`);
    }
    this.#starting++;
    try {
      const job = await this.#launch(command, options);
      if (isFailure(job)) return job;
      if (entries !== this.#entries) {
        await job.end();
        return fail("cancelled", "The background shells were ended while this one started");
      }
      const shellId = `bg_${++this.#lastId}`;
      entries.set(shellId, { command, job });
      this.#forgetOldest();
      return { shellId, pid: job.pid, command };
    } finally {
      this.#starting--;
    }
  }

  async output(shellId: string, options: CallOptions = {}): Promise<BackgroundOutputResult> {
    options.signal?.throwIfAborted();
    // Whoever asks in a loop must not keep out the events that bring the output.
    await breathe();
    const job = this.#entries.get(shellId)?.job;
    if (!job) {
      return { shellId, stdout: "", stderr: `No such background shell: ${shellId}`, running: false, exitCode: null };
    }
    const { running, exitCode } = job;
    return { shellId, ...job.take(), running, exitCode };
  }

  async kill(shellId: string, options: CallOptions = {}): Promise<BackgroundKillResult> {
    options.signal?.throwIfAborted();
    const job = this.#entries.get(shellId)?.job;
    if (!job?.running) return { shellId, killed: false };
    await job.end();
    return { shellId, killed: true };
  }

  async list(options: CallOptions = {}): Promise<BackgroundListResult> {
    options.signal?.throwIfAborted();
    const shells = [...this.#entries].map(([shellId, { command, job }]): BackgroundShell => {
      const { pid, running, exitCode } = job;
      return { shellId, command, pid, running, exitCode };
    });
    return { shells };
  }

  /** Ends and forgets all of them. */
  async clear(): Promise<void> {
    const entries = this.#entries;
    this.#entries = new Map();
    await Promise.all([...entries.values()].map(({ job }) => job.end()));
  }

  #forgetOldest(): void {
    const ended = [...this.#entries].filter(([, { job }]) => !job.running);
    for (const [shellId] of ended.slice(0, -mostEnded)) this.#entries.delete(shellId);
  }
}
