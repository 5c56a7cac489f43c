import { VolumeError } from "./volume.js";
import type { Lease } from "./writer-lock.js";

interface LeaseOptions {
  readonly clean?: boolean;
  /** Why the lease is no longer ours, if so. */
  readonly lost?: () => VolumeError | undefined;
  readonly release: () => void | Promise<void>;
}

/** What the leases of all locks have in common. */
export class HeldLease implements Lease {
  readonly clean: boolean;
  readonly #options: LeaseOptions;
  #wanted = false;
  #onWanted: (() => void) | undefined;
  #released: Promise<void> | undefined;

  constructor(options: LeaseOptions) {
    this.clean = options.clean ?? true;
    this.#options = options;
  }

  get wanted(): boolean {
    return this.#wanted;
  }

  get onWanted(): (() => void) | undefined {
    return this.#onWanted;
  }

  set onWanted(listener: (() => void) | undefined) {
    this.#onWanted = listener;
    if (this.#wanted) this.#tell();
  }

  /** Somebody waits. */
  want(): void {
    if (this.#wanted) return;
    this.#wanted = true;
    this.#tell();
  }

  async verify(): Promise<void> {
    if (this.#released) throw new VolumeError("busy", "The lease was released");
    const reason = this.#options.lost?.();
    if (reason) throw reason;
  }

  release(): Promise<void> {
    this.#released ??= (async () => this.#options.release())();
    return this.#released;
  }

  /** Later, so that whoever waits does not meet what a listener throws. */
  #tell(): void {
    queueMicrotask(() => {
      if (!this.#released) this.#onWanted?.();
    });
  }
}
