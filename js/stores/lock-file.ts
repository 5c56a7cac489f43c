import { closeSync, lstatSync, openSync, readFileSync, renameSync, rmSync, unlinkSync, writeSync } from "node:fs";
import { fateOf, identityIn, thisProcess } from "./process-identity.js";
import { VolumeError } from "./volume.js";

const MAX_BYTES = 4096;

/** A lock file that is ours. */
export interface LockFile {
  /** Kept open, so that its time can be set without touching the file of another owner. */
  readonly descriptor: number;
  /** Exactly what it says, which no other owner's does. */
  readonly text: string;
  /** Whether it was free, rather than left behind. */
  readonly clean: boolean;
}

interface Found {
  readonly text: string;
  readonly modified: number;
}

/** A stranger's lock file, and since when it is known not to have changed. */
interface Watched extends Found {
  readonly since: number;
}

/** Attempts, one after another, to make a lock file ours. Synchronous, so that little can happen in between. */
export class LockAttempts {
  readonly #text = JSON.stringify({ token: crypto.randomUUID(), ...thisProcess() });
  readonly #staleAfter: number;
  readonly #watched = new Map<string, Watched>();

  /** An owner of whom nothing can be known has left when its file is that many milliseconds old. */
  constructor(staleAfter: number) {
    this.#staleAfter = staleAfter;
  }

  /** The file, or nothing while another owner has it. */
  take(path: string): LockFile | undefined {
    const made = make(path, this.#text);
    if (made !== undefined) return { descriptor: made, text: this.#text, clean: true };
    const found = readLockFile(path);
    return found && this.#isLeft(path, found) ? this.#takeOver(path, found) : undefined;
  }

  /** Replaces a file whose owner has left, at once: its name is never free, and one of those who try wins. */
  #takeOver(path: string, left: Found): LockFile | undefined {
    const breaking = `${path}.break`;
    const right = this.take(breaking);
    if (!right) return undefined;
    try {
      if (readLockFile(path)?.text !== left.text) return undefined;
      return { descriptor: replace(path, this.#text), text: this.#text, clean: false };
    } finally {
      closeSync(right.descriptor);
      unlinkSync(breaking);
    }
  }

  #isLeft(path: string, found: Found): boolean {
    const owner = identityIn(found.text);
    const fate = owner && fateOf(owner);
    if (fate === "alive" || fate === "dead") return fate === "dead";
    const before = this.#watched.get(path);
    const now = performance.now();
    if (before?.text !== found.text || before.modified !== found.modified) {
      this.#watched.set(path, { ...found, since: now });
      return false;
    }
    // A file says at once whose it is. One that does not was left by a loss of power, or is on its way from another host.
    const least = this.#staleAfter / (owner ? 1 : 3);
    // The clocks of two hosts differ, and after a sleep all files look old: hence two conditions.
    const age = Math.abs(Date.now() - found.modified);
    return age >= least && now - before.since >= least / (owner ? 3 : 10);
  }
}

/** What the lock file says, when there is one. */
export function readLockFile(path: string): Found | undefined {
  try {
    const stat = lstatSync(path);
    if (!stat.isFile()) throw new VolumeError("io", `'${path}' is in the way of the lock: it is no file`);
    return { text: stat.size > MAX_BYTES ? "" : readFileSync(path, "utf8"), modified: stat.mtimeMs };
  } catch (error) {
    if (codeOf(error) === "ENOENT") return undefined;
    throw error;
  }
}

/** A new file with that text, or nothing when there is one already. */
function make(path: string, text: string): number | undefined {
  let descriptor: number;
  try {
    descriptor = openSync(path, "wx", 0o600);
  } catch (error) {
    if (codeOf(error) === "EEXIST") return undefined;
    throw error;
  }
  try {
    writeSync(descriptor, text);
    return descriptor;
  } catch (error) {
    closeSync(descriptor);
    unlinkSync(path);
    throw error;
  }
}

function replace(path: string, text: string): number {
  const next = `${path}.next`;
  rmSync(next, { force: true });
  const descriptor = make(next, text);
  if (descriptor === undefined) throw new VolumeError("busy", `Somebody else makes '${next}'`);
  try {
    renameSync(next, path);
    return descriptor;
  } catch (error) {
    closeSync(descriptor);
    throw error;
  }
}

function codeOf(error: unknown): unknown {
  return (error as { code?: unknown }).code;
}
