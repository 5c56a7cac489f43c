import type { CallOptions } from "./abort.js";
import type { Handle } from "./core/core.js";
import { disposeSymbol } from "./core/handle.js";
import type { Outcome } from "./failure.js";

/** A file or directory that differs between two versions. */
export interface FileChange {
  readonly path: string;
  readonly kind: "added" | "removed" | "modified";
  readonly isDir: boolean;
  readonly sizeBefore?: number;
  readonly sizeAfter?: number;
  /** Unified, for text files, when it was asked for. */
  readonly diff?: string;
}

export type DiffResult = Outcome<{ readonly changes: readonly FileChange[] }>;

export interface DiffOptions extends CallOptions {
  /** Add unified diffs of text files. */
  readonly text?: boolean | undefined;
}

export interface MergeOptions extends CallOptions {
  /** What both sides started from. Default, for a fork of this workspace: where it began, or was last merged. */
  readonly base?: Snapshot | undefined;
  /** `report` (the default) lists conflicts and changes nothing; `ours` and `theirs` settle them. */
  readonly strategy?: "report" | "ours" | "theirs" | undefined;
}

export interface MergeConflict {
  readonly path: string;
  readonly kind:
    | "both_modified"
    | "both_added"
    | "modified_and_removed"
    | "removed_and_modified"
    | "file_and_directory";
  readonly reason: string;
}

export type MergeResult = Outcome<{
  /** False when conflicts were reported, and nothing changed. */
  readonly merged: boolean;
  /** What it changed here. */
  readonly changes: readonly FileChange[];
  readonly conflicts: readonly MergeConflict[];
  /** Paths that came from their side as they are. */
  readonly taken: number;
  /** Text files woven from both sides. */
  readonly woven: number;
}>;

/** The whole workspace at one moment, immutable. Holds memory until it is disposed. */
export class Snapshot implements Disposable {
  /** @internal */
  readonly handle: Handle;

  /** @internal */
  constructor(handle: Handle) {
    this.handle = handle;
  }

  dispose(): void {
    this.handle.dispose();
  }

  [disposeSymbol](): void {
    this.dispose();
  }
}
