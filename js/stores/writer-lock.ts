/** The right to write, while it is held. */
export interface Lease {
  /** Whether somebody else waits for it: a holder that is between two writes should let go. */
  readonly wanted: boolean;
  /** Called when somebody begins to wait, and soon after it is set when somebody waits already. */
  onWanted: (() => void) | undefined;
  /** Whether the one before let go in good order, rather than having died or been pushed aside. */
  readonly clean: boolean;
  /** Throws `VolumeError` "busy" when the lease was taken away in spite of all: to be asked before each write. */
  verify(): Promise<void>;
  /** Once is enough; later calls do nothing. */
  release(): Promise<void>;
}

/**
 * Elects the one writer of a volume or directory, among tabs or processes. Fair as far as the host allows.
 *
 * @example
 * ```ts
 * import { MemoryLock } from "nacre/stores";
 *
 * const lock = new MemoryLock();
 * const lease = await lock.acquire();
 * const next = lock.acquire();
 * console.log(lease.wanted); // true
 * await lease.release();
 * await (await next).release();
 * ```
 */
export interface WriterLock {
  /** How long a lease that is not used should be kept, in milliseconds. Absent: until somebody wants it. */
  readonly keepMs?: number;
  /** Waits for the lease. Throws the signal's reason when it is aborted, and `VolumeError` when it cannot be had. */
  acquire(signal?: AbortSignal): Promise<Lease>;
}
