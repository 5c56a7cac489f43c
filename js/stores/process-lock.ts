import { closeSync, futimesSync, unlinkSync } from "node:fs";
import { resolve } from "node:path";
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
   * holder stirs six times as often. Default 30,000.
   */
  readonly staleAfter?: number | undefined;
}

const POLL_MS = { first: 2, most: 20 };

/** For so long after a lease those who wait go first, in milliseconds. */
const COURTESY_MS = 30;

/** The head of a line. */
interface Place {
  readonly turn: Lease;
  leave(): Promise<void>;
}

/** Those of this thread that want the same file stand in line. */
const lines = new Map<string, { readonly lock: MemoryLock; users: number }>();

/**
 * A lock among processes: a file that its holder makes and removes, in a folder that is there. A dead holder is noticed
 * at once, where the system tells of processes. Whoever waits touches a second file, `NAME.wanted`.
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
  #letGo = Number.NEGATIVE_INFINITY;

  constructor(path: string, { staleAfter = 30_000 }: ProcessLockOptions = {}) {
    if (!(staleAfter > 0)) throw new MisuseError(`staleAfter must be a number above 0, not ${staleAfter}`);
    this.path = resolve(path);
    this.#staleAfter = staleAfter;
    this.#mark = new WaitingMark(this.path);
  }

  async acquire(signal?: AbortSignal): Promise<Lease> {
    const place = await standInLine(this.path, signal);
    try {
      if (performance.now() - this.#letGo < COURTESY_MS && this.#mark.fresh) {
        await orAborted(setTimeout(COURTESY_MS), signal);
      }
      return this.#lease(await this.#take(signal), place);
    } catch (error) {
      await place.leave();
      throw error;
    }
  }

  async #take(signal?: AbortSignal): Promise<LockFile> {
    const attempts = new LockAttempts(this.#staleAfter);
    for (let pause = POLL_MS.first; ; pause = Math.min(pause * 1.5, POLL_MS.most)) {
      const taken = this.#onDisk("lock", () => attempts.take(this.path));
      if (taken) {
        this.#mark.remove();
        return taken;
      }
      this.#onDisk("wait for", () => this.#mark.touch());
      await orAborted(setTimeout(pause), signal);
    }
  }

  #lease(file: LockFile, { turn, leave }: Place): Lease {
    const stirring = setInterval(() => stir(file), this.#staleAfter / 6).unref();
    const isOurs = (): boolean => readLockFile(this.path)?.text === file.text;
    const lease = new HeldLease({
      clean: file.clean,
      lost: () =>
        this.#onDisk("read", isOurs) ? undefined : new VolumeError("busy", `'${this.path}' is not ours now`),
      release: async () => {
        clearInterval(stirring);
        stopLooking();
        this.#letGo = performance.now();
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
