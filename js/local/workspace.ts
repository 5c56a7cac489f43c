import type { CallOptions } from "../abort.js";
import type { Backend } from "../backend.js";
import type { Outcome } from "../failure.js";
import type { FileSource, ImportOptions, ImportResult, ImportTarOptions, ImportTarResult } from "../file-import.js";
import type { DiffOptions, DiffResult, MergeOptions, MergeResult } from "../versions.js";
import type { KeeperStatus } from "./keeper.js";

/** What a workspace holds and where. */
export interface WorkspaceStatus extends KeeperStatus {
  readonly bytes: number;
  readonly files: number;
  readonly directories: number;
  /** Bytes of files that are in memory, of those that are safe. */
  readonly loadedBytes: number;
}

/** A state of a workspace, to compare with or to return to. Holds memory until it is disposed. */
export interface Version {
  dispose(): void;
}

/** Files of their own in memory, that began as those of a workspace. */
export interface Overlay extends Backend, Version {
  /** What differs from the state in which it began, or was last merged. */
  changes(options?: DiffOptions): Promise<DiffResult>;
}

/** A kept workspace, in this thread or in a worker. */
export interface Workspace extends Backend {
  watch: NonNullable<Backend["watch"]>;
  import(files: FileSource, options?: ImportOptions): Promise<ImportResult>;
  importTar(archive: Uint8Array, options?: ImportTarOptions): Promise<ImportTarResult>;
  exportTar(path?: string, options?: CallOptions): Promise<Outcome<{ readonly bytes: Uint8Array }>>;
  fork(): Promise<Overlay>;
  snapshot(): Promise<Version>;
  restore(version: Version, options?: CallOptions): Promise<Outcome<object>>;
  diff(before: Version, options?: DiffOptions): Promise<DiffResult>;
  merge(theirs: Overlay, options?: Omit<MergeOptions, "base">): Promise<MergeResult>;
  /** A program that is known to this thread has changed real files: what is asked for next waits for a look at them. */
  doubt?(): void;
  status(): Promise<WorkspaceStatus>;
  sync(): Promise<void>;
  close(): Promise<void>;
}
