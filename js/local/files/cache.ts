import type { Handle } from "../../core/core.js";
import { type Failure, isFailure } from "../../failure.js";
import type { StateBackend } from "../../state-backend.js";
import { type Volume, VolumeError } from "../../stores/volume.js";
import type { Lease, WriterLock } from "../../stores/writer-lock.js";
import { Journal } from "../journal.js";
import { TaskQueue } from "../task-queue.js";

export interface CacheParts {
  /** Of its own: nothing else in it survives. */
  readonly volume: Volume;
  readonly lock: WriterLock;
}

/** What a cache is asked to keep. */
export interface CacheState {
  readonly snapshot: Handle;
  /** Files changed from then on, in microseconds since 1970, may be others than they look. */
  readonly doubtSince: number;
  /** Called when all that is kept. */
  readonly kept: () => void;
}

/** How long a lock may take that nobody holds, in milliseconds. */
const lockMs = 200;
const waitMs = 300;
/** How far the clocks of a host and of its files may be apart, in microseconds. */
const clockMicroseconds = 2_000_000;
const stampName = "seen";

/**
 * Keeps what was read of real files, so that the next opening need not read them: a journal over a store of its own,
 * which shares its contents with the workspace. Losing it costs time, never files; the first failure is its end.
 */
export class FilesCache {
  readonly #volume: Volume;
  readonly #lease: Lease;
  readonly #store: Handle;
  readonly #journal: Journal;
  readonly #tasks = new TaskQueue();
  #take: (() => CacheState) | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #disposed = false;
  #doubtSince = Number.NEGATIVE_INFINITY;

  private constructor(store: Handle, volume: Volume, lease: Lease) {
    this.#volume = volume;
    this.#lease = lease;
    this.#store = store;
    this.#journal = new Journal(this.#store, volume, () => this.#lease, { cache: true });
  }

  /** For `state`, which is empty. Undefined when somebody else has it, or it cannot be used. One that is damaged begins anew. */
  static async open(state: StateBackend, { volume, lock }: CacheParts): Promise<FilesCache | undefined> {
    const lease = await lock.acquire(AbortSignal.timeout(lockMs)).catch(() => undefined);
    if (!lease) return undefined;
    const first = new FilesCache(emptyStore(state), volume, lease);
    if (!(await first.#load())) return first;
    first.#dispose();
    const second = new FilesCache(emptyStore(state), volume, lease);
    if ((await second.#wipe()) && !(await second.#load())) return second;
    await second.#giveUp();
    return undefined;
  }

  /** Whether it keeps what it is asked to. */
  get isAlive(): boolean {
    return !this.#disposed;
  }

  /** Files changed from then on, in microseconds since 1970, are to be read whatever the cache says. */
  get doubtSince(): number {
    return this.#doubtSince;
  }

  /** What was kept; the caller disposes it. */
  snapshot(): Handle {
    const { handle, value } = this.#store.call<Failure>("snapshot");
    if (!handle) throw new VolumeError("io", value.error.message);
    return handle;
  }

  /** Keeps what `take` answers, soon. */
  keep(take: () => CacheState): void {
    if (this.#disposed) return;
    this.#take = take;
    this.#timer ??= setTimeout(() => void this.save(), waitMs);
    (this.#timer as { unref?: () => void }).unref?.();
  }

  /** Keeps what there is to keep, at once. */
  save(): Promise<void> {
    return this.#tasks.run(() => this.#save());
  }

  /** Keeps what there is to keep, and lets go. */
  async close(): Promise<void> {
    clearTimeout(this.#timer);
    await this.save();
    await this.#giveUp();
  }

  async #load(): Promise<Failure | undefined> {
    const loaded = await this.#journal.run("load");
    if (loaded.failure) return loaded.failure;
    const claimed = await this.#journal.run("claim", { clean: this.#lease.clean });
    if (!claimed.failure) this.#doubtSince = await this.#readStamp();
    return claimed.failure;
  }

  async #save(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const take = this.#take;
    this.#take = undefined;
    if (!take || this.#disposed) return;
    const { snapshot, doubtSince, kept } = take();
    const since = Math.min(doubtSince, Date.now() * 1000 - clockMicroseconds);
    const { value } = this.#store.call("adopt", { snapshot });
    const { failure } = isFailure(value) ? { failure: value } : await this.#journal.commit();
    // Afterwards: one that is older than what was kept makes for more reading, not for less.
    if (failure || !(await this.#writeStamp(since))) return this.#giveUp();
    kept();
    for (let more = true; more && !this.#take && !this.#disposed; ) more = await this.#journal.tend();
  }

  async #readStamp(): Promise<number> {
    try {
      const bytes = await this.#volume.read(stampName, 0, Float64Array.BYTES_PER_ELEMENT);
      return new DataView(bytes.buffer, bytes.byteOffset).getFloat64(0);
    } catch {
      return Number.NEGATIVE_INFINITY;
    }
  }

  async #writeStamp(since: number): Promise<boolean> {
    const bytes = new Uint8Array(Float64Array.BYTES_PER_ELEMENT);
    new DataView(bytes.buffer).setFloat64(0, since);
    return this.#volume.create(stampName, bytes).then(
      () => true,
      () => false,
    );
  }

  async #wipe(): Promise<boolean> {
    try {
      for (const { name } of await this.#volume.list()) await this.#volume.remove(name);
      return true;
    } catch {
      return false;
    }
  }

  async #giveUp(): Promise<void> {
    this.#dispose();
    await this.#volume.release().catch(() => undefined);
    await this.#lease.release().catch(() => undefined);
  }

  #dispose(): void {
    this.#disposed = true;
    clearTimeout(this.#timer);
    this.#journal.dispose();
    this.#store.dispose();
  }
}

/** A store that shares contents, and their budget, with a workspace that is empty. */
function emptyStore(state: StateBackend): Handle {
  const { handle, value } = state.store.call<Failure>("fork");
  if (!handle) throw new VolumeError("io", value.error.message);
  return handle;
}
