import { HeldLease } from "./held-lease.js";
import type { Lease, WriterLock } from "./writer-lock.js";

/** A lock for those who share this object: they get it in the order in which they ask. */
export class MemoryLock implements WriterLock {
  #holder: HeldLease | undefined;
  readonly #waiting = new Set<(lease: HeldLease) => void>();

  async acquire(signal?: AbortSignal): Promise<Lease> {
    signal?.throwIfAborted();
    if (!this.#holder) return this.#grant();
    this.#holder.want();
    return new Promise<Lease>((resolve, reject) => {
      const stop = (): void => {
        this.#waiting.delete(granted);
        reject(signal?.reason);
      };
      const granted = (lease: HeldLease): void => {
        signal?.removeEventListener("abort", stop);
        resolve(lease);
      };
      signal?.addEventListener("abort", stop, { once: true });
      this.#waiting.add(granted);
    });
  }

  #grant(): HeldLease {
    const lease = new HeldLease({ release: () => this.#passOn() });
    if (this.#waiting.size > 0) lease.want();
    this.#holder = lease;
    return lease;
  }

  #passOn(): void {
    this.#holder = undefined;
    const [next] = this.#waiting;
    if (!next) return;
    this.#waiting.delete(next);
    next(this.#grant());
  }
}
