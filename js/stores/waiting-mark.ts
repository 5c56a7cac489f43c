import { closeSync, openSync, rmSync, statSync, utimesSync } from "node:fs";
import { clearInterval, setInterval } from "node:timers";

/** A mark that was not touched for so long is nobody's, in milliseconds. */
const FRESH_MS = 1_000;
const LOOK_MS = 10;

/** A file beside a lock file, which those who wait for the lock touch again and again. */
export class WaitingMark {
  readonly #path: string;

  constructor(lockPath: string) {
    this.#path = `${lockPath}.wanted`;
  }

  /** Whether somebody waits. */
  get fresh(): boolean {
    const stat = statSync(this.#path, { throwIfNoEntry: false });
    return stat !== undefined && Math.abs(Date.now() - stat.mtimeMs) < FRESH_MS;
  }

  touch(): void {
    const now = new Date();
    try {
      utimesSync(this.#path, now, now);
    } catch {
      closeSync(openSync(this.#path, "a", 0o600));
    }
  }

  /** Whoever still waits touches it again. */
  remove(): void {
    rmSync(this.#path, { force: true });
  }

  /** Calls `onFresh` when somebody begins to wait, until the returned function is called. */
  watch(onFresh: () => void): () => void {
    const looking = setInterval(() => {
      if (this.fresh) onFresh();
    }, LOOK_MS).unref();
    return () => clearInterval(looking);
  }
}
