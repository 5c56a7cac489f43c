import type { CallOptions } from "./abort.js";
import type { Outcome } from "./failure.js";

export type { CallOptions } from "./abort.js";
export type { ErrorCode, Failure, FailureReason, Outcome } from "./failure.js";

/** A file or directory, as a listing or a search shows it. */
export interface FileInfo {
  /** Absolute, normalised. */
  readonly path: string;
  readonly name: string;
  readonly isDir: boolean;
  /** Bytes; null for a directory, or when unknown. */
  readonly size: number | null;
  /** ISO 8601, UTC; absent when unknown. */
  readonly modifiedAt?: string;
}

export interface FileStat extends FileInfo {
  readonly createdAt?: string;
}

export type StatResult = Outcome<FileStat>;

export type LsResult = Outcome<{
  readonly path: string;
  /** Directories first, then by name in code-point order. Hidden entries are included. */
  readonly entries: readonly FileInfo[];
  /** What is there and cannot be shown, and why; absent when there is none. */
  readonly skipped?: readonly { readonly path: string; readonly reason: string }[];
}>;

export interface ReadOptions extends CallOptions {
  /** Lines to skip. Default 0. */
  readonly offset?: number | undefined;
  /** Lines to show. Default 2,000. */
  readonly limit?: number | undefined;
  /** `numbered` (the default) is what `cat -n` shows, `raw` the text itself, `hashline` lines with a checksum each. */
  readonly format?: "numbered" | "raw" | "hashline" | undefined;
  /** The checksum of `hashline`. Default `md5`. */
  readonly hash?: "md5" | "xxh3" | undefined;
}

export type ReadResult = Outcome<{
  readonly path: string;
  readonly text: string;
  readonly totalLines: number;
  /** 1-based first and last line in `text`; 0 when there are none. */
  readonly startLine: number;
  readonly endLine: number;
  /** Where to go on reading, when lines remain. */
  readonly nextOffset?: number;
  readonly truncated: boolean;
  /** XXH3-128 of the file's bytes, in hex. */
  readonly version?: string;
}>;

export interface ReadBytesOptions extends CallOptions {
  /** First byte. Default 0. */
  readonly offset?: number | undefined;
  /** Bytes at most. Default all. */
  readonly length?: number | undefined;
}

export type ReadBytesResult = Outcome<{
  readonly path: string;
  readonly bytes: Uint8Array;
  /** Bytes in the whole file. */
  readonly size: number;
}>;

export interface WriteOptions extends CallOptions {
  /** Fail with `already_exists` when the path is taken. */
  readonly createOnly?: boolean | undefined;
  /** Fail with `stale` unless this is the file's version, or the first 12 digits of it. */
  readonly ifVersion?: string | undefined;
}

export type WriteResult = Outcome<{
  readonly path: string;
  readonly created: boolean;
  readonly size: number;
  /** XXH3-128 of what was written, in hex. */
  readonly version?: string;
}>;

export interface EditOptions extends CallOptions {
  /** Replace every occurrence. Otherwise there must be exactly one. */
  readonly replaceAll?: boolean | undefined;
  /** Answer with the diff and change nothing. */
  readonly dryRun?: boolean | undefined;
  /** Fail with `stale` unless this is the file's version. */
  readonly ifVersion?: string | undefined;
  /** When the text does not occur as it is, compare lines ignoring white space; the result says so. */
  readonly tolerant?: boolean | undefined;
}

/** One replacement of a list. */
export interface Replacement {
  readonly oldString: string;
  readonly newString: string;
  readonly replaceAll?: boolean | undefined;
  readonly tolerant?: boolean | undefined;
}

export type EditResult = Outcome<{
  readonly path: string;
  readonly occurrences: number;
  /** Unified. */
  readonly diff: string;
  readonly diffTruncated?: true;
  readonly version?: string;
  /** Set when a tolerant match was used. */
  readonly tolerant?: true;
}>;

/** An edit of whole lines, addressed as a hashline read shows them. */
export interface HashlineEdit {
  /** 1-based. */
  readonly startLine: number;
  readonly startHash: string;
  /** Lines joined by LF; empty for none. */
  readonly newContent: string;
  readonly endLine?: number | undefined;
  readonly endHash?: string | undefined;
  /** Insert after `startLine` instead of replacing. */
  readonly insertAfter?: boolean | undefined;
}

export interface HashlineEditOptions extends CallOptions {
  readonly hash?: "md5" | "xxh3" | undefined;
  /** The tag that the read ended with: a file that has changed since is refused as `stale`. */
  readonly version?: string | undefined;
  readonly dryRun?: boolean | undefined;
}

export type HashlineEditResult = Outcome<{
  readonly path: string;
  /** Such as `Replaced 2 lines with 1 line at line 4`. */
  readonly summary: string;
  readonly occurrences: number;
  readonly diff: string;
}>;

export interface ApplyPatchOptions extends CallOptions {
  readonly dryRun?: boolean | undefined;
}

export type ApplyPatchResult = Outcome<{
  readonly files: readonly {
    readonly path: string;
    readonly action: "add" | "update" | "delete";
    /** Where an updated file was moved. */
    readonly moveTo?: string;
  }[];
  readonly diff: string;
}>;

export interface GlobOptions extends CallOptions {
  /** The directory to search, literally. Default `/`. */
  readonly path?: string | undefined;
  /** Let wildcards match names that begin with a dot. */
  readonly dot?: boolean | undefined;
  /** `path` (the default) is code-point order, `modified` the newest first. */
  readonly sort?: "path" | "modified" | undefined;
  readonly limit?: number | undefined;
}

export type GlobResult = Outcome<{
  /** Files only. */
  readonly matches: readonly FileInfo[];
  readonly truncated: boolean;
  /** What could not be searched, and why; absent when there is none. */
  readonly skipped?: readonly { readonly path: string; readonly reason: string }[];
}>;

export interface GrepOptions extends CallOptions {
  /** The directory or file to search. Default `/`. */
  readonly path?: string | undefined;
  /** Which files: without a slash it matches names at any depth, with one paths from `path` on; `!` negates. */
  readonly glob?: string | undefined;
  /** Skip names that begin with a dot, judged below `path`. Default true. */
  readonly ignoreHidden?: boolean | undefined;
  /** Skip `.git`, `node_modules` and the like, unless `path` is inside one. Default false. */
  readonly ignoreVendored?: boolean | undefined;
  readonly ignoreCase?: boolean | undefined;
  /** The pattern is text, not a regular expression. */
  readonly fixedString?: boolean | undefined;
  readonly multiline?: boolean | undefined;
  /** Lines of context. */
  readonly before?: number | undefined;
  readonly after?: number | undefined;
  /** Matching lines at most. */
  readonly maxMatches?: number | undefined;
  /** `content` (the default) gives lines; `files` and `count` only fill `files`. */
  readonly output?: "content" | "files" | "count" | undefined;
}

export interface GrepMatch {
  readonly path: string;
  /** 1-based. */
  readonly line: number;
  /** Without its line end. */
  readonly text: string;
  /** Set when the line was too long and `text` is its beginning. */
  readonly cut?: true;
  readonly before?: readonly string[];
  readonly after?: readonly string[];
}

export type GrepResult = Outcome<{
  /** In code-point order of paths, then by line. */
  readonly matches: readonly GrepMatch[];
  readonly files?: readonly { readonly path: string; readonly count: number }[];
  /** Matching lines. */
  readonly matchCount: number;
  readonly truncated: boolean;
  readonly skipped: readonly { readonly path: string; readonly reason: string }[];
  readonly filesSearched: number;
}>;

export interface RemoveOptions extends CallOptions {
  /** Needed for a directory that is not empty. */
  readonly recursive?: boolean | undefined;
}

/** What is gone. */
export type RemoveResult = Outcome<{ readonly files: number; readonly bytes: number }>;

export interface MoveOptions extends CallOptions {
  /** Replace a file that is in the way. */
  readonly overwrite?: boolean | undefined;
}

export type MoveResult = Outcome<{ readonly path: string; readonly from: string }>;

export interface MkdirOptions extends CallOptions {
  /** Make what is missing above, and accept a directory that is there. Default true. */
  readonly parents?: boolean | undefined;
}

export type MkdirResult = Outcome<{ readonly path: string; readonly created: boolean }>;

/** Something that happened to a file or directory. */
export interface ChangeEvent {
  readonly sequence: number;
  readonly kind: "created" | "modified" | "removed" | "moved" | "directory";
  readonly path: string;
  /** Where it was, for `moved`. */
  readonly from?: string;
  readonly isDir?: boolean;
}

/** More happened than was kept: look at the files anew. */
export interface ChangeOverflow {
  readonly sequence: number;
  readonly kind: "overflow";
  readonly path: "/";
}

export interface WatchOptions extends CallOptions {
  /** Only what happens at or below this path. Default `/`. */
  readonly path?: string | undefined;
  /** Start with what happened after this sequence number. Default: now. */
  readonly since?: number | undefined;
}

/**
 * Files that an agent works on, with one behaviour wherever they are kept. Paths are absolute POSIX paths in a space of
 * their own; relative ones start at `/`. Expected failures are values (`result.error`), and nothing is half done.
 * Methods throw for misuse, an aborted signal, a disposed backend or a broken connection.
 *
 * @example
 * ```ts
 * import { StateBackend, type Backend } from "nacre";
 *
 * async function countTasks(files: Backend): Promise<number> {
 *   const found = await files.grep("TASK", { output: "count" });
 *   return found.error ? 0 : found.matchCount;
 * }
 *
 * using files = await StateBackend.create({ files: { "/a.txt": "TASK: one\n" } });
 * console.log(await countTasks(files)); // 1
 * ```
 */
export interface Backend {
  /** Whether a regular file is there. Never fails. */
  exists(path: string, options?: CallOptions): Promise<boolean>;
  stat(path: string, options?: CallOptions): Promise<StatResult>;
  /** The entries of a directory, `/` by default; a file lists itself. */
  ls(path?: string, options?: CallOptions): Promise<LsResult>;
  /** A page of a text file. */
  read(path: string, options?: ReadOptions): Promise<ReadResult>;
  readBytes(path: string, options?: ReadBytesOptions): Promise<ReadBytesResult>;
  /** Writes a file, verbatim, and makes the directories above it. */
  write(path: string, content: string | Uint8Array, options?: WriteOptions): Promise<WriteResult>;
  /** Replaces text, literally. */
  edit(path: string, oldString: string, newString: string, options?: EditOptions): Promise<EditResult>;
  /** Several replacements, each in the result of those before it: all or none. */
  edit(path: string, edits: readonly Replacement[], options?: EditOptions): Promise<EditResult>;
  /** Edits lines by number and checksum: all or none, against the file as it was read. */
  hashlineEdit(
    path: string,
    edits: readonly HashlineEdit[],
    options?: HashlineEditOptions,
  ): Promise<HashlineEditResult>;
  /** Applies a V4A patch or a unified diff, over several files: all or none. */
  applyPatch(patch: string, options?: ApplyPatchOptions): Promise<ApplyPatchResult>;
  /** Files whose path matches: `*`, `?`, `[a-z]`, `**`, `{a,b}`, `{1..3}`. */
  glob(pattern: string, options?: GlobOptions): Promise<GlobResult>;
  /** Lines that match an RE2 expression. */
  grep(pattern: string, options?: GrepOptions): Promise<GrepResult>;
  remove(path: string, options?: RemoveOptions): Promise<RemoveResult>;
  /** Renames a file or a directory with all below it, making parents. */
  move(from: string, to: string, options?: MoveOptions): Promise<MoveResult>;
  mkdir(path: string, options?: MkdirOptions): Promise<MkdirResult>;
  /**
   * Where paths lead through links, one for each: another path of these files, or itself. Rules are asked about both. Only of
   * a backend whose files can have several paths.
   */
  realPaths?(paths: readonly string[], options?: CallOptions): Promise<readonly string[]>;
  /** Changes as they happen, until the loop is left or the signal is aborted; where the backend knows them. */
  watch?(options?: WatchOptions): AsyncIterable<ChangeEvent | ChangeOverflow>;
}
