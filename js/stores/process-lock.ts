import { closeSync, existsSync, futimesSync, unlinkSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { clearInterval, setInterval } from "node:timers";
import { setTimeout } from "node:timers/promises";
import { orAborted } from "../abort.js";
import { MisuseError } from "../core/errors.js";
import { diskError } from "./disk-error.js";
import { HeldLease } from "./held-lease.js";
import { LockAttempts, type LockFile, readLockFile } from "./lock-file.js";
import { MemoryLock } from "./memory-lock.js";
import { VolumeError } from "./volume.js";
import { WaitingMark } from "./waiting-mark.js";
import type { Lease, WriterLock } from "./writer-lock.js";

export interface ProcessLockOptions {
  /**
   * Milliseconds after which a holder of whom nothing can be known is taken for dead, unless it stirs: one on another
   * host, one in another thread of this process, and any where the system does not tell when processes started. A
   * holder stirs six times as often. A file that does not say whose it is counts after a third of that. Default 30,000.
   */
  readonly staleAfter?: number | undefined;
}

/** How long the pauses between two attempts are, in milliseconds: longer once `patience` is over. */
const POLL_MS = { first: 1, most: 5, patience: 2000, afterwards: 20 };

/** For so long those who waited before have the first right to a lock that is free, in milliseconds. */
const COURTESY_MS = 300;

/** The head of a line. */
interface Place {
  readonly turn: Lease;
  leave(): Promise<void>;
}

/** Those of this thread that want the same file stand in line. */
const lines = new Map<string, { readonly lock: MemoryLock; users: number }>();

/**
 * A lock among processes: a file that its holder makes and removes, in a folder that is there. A dead holder is noticed
 * at once, where the system tells of processes. Whoever waits says so in a second file, `NAME.wanted`: the holder then
 * lets go when it can, and goes behind those who waited.
 *
 * A loss of power may take the file with it: afterwards a lease can be `clean` although nobody let go.
 *
 * @example
 * ```ts
 * import { mkdtemp, rm } from "node:fs/promises";
 * import { tmpdir } from "node:os";
 * import { join } from "node:path";
 * import { ProcessLock } from "nacre/stores/disk";
 *
 * const folder = await mkdtemp(join(tmpdir(), "lock-"));
 * const lock = new ProcessLock(join(folder, "writer.lock"));
 * const lease = await lock.acquire(AbortSignal.timeout(1000));
 * console.log(lease.clean); // true
 * await lease.release();
 * await rm(folder, { recursive: true });
 * ```
 */
export class ProcessLock implements WriterLock {
  /** The lock file. Its name has a dot, so that it is no blob's. */
  readonly path: string;
  readonly keepMs = 200;
  readonly #staleAfter: number;
  readonly #mark: WaitingMark;

  constructor(path: string, { staleAfter = 30_000 }: ProcessLockOptions = {}) {
    if (!(staleAfter > 0)) throw new MisuseError(`staleAfter must be a number above 0, not ${staleAfter}`);
    this.path = resolve(path);
    this.#staleAfter = staleAfter;
    this.#mark = new WaitingMark(this.path);
  }

  async acquire(signal?: AbortSignal): Promise<Lease> {
    const place = await standInLine(this.path, signal);
    try {
      await this.#giveWay(signal);
      return this.#lease(await this.#take(signal), place);
    } catch (error) {
      await place.leave();
      throw error;
    }
  }

  /** Leaves a lock that is free to whoever waits for it already: they look only now and then. */
  async #giveWay(signal?: AbortSignal): Promise<void> {
    const until = performance.now() + COURTESY_MS;
    while (this.#mark.fresh && !existsSync(this.path) && performance.now() < until) {
      await orAborted(setTimeout(POLL_MS.first), signal);
    }
  }

  async #take(signal?: AbortSignal): Promise<LockFile> {
    const attempts = new LockAttempts(this.#staleAfter);
    const began = performance.now();
    try {
      for (let pause = POLL_MS.first; ; pause = Math.min(pause * 1.5, POLL_MS.most)) {
        const taken = this.#onDisk("lock", () => attempts.take(this.path));
        if (taken) return taken;
        this.#onDisk("wait for", () => this.#mark.touch());
        const isPatient = performance.now() - began < POLL_MS.patience;
        await orAborted(setTimeout(isPatient ? pause : POLL_MS.afterwards), signal);
      }
    } finally {
      this.#mark.remove();
    }
  }

  #lease(file: LockFile, { turn, leave }: Place): Lease {
    const stirring = setInterval(() => stir(file), this.#staleAfter / 6).unref();
    const isOurs = (): boolean => readLockFile(this.path)?.text === file.text;
    const lease = new HeldLease({
      clean: file.clean,
      lost: () => (this.#onDisk("read", isOurs) ? undefined : this.#whyLost()),
      release: async () => {
        clearInterval(stirring);
        stopLooking();
        try {
          this.#onDisk("unlock", () => {
            closeSync(file.descriptor);
            if (isOurs()) unlinkSync(this.path);
          });
        } finally {
          await leave();
        }
      },
    });
    const stopLooking = this.#mark.watch(() => lease.want());
    turn.onWanted = () => lease.want();
    return lease;
  }

  #whyLost(): VolumeError {
    const folder = dirname(this.path);
    if (!existsSync(folder)) return new VolumeError("lost", `The folder '${folder}' is gone`);
    return new VolumeError("busy", `'${this.path}' is not ours now`);
  }

  #onDisk<T>(what: string, work: () => T): T {
    try {
      return work();
    } catch (error) {
      throw diskError(error, `${what} '${this.path}'`);
    }
  }
}

async function standInLine(path: string, signal?: AbortSignal): Promise<Place> {
  const line = lines.get(path) ?? { lock: new MemoryLock(), users: 0 };
  lines.set(path, line);
  line.users++;
  const leave = (): void => {
    line.users--;
    if (line.users === 0) lines.delete(path);
  };
  try {
    const turn = await line.lock.acquire(signal);
    return {
      turn,
      async leave() {
        leave();
        await turn.release();
      },
    };
  } catch (error) {
    leave();
    throw error;
  }
}

function stir({ descriptor }: LockFile): void {
  const now = new Date();
  try {
    futimesSync(descriptor, now, now);
  } catch {
    // A disk that fails for a moment is met by whoever writes to it.
  }
}
