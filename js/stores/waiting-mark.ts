import { readFileSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { clearInterval, setInterval } from "node:timers";
import { fateOf, identityIn, thisProcess } from "./process-identity.js";

/** A mark that was not touched for so long is nobody's, in milliseconds. */
const FRESH_MS = 1_000;
const LOOK_MS = 5;

/** A file beside a lock file, in which those who wait for the lock say again and again who they are. */
export class WaitingMark {
  readonly #path: string;

  constructor(lockPath: string) {
    this.#path = `${lockPath}.wanted`;
  }

  /** Whether somebody waits: who said so last, and lives. A mark that cannot be read is nobody's. */
  get fresh(): boolean {
    try {
      const stat = statSync(this.#path, { throwIfNoEntry: false });
      if (stat === undefined || Math.abs(Date.now() - stat.mtimeMs) >= FRESH_MS) return false;
      // Between two who say so at once it is torn, and counts all the same.
      const waiting = identityIn(readFileSync(this.#path, "utf8"));
      return waiting === undefined || fateOf(waiting) !== "dead";
    } catch {
      return false;
    }
  }

  touch(): void {
    const own = JSON.stringify(thisProcess());
    try {
      if (readFileSync(this.#path, "utf8") === own) {
        const now = new Date();
        utimesSync(this.#path, now, now);
        return;
      }
    } catch {
      // It is made anew.
    }
    writeFileSync(this.#path, own, { mode: 0o600 });
  }

  /** Whoever still waits touches it again. */
  remove(): void {
    try {
      rmSync(this.#path, { force: true });
    } catch {
      // One that stays is soon nobody's.
    }
  }

  /** Calls `onFresh` when somebody begins to wait, until the returned function is called. */
  watch(onFresh: () => void): () => void {
    const looking = setInterval(() => {
      if (this.fresh) onFresh();
    }, LOOK_MS).unref();
    return () => clearInterval(looking);
  }
}
