import type { CallOptions } from "./abort.js";
import type {
  FileInfo,
  GlobOptions,
  GlobResult,
  GrepOptions,
  GrepResult,
  LsResult,
  MkdirOptions,
  MoveOptions,
  ReadBytesOptions,
  ReadBytesResult,
  RemoveOptions,
  StatResult,
  WriteOptions,
} from "./backend.js";
import type { Core } from "./core/core.js";
import type { Background, ExecuteOptions, ExecuteResult } from "./sandbox.js";

type Maybe<T> = T | Promise<T>;

/**
 * A file store in its own words: sync or async, results plain or as `Backend` has them, failures thrown or returned.
 * Three methods are enough. Every other method of `Backend` is used where it is there, and otherwise made of these,
 * with the core's own search and edits. Paths reach it normalised. A method that changes something may answer with a
 * failure; every other answer is success.
 */
export interface PlainBackend {
  /** The bytes of a file. Throws, or answers undefined or null, where there is none. */
  readBytes(path: string, options?: ReadBytesOptions): Maybe<Uint8Array | string | ReadBytesResult | null | undefined>;
  write(path: string, content: Uint8Array, options?: WriteOptions): unknown;
  /** The entries of a directory. */
  ls(path: string, options?: CallOptions): Maybe<readonly (Partial<FileInfo> & { readonly name: string })[] | LsResult>;
  remove?(path: string, options?: RemoveOptions): unknown;
  move?(from: string, to: string, options?: MoveOptions): unknown;
  mkdir?(path: string, options?: MkdirOptions): unknown;
  stat?(path: string, options?: CallOptions): Maybe<StatResult>;
  exists?(path: string, options?: CallOptions): Maybe<boolean>;
  glob?(pattern: string, options?: GlobOptions): Maybe<GlobResult>;
  grep?(pattern: string, options?: GrepOptions): Maybe<GrepResult>;
  execute?(command: string, options?: ExecuteOptions): Maybe<ExecuteResult>;
  readonly id?: string;
  readonly background?: Background;
}

export interface AsBackendOptions {
  readonly core?: Core | undefined;
  /** Bytes and files that a search may bring in. Default: as a `StateBackend`. */
  readonly maxSearchBytes?: number | undefined;
  readonly maxSearchFiles?: number | undefined;
}
