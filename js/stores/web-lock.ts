import { HeldLease } from "./held-lease.js";
import { VolumeError } from "./volume.js";
import type { Lease, WriterLock } from "./writer-lock.js";

const ANNOUNCE_MS = 100;

/**
 * A lock among the tabs and workers of an origin, by its name. They get it in the order in which they ask; the lease of
 * one that dies passes on by itself, so a lease is always `clean`.
 *
 * @example
 * ```ts part
 * import { WebLock } from "nacre/stores";
 *
 * const lease = await new WebLock("workspace").acquire();
 * lease.onWanted = () => lease.release();
 * ```
 */
export class WebLock implements WriterLock {
  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }

  async acquire(signal?: AbortSignal): Promise<Lease> {
    signal?.throwIfAborted();
    if (!(globalThis as { navigator?: Partial<Navigator> }).navigator?.locks) {
      throw new VolumeError("io", `Could not lock "${this.name}": there are no Web Locks here`);
    }
    let channel: BroadcastChannel | undefined;
    let announcing: ReturnType<typeof setInterval> | undefined;
    try {
      const wanting = new BroadcastChannel(`${this.name} wanted`);
      channel = wanting;
      // Again and again, for whoever gets the lock before us.
      const announce = (): void => wanting.postMessage("wanted");
      announcing = setInterval(announce, ANNOUNCE_MS);
      announce();
      const lease = await this.#request(wanting, signal);
      wanting.onmessage = () => lease.want();
      return lease;
    } catch (cause) {
      channel?.close();
      signal?.throwIfAborted();
      throw new VolumeError("io", `Could not lock "${this.name}": ${String(cause)}`, { cause });
    } finally {
      clearInterval(announcing);
    }
  }

  #request(channel: BroadcastChannel, signal?: AbortSignal): Promise<HeldLease> {
    return new Promise((resolve, reject) => {
      let stolen: VolumeError | undefined;
      const granted = (): Promise<void> =>
        new Promise((letGo) => {
          const release = async (): Promise<void> => {
            channel.close();
            letGo();
            await ended;
          };
          resolve(new HeldLease({ lost: () => stolen, release }));
        });
      const ended: Promise<unknown> = navigator.locks
        .request(this.name, signal ? { signal } : {}, granted)
        .catch((cause: unknown) => {
          stolen = new VolumeError("busy", `Somebody took the lock "${this.name}" away`, { cause });
          reject(cause);
        });
    });
  }
}
