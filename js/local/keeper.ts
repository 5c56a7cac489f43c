import type { Failure } from "../failure.js";

/** Makes the changes of a workspace in memory survive, and brings in what others change. */
export interface Keeper {
  /**
   * Runs `apply`, which changes the workspace in memory and answers what came of it, when it is this keeper's turn to
   * write. Settles when the change is safe, or answers why it is not; then it did not happen. A failure that `apply`
   * answers is passed on.
   */
  change<T extends object>(apply: () => Promise<T>, signal: AbortSignal | undefined): Promise<T | Failure>;
  /** Waits until what is known of the files below `path` is fresh enough to be answered with, where that takes time. */
  refresh?(path: string, signal: AbortSignal | undefined): Promise<void>;
  /** Settles when everything that was acknowledged is where it will stay. */
  sync(): Promise<void>;
  status(): KeeperStatus;
  /** Finishes what was begun and lets go of everything. */
  close(): Promise<void>;
}

export interface KeeperStatus {
  /** "pack" or "files". */
  readonly layout: "pack" | "files";
  /** What the files are kept in: "opfs", "indexeddb", "disk", "picked", "memory". */
  readonly storage: string;
  /** Whether files outlive this page or process. */
  readonly persistent: boolean;
  /** Whether this instance is the one that writes at the moment. */
  readonly writing: boolean;
  /** Bytes at the end of the log that a crash had left unfinished, when it was opened. */
  readonly droppedBytes: number;
  /** Whether every file has been compared with the real one since opening; always true for a pack. */
  readonly verified: boolean;
}
