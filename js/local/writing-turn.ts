import { orAborted } from "../abort.js";
import { DisposedError } from "../core/errors.js";
import type { Failure } from "../failure.js";
import type { Lease, WriterLock } from "../stores/writer-lock.js";

/** What happens when the turn to write begins and ends. */
export interface TurnEvents {
  /** The lease was granted: prepare for writing. A failure ends the turn at once. */
  begin(lease: Lease): Promise<Failure | undefined>;
  /** No change is under way any more: finish, before the lease goes to somebody else. */
  end(): Promise<void>;
}

/** How long a turn lasts at least, in milliseconds, so that two writers do not hand over after each change. */
const leastMs = 10;

/** Gets the lease of the writer when it is needed and keeps it until somebody else wants it. */
export class WritingTurn {
  readonly #lock: WriterLock;
  readonly #events: TurnEvents;
  readonly #closing = new AbortController();
  #lease: Lease | undefined;
  #began = 0;
  /** Changes under way. */
  #users = 0;
  #idle: (() => void) | undefined;
  #ageing: ReturnType<typeof setTimeout> | undefined;
  #beginning: Promise<Failure | undefined> | undefined;
  #ending: Promise<void> | undefined;

  constructor(lock: WriterLock, events: TurnEvents) {
    this.#lock = lock;
    this.#events = events;
  }

  /** The lease, also while the turn begins or ends. */
  get lease(): Lease | undefined {
    return this.#lease;
  }

  /** Whether a turn was asked for and has not come yet. */
  get awaited(): boolean {
    return this.#beginning !== undefined && this.#lease === undefined;
  }

  /** Whether changes may be made without waiting. */
  get here(): boolean {
    return this.#lease !== undefined && !this.#beginning && !this.#ending;
  }

  /** Runs `work` during a turn, which does not end before it has settled. */
  async use<T>(work: () => Promise<T>, signal: AbortSignal | undefined): Promise<T | Failure> {
    while (!this.here) {
      const failure = await orAborted(this.#begin(), signal);
      if (failure) return failure;
    }
    this.#users++;
    clearTimeout(this.#ageing);
    try {
      return await work();
    } finally {
      this.#users--;
      if (this.#users === 0) this.#rest();
    }
  }

  /** Ends the turn as after a failure: the next one begins anew. */
  async interrupt(): Promise<void> {
    await this.#end();
  }

  /** Ends the turn, and lets no other begin. */
  async close(): Promise<void> {
    this.#closing.abort(new DisposedError("This workspace is closed"));
    await this.#beginning?.catch(() => undefined);
    await this.#end();
  }

  #begin(): Promise<Failure | undefined> {
    this.#beginning ??= this.#start().finally(() => {
      this.#beginning = undefined;
    });
    return this.#beginning;
  }

  async #start(): Promise<Failure | undefined> {
    await this.#ending;
    if (this.#lease) return undefined;
    const lease = await this.#lock.acquire(this.#closing.signal);
    this.#lease = lease;
    try {
      const failure = await this.#events.begin(lease);
      if (!failure) {
        this.#began = performance.now();
        lease.onWanted = () => void this.#giveWay().catch(() => undefined);
        return undefined;
      }
      await this.#letGo();
      return failure;
    } catch (error) {
      await this.#letGo();
      throw error;
    }
  }

  /** Nobody uses the turn. */
  #rest(): void {
    this.#idle?.();
    const { keepMs } = this.#lock;
    if (keepMs === undefined || this.#ending) return;
    this.#ageing = setTimeout(() => void this.#end().catch(() => undefined), keepMs);
    (this.#ageing as { unref?: () => void }).unref?.();
  }

  async #giveWay(): Promise<void> {
    const rest = leastMs - (performance.now() - this.#began);
    if (rest > 0) await new Promise((resolve) => setTimeout(resolve, rest));
    await this.#end();
  }

  #end(): Promise<void> {
    if (!this.#lease) return Promise.resolve();
    this.#ending ??= this.#finish().finally(() => {
      this.#ending = undefined;
    });
    return this.#ending;
  }

  async #finish(): Promise<void> {
    if (this.#users > 0) {
      await new Promise<void>((resolve) => {
        this.#idle = resolve;
      });
      this.#idle = undefined;
    }
    try {
      await this.#events.end();
    } finally {
      await this.#letGo();
    }
  }

  async #letGo(): Promise<void> {
    const lease = this.#lease;
    clearTimeout(this.#ageing);
    this.#lease = undefined;
    await lease?.release();
  }
}
