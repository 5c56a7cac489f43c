import type { GrepOptions, GrepResult } from "../backend.js";

export interface HostEntry {
  readonly name: string;
  readonly isDir: boolean;
  readonly size: number;
  /** Milliseconds since 1970. */
  readonly modified: number;
}

export interface TreeEntry extends HostEntry {
  /** Relative to where the walk began; empty for the beginning itself. */
  readonly path: string;
  /** A directory with nothing in it. */
  readonly empty: boolean;
}

/** An error as a file system throws it: `ENOENT: no such file or directory, open '/x'`. */
export interface HostError {
  readonly code: string;
  readonly message: string;
}

/**
 * What a shell needs from the workspace. Paths are absolute and normalised. The shell may run in a worker and call this
 * through messages, so arguments and results are plain data. Failures are thrown as `FileSystemError`.
 */
export interface ShellHost {
  exists(path: string): Promise<boolean>;
  stat(path: string): Promise<HostEntry>;
  list(path: string): Promise<readonly HostEntry[]>;
  readBytes(path: string): Promise<Uint8Array>;
  write(path: string, bytes: Uint8Array): Promise<void>;
  append(path: string, bytes: Uint8Array): Promise<void>;
  mkdir(path: string, recursive: boolean): Promise<void>;
  remove(path: string, options: { recursive: boolean; force: boolean }): Promise<void>;
  copy(from: string, to: string, recursive: boolean): Promise<void>;
  move(from: string, to: string): Promise<void>;
  /** Whether a file can be written there: no rule refuses it and nothing is in the way. */
  isWritable(path: string): Promise<boolean>;
  /** Sets the time of change to now. */
  touch(path: string): Promise<void>;
  /** Paths of files that match. Those that the rules hide are left out. */
  glob(pattern: string, path: string): Promise<readonly string[]>;
  /** Searches files. Those that the rules hide are left out. */
  grep(pattern: string, options: GrepOptions): Promise<GrepResult>;
  /** Everything at and below a path, in the order of a walk; a directory comes before what is in it. */
  tree(path: string, options: { readonly hidden: boolean; readonly maxDepth: number }): Promise<readonly TreeEntry[]>;
}

/** The methods of a host, for the side that passes calls on. */
export const hostMethods: readonly (keyof ShellHost)[] = [
  "exists",
  "stat",
  "list",
  "readBytes",
  "write",
  "append",
  "mkdir",
  "remove",
  "copy",
  "move",
  "isWritable",
  "touch",
  "glob",
  "grep",
  "tree",
];

/** A failed file operation, worded as shells expect. */
export class FileSystemError extends Error {
  readonly code: string;

  constructor({ code, message }: HostError) {
    super(message);
    this.name = "FileSystemError";
    this.code = code;
  }
}

/**
 * What a command says about a path that it could not use: the rule that refuses it, that there is no end to it, else that
 * it is not there.
 */
export function complaintOf(error: unknown): string {
  const message = error instanceof FileSystemError ? error.message : "";
  const known = /^EACCES: .*\((denied.*)\)$/s.exec(message) ?? /^ELOOP: (.*), scandir /s.exec(message);
  return known?.[1] ?? "No such file or directory";
}

/** Stands before the path of a file that output cannot be sent to; such a path exists and cannot be opened. */
export const refusedPrefix = "/dev/refused";
