import type { CallOptions } from "../abort.js";
import type { Failure, FailureReason } from "../failure.js";

/**
 * What is about to be answered: about one file or directory, the entries of one, or all that is below. `state`: all that is
 * below is taken as it is known, unless that is in doubt.
 */
export type RefreshScope = "entry" | "entries" | "below" | "state";

/** Makes the changes of a workspace in memory survive, and brings in what others change. */
export interface Keeper {
  /**
   * Runs `apply`, which changes the workspace in memory and answers what came of it, when it is this keeper's turn to
   * write. Settles when the change is safe, or answers why it is not; then it did not happen. A failure that `apply`
   * answers is passed on.
   *
   * `paths` are those that the change is known to be about, as its caller wrote them. Where others change files too,
   * `apply` may be called again, each time after the workspace in memory was set back to what the files are by then.
   */
  change<T extends object>(
    apply: () => Promise<T>,
    signal: AbortSignal | undefined,
    paths?: readonly string[],
  ): Promise<T | Failure>;
  /**
   * Waits until what is known at `path`, as its caller wrote it, is fresh enough to be answered with, where that takes
   * time. Answers why it cannot be had.
   */
  refresh?(path: string, scope: RefreshScope, signal: AbortSignal | undefined): Promise<Failure | undefined>;
  /** What the workspace cannot hold, and why: as it is at any time. */
  readonly leftOut?: ReadonlyMap<string, FailureReason>;
  /** Where paths lead through links, one for each; where there are links. */
  realPaths?(paths: readonly string[], signal: AbortSignal | undefined): Promise<readonly string[]>;
  /** Somebody has just changed what this keeper may not have heard of yet: what is asked for next waits for a look at it. */
  doubt?(): void;
  /**
   * Loads contents of the workspace, its forks and snapshots that are not in memory; `attempt` counts from 0 how often that
   * was tried for one call. Answers why they cannot be had.
   */
  load(wanted: readonly number[], attempt: number, options: CallOptions): Promise<Failure | undefined>;
  /** Unloads what is over the budget. */
  trim(): void;
  /** Whether forks or snapshots live, whose contents must outlive those of the workspace. The workspace sets it. */
  isShared: () => boolean;
  /**
   * Settles when everything that was acknowledged is where it will stay, and what others had acknowledged by then is read,
   * where it would not be before the next answer. Throws why it cannot be.
   */
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
  /** Whether the folder may only be read by this process, so that every change is refused; only for files. */
  readonly readOnly?: boolean;
  /** Bytes at the end of the log that a crash had left unfinished, when it was opened. */
  readonly droppedBytes: number;
  /** Whether every file has been compared with the real one since opening; always true for a pack. */
  readonly verified: boolean;
  /** Real files and directories that the workspace cannot hold; only for files. */
  readonly leftOut?: number;
  /** The first of them, and why. */
  readonly leftOutExamples?: readonly { readonly path: string; readonly reason: string }[];
  /**
   * Files that somebody else had changed when a change that was cut short was finished, so that they were left as they
   * were; the newest ones, only for files.
   */
  readonly conflicts?: readonly string[];
}
