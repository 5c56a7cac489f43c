import { orAborted } from "../abort.js";
import type { Message, ShellWorker, StartWorker } from "./channel.js";
import { hostMethods, type ShellHost } from "./host.js";
import type { ShellOutcome, ShellTask } from "./shell.js";
import { hostErrorOf } from "./workspace-host.js";

/** Runs one task. Aborting ends it, in a worker even a busy loop. */
export type RunTask = (task: ShellTask, host: ShellHost, signal: AbortSignal) => Promise<ShellOutcome>;

interface Member {
  readonly worker: ShellWorker;
  /** Settles when the worker can take a task, or cannot start. */
  readonly ready: Promise<boolean>;
  handle: (message: Message) => void;
  fail: (error: Error) => void;
}

/** Workers that run shells: started when needed, one kept waiting for the next command, ended when they must stop. */
export class WorkerPool {
  readonly #start: StartWorker;
  #idle: Member | undefined;
  #unusable = false;

  constructor(start: StartWorker) {
    this.#start = start;
  }

  /** A worker that is ready for one task; nothing where no worker can be had. */
  async acquire(until: AbortSignal): Promise<RunTask | undefined> {
    const member = await this.#member(until);
    return member && ((task, host, signal) => this.#run(member, task, host, signal));
  }

  /** Ends the worker that waits. */
  close(): void {
    this.#idle?.worker.terminate();
    this.#idle = undefined;
  }

  async #run(member: Member, task: ShellTask, host: ShellHost, signal: AbortSignal): Promise<ShellOutcome> {
    let stop: () => void = () => undefined;
    try {
      signal.throwIfAborted();
      const outcome = await new Promise<ShellOutcome>((resolve, reject) => {
        stop = () => reject(signal.reason);
        signal.addEventListener("abort", stop, { once: true });
        member.fail = reject;
        member.handle = (message) => {
          if (message.type === "done") resolve(message.outcome);
          if (message.type === "call") void answer(member.worker, host, message);
        };
        member.worker.post({ type: "run", task });
      });
      this.#keep(member);
      return outcome;
    } catch (error) {
      member.worker.terminate();
      throw error;
    } finally {
      signal.removeEventListener("abort", stop);
    }
  }

  async #member(until: AbortSignal): Promise<Member | undefined> {
    if (this.#unusable) return undefined;
    const member = this.#idle ?? this.#startMember();
    this.#idle = undefined;
    member?.worker.hold(true);
    try {
      if (member && (await orAborted(member.ready, until))) return member;
    } catch (error) {
      member?.worker.terminate();
      throw error;
    }
    member?.worker.terminate();
    this.#unusable = true;
    return undefined;
  }

  #startMember(): Member | undefined {
    let worker: ShellWorker | undefined;
    try {
      worker = this.#start();
    } catch {
      return undefined;
    }
    if (!worker) return undefined;
    let settle: (usable: boolean) => void = () => undefined;
    const ready = new Promise<boolean>((resolve) => {
      settle = resolve;
    });
    const member: Member = {
      worker,
      ready,
      handle: (message) => settle(message.type === "ready"),
      fail: () => settle(false),
    };
    worker.listen((message) => member.handle(message));
    worker.onFailure((error) => member.fail(error));
    return member;
  }

  #keep(member: Member): void {
    if (this.#idle) {
      member.worker.terminate();
      return;
    }
    member.worker.hold(false);
    member.handle = () => undefined;
    member.fail = () => {
      if (this.#idle === member) this.#idle = undefined;
    };
    this.#idle = member;
  }
}

type Call = Extract<Message, { type: "call" }>;

async function answer(worker: ShellWorker, host: ShellHost, { id, method, args }: Call): Promise<void> {
  try {
    const name = hostMethods.find((candidate) => candidate === method);
    if (!name) throw new TypeError(`A shell has no method '${method}'`);
    const call = host[name].bind(host) as (...args: readonly unknown[]) => Promise<unknown>;
    worker.post({ type: "answer", id, value: await call(...args) });
  } catch (error) {
    worker.post({ type: "refusal", id, ...hostErrorOf(error) });
  }
}
