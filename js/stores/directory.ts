import { NacreError } from "../core/errors.js";

/** What can be known about a real file or directory without reading it. */
export interface FileTag {
  readonly kind: "file" | "directory";
  /** Bytes; 0 for a directory. */
  readonly size: number;
  /** Microseconds since 1970; 0 for a directory where the host does not tell. */
  readonly modified: number;
  /** Changes when another file takes the place of this one, where the host tells (a device and inode). */
  readonly identity?: string | undefined;
  /** Of a file, where the host tells: when it last changed in any way, in microseconds. Unlike `modified`, nobody can set it. */
  readonly changed?: number | undefined;
  /** Where it really is, as a path of the same folder, when links lead there. */
  readonly leadsTo?: string | undefined;
}

/** A row of a listing. */
export interface DirectoryRow {
  readonly name: string;
  /** `other` in a listing that was asked for others. */
  readonly kind: "file" | "directory" | "other";
  /** Why one of `other` is of no use. */
  readonly reason?: string;
  /** What `stat` would say of it, in a listing that was asked for tags. */
  readonly tag?: FileTag;
}

export interface ListOptions {
  /** Whether rows have their tags; one that could not be looked at has none. Default false. */
  readonly tags?: boolean | undefined;
  /**
   * Whether to tell also what is there and cannot be used: pipes, links that lead nowhere or away, names that are no text,
   * or reserved. Default false.
   */
  readonly others?: boolean | undefined;
}

/** What a watcher saw: paths that may have changed, or that it lost count. */
export type DirectoryChange = { readonly paths: readonly string[] } | "overflow";

/**
 * A real folder, whose files other programs see and change too. Paths are those of the workspace: absolute, normalised,
 * "/" is the folder itself. Nothing outside the folder, and of the directories allowed beside it, is ever touched.
 *
 * What the host refuses is thrown as `DirectoryError`, never as anything else.
 *
 * @example
 * ```ts
 * import { MemoryDirectory } from "nacre/stores";
 *
 * const directory = new MemoryDirectory();
 * await directory.makeDirectory("/notes");
 * await directory.write("/notes/a.txt", new TextEncoder().encode("one"));
 * console.log(await directory.list("/notes")); // [ { name: 'a.txt', kind: 'file' } ]
 * ```
 */
export interface Directory {
  /** "memory", "disk", "opfs" or "picked". */
  readonly kind: string;
  /** Whether a new file is there empty before it has its content, and stays so when all stops just then. Default false. */
  readonly makesEmptyFiles?: boolean;
  /** Whether links can give a file several paths: tags then tell of it. Default false. */
  readonly hasLinks?: boolean;
  /** The entries of a directory, in no order; of what is neither file nor directory, see `others`. */
  list(path: string, options?: ListOptions): Promise<readonly DirectoryRow[]>;
  /** Nothing when there is no file or directory. */
  stat(path: string): Promise<FileTag | undefined>;
  /** The whole content, and the tag that it had while it was read. */
  read(path: string): Promise<{ readonly bytes: Uint8Array; readonly tag: FileTag }>;
  /**
   * Makes or replaces a file at once: whoever looks sees the old content or the new one, also after a crash, but see
   * `makesEmptyFiles`. The directory above must be there. Durable when it resolves. Keeps the permission bits of a file that it replaces.
   */
  write(path: string, bytes: Uint8Array): Promise<FileTag>;
  /** Makes one directory; one that is there is no failure. */
  makeDirectory(path: string): Promise<void>;
  /** Removes a file or a directory with all below it; nothing when there is none. */
  remove(path: string): Promise<void>;
  /** Renames a file or directory; the target must be free, or a file that gives way to a file. Undefined: copy instead. */
  move?(from: string, to: string): Promise<void>;
  /** Calls `onChange` when others change something, until the returned function is called; where the host can tell. */
  watch?(onChange: (change: DirectoryChange) => void): () => void;
}

/** Why a directory failed. */
export type DirectoryErrorCode =
  | "not_found"
  | "not_a_directory"
  | "is_a_directory"
  /** A link leads out of what is allowed. */
  | "outside"
  /** The system, or the user's browser, says no. */
  | "permission_denied"
  | "quota_exceeded"
  /** A name that this host cannot have, such as `CON`. */
  | "invalid_path"
  /** The whole folder is gone. */
  | "lost"
  | "io";

/** What a directory throws. */
export class DirectoryError extends NacreError {
  override readonly name = "DirectoryError";
  declare readonly code: DirectoryErrorCode;
  /** The path it is about, in the terms of the caller. */
  readonly path: string;

  constructor(code: DirectoryErrorCode, path: string, message: string, options?: { cause?: unknown }) {
    super(code, message, options);
    this.path = path;
  }

  static override isInstance(value: unknown): value is DirectoryError {
    return NacreError.isInstance(value) && value.name === "DirectoryError";
  }
}
