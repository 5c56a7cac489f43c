import { closeSync, constants, futimesSync, openSync, rmSync, writeSync } from "node:fs";
import { clearInterval, setInterval } from "node:timers";
import { readLockFile } from "./lock-file.js";
import { fateOf, identityIn, thisProcess } from "./process-identity.js";

/** A mark that was not touched for so long is nobody's, in milliseconds. */
const FRESH_MS = 1_000;
const LOOK_MS = 5;

// Windows has no flag for links.
const { O_CREAT, O_NOFOLLOW = 0, O_TRUNC, O_WRONLY } = constants;

/** A file beside a lock file, in which those who wait for the lock say again and again who they are. */
export class WaitingMark {
  readonly #path: string;

  constructor(lockPath: string) {
    this.#path = `${lockPath}.wanted`;
  }

  /** Whether somebody waits: who said so last, and lives. A mark that cannot be read is nobody's. */
  get fresh(): boolean {
    try {
      const found = readLockFile(this.#path);
      if (!found || Math.abs(Date.now() - found.modified) >= FRESH_MS) return false;
      // Between two who say so at once it is torn, and counts all the same.
      const waiting = identityIn(found.text);
      return waiting === undefined || fateOf(waiting) !== "dead";
    } catch {
      return false;
    }
  }

  /** Throws where a link or anything else that is no file has its name. */
  touch(): void {
    const own = JSON.stringify(thisProcess());
    const isOurs = readLockFile(this.#path)?.text === own;
    const descriptor = openSync(this.#path, O_WRONLY | O_CREAT | O_NOFOLLOW | (isOurs ? 0 : O_TRUNC), 0o600);
    try {
      const now = new Date();
      if (isOurs) futimesSync(descriptor, now, now);
      else writeSync(descriptor, own);
    } finally {
      closeSync(descriptor);
    }
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
