import { MisuseError } from "../core/errors.js";
import { kindOf } from "../core/kind.js";
import { utf8Length } from "../core/text.js";
import { inParallel } from "../in-parallel.js";
import {
  type Directory,
  type DirectoryChange,
  DirectoryError,
  type DirectoryRow,
  type FileTag,
  type ListOptions,
} from "./directory.js";
import {
  isDirectory,
  joined,
  maxReadBytes,
  nameOf,
  notFound,
  parentOf,
  ReservedNames,
  refuseRoot,
  reservedPath,
  segmentsOf,
  tooLarge,
} from "./directory-paths.js";
import { FilesInMaking, lookUp, swapNameOf } from "./files-in-making.js";
import { askAgain, handleError } from "./handle-errors.js";
import { handleWatcher } from "./handle-watch.js";
import { isNamed } from "./opfs-calls.js";
import { settleNames } from "./settle-names.js";

/** How often a file that others change just then is read anew. */
const attempts = 5;

/** Files of a directory that are looked at side by side. */
const filesAtOnce = 32;

/** TypeScript does not know them. Picked folders have both. */
interface Permitting {
  queryPermission?(what: { readonly mode: "readwrite" }): Promise<PermissionState>;
  requestPermission?(what: { readonly mode: "readwrite" }): Promise<PermissionState>;
}

export interface HandleDirectoryOptions {
  /** Names that are neither shown nor touched, at any depth, such as ".nacre". */
  readonly reserved?: readonly string[] | undefined;
}

/**
 * A folder of a browser: one of the origin's private file system, or one that the user picked. Nothing is renamed, for
 * browsers differ in what a rename destroys; so there is no `move`. Times are whole milliseconds, or seconds in Safari.
 *
 * A file that is replaced changes at once. A new one is empty for a moment to others who look, and stays so when the
 * browser is killed just then. Chromium writes to `NAME.crswap` beside it: that name is hidden while NAME is written. A
 * kill can leave it behind; as it looks like any file of that name, it is then shown, and never removed by itself.
 *
 * @example
 * ```ts part
 * import { HandleDirectory } from "nacre/stores";
 *
 * const origin = await navigator.storage.getDirectory();
 * const directory = await HandleDirectory.open(await origin.getDirectoryHandle("project", { create: true }));
 * await directory.write("/a.txt", new TextEncoder().encode("one"));
 * ```
 */
export class HandleDirectory implements Directory {
  readonly kind: "opfs" | "picked";
  readonly makesEmptyFiles = true;
  /** Tells of changes by this object, too. Only where there is a `FileSystemObserver`. */
  readonly watch?: (onChange: (change: DirectoryChange) => void) => () => void;
  readonly #root: FileSystemDirectoryHandle;
  readonly #reserved: ReservedNames;
  readonly #making = new FilesInMaking();

  private constructor(root: FileSystemDirectoryHandle, kind: "opfs" | "picked", reserved: ReservedNames) {
    this.#root = root;
    this.kind = kind;
    this.#reserved = reserved;
    const watch = handleWatcher(root, (path) => this.#isHidden(path));
    if (watch) this.watch = watch;
  }

  /**
   * Asks the user for a picked folder when the browser wants that; it lets pages do so only in a click or key press.
   * Throws `DirectoryError` "permission_denied" when it may not be used.
   */
  static async open(handle: FileSystemDirectoryHandle, options: HandleDirectoryOptions = {}): Promise<HandleDirectory> {
    if (handle?.kind !== "directory") {
      throw new MisuseError(`A folder is a FileSystemDirectoryHandle, not ${kindOf(handle)}`);
    }
    await askPermission(handle);
    const kind = (await isPrivate(handle)) ? "opfs" : "picked";
    return new HandleDirectory(handle, kind, new ReservedNames(options.reserved ?? []));
  }

  async list(path: string, { tags = false, others = false }: ListOptions = {}): Promise<readonly DirectoryRow[]> {
    if (this.#reserved.covers(path)) throw notFound(path);
    return this.#orError(path, async () => {
      const directory = await this.#directory(path);
      const shown = this.#shownIn(path, directory);
      const rows: DirectoryRow[] = [];
      if (tags) {
        for await (const row of inParallel(shown, filesAtOnce, taggedRow)) if (row) rows.push(row);
      } else for await (const { name, kind } of shown) rows.push({ name, kind });
      return others ? [...rows, ...(await this.#reservedIn(path, directory))] : rows;
    });
  }

  async stat(path: string): Promise<FileTag | undefined> {
    const segments = segmentsOf(path);
    if (this.#isHidden(path)) return undefined;
    try {
      return await this.#orError(path, async () => {
        if (segments.length === 0) {
          await this.#root.keys().next();
          return directoryTag;
        }
        const parent = await this.#directory(parentOf(path));
        const found = await lookUp(parent, nameOf(path));
        if (!found && (await this.#isLost())) throw this.#lost(path);
        if (!found || found === "directory") return found && directoryTag;
        return tagOf(await found.getFile());
      });
    } catch (error) {
      if (error instanceof DirectoryError && ["not_found", "not_a_directory"].includes(error.code)) return undefined;
      throw error;
    }
  }

  async read(path: string): Promise<{ readonly bytes: Uint8Array; readonly tag: FileTag }> {
    if (path === "/") throw isDirectory(path);
    if (this.#isHidden(path)) throw notFound(path);
    return this.#orError(path, async () => {
      for (let attempt = 1; ; attempt++) {
        const file = await (await this.#file(path)).getFile();
        if (file.size > maxReadBytes) throw tooLarge(path, file.size);
        try {
          const bytes = new Uint8Array(await file.arrayBuffer());
          if (bytes.length === file.size || attempt >= attempts) return { bytes, tag: tagOf(file) };
        } catch (error) {
          // A `File` is of no use once its file has changed.
          const hasChanged = isNamed(error, "NotReadableError", "AbortError", "NotFoundError");
          if (!hasChanged || attempt >= attempts) throw error;
        }
      }
    });
  }

  async write(path: string, bytes: Uint8Array): Promise<FileTag> {
    this.#refuseReserved(path);
    if (path === "/") throw isDirectory(path);
    return this.#changing(path, () => this.#making.inTurn(path, () => this.#write(path, bytes)));
  }

  async makeDirectory(path: string): Promise<void> {
    this.#refuseReserved(path);
    if (path === "/") return;
    await this.#changing(path, async () => {
      await (await this.#directory(parentOf(path))).getDirectoryHandle(nameOf(path), { create: true });
    });
  }

  async remove(path: string): Promise<void> {
    this.#refuseReserved(path);
    refuseRoot(path);
    try {
      await this.#changing(path, () =>
        this.#making.inTurn(path, async () => {
          const parent = await this.#directory(parentOf(path));
          await parent.removeEntry(nameOf(path), { recursive: true });
        }),
      );
    } catch (error) {
      if (!(error instanceof DirectoryError && ["not_found", "not_a_directory"].includes(error.code))) throw error;
    }
  }

  async #write(path: string, bytes: Uint8Array): Promise<FileTag> {
    const name = nameOf(path);
    const parent = await this.#directory(parentOf(path));
    const found = await lookUp(parent, name);
    if (found === "directory") throw isDirectory(path);
    const swapPath = joined(parentOf(path), await swapNameOf(parent, name));
    return this.#making.hiding(found ? [swapPath] : [swapPath, path], async () => {
      const file = found ?? (await parent.getFileHandle(name, { create: true }));
      try {
        await replaceContent(file, bytes);
        return tagOf(await file.getFile());
      } catch (error) {
        if (!found) await parent.removeEntry(name).catch(() => undefined);
        throw isNamed(error, "InvalidStateError") && utf8Length(name) > maxNameBytes ? nameTooLong(path, error) : error;
      }
    });
  }

  /** Looked up each time: Chromium makes a file that was removed again for a handle of it. */
  async #directory(path: string): Promise<FileSystemDirectoryHandle> {
    let directory = this.#root;
    for (const segment of segmentsOf(path)) directory = await directory.getDirectoryHandle(segment);
    return directory;
  }

  async #file(path: string): Promise<FileSystemFileHandle> {
    const found = await lookUp(await this.#directory(parentOf(path)), nameOf(path));
    if (!found) throw notFound(path);
    if (found === "directory") throw isDirectory(path);
    return found;
  }

  async *#shownIn(path: string, directory: FileSystemDirectoryHandle): AsyncGenerator<FileSystemHandle> {
    for await (const [name, handle] of directory.entries()) if (!this.#isHidden(joined(path, name))) yield handle;
  }

  async #reservedIn(path: string, directory: FileSystemDirectoryHandle): Promise<DirectoryRow[]> {
    const rows: DirectoryRow[] = [];
    for await (const name of directory.keys()) {
      const reason = this.#reserved.reasonFor(joined(path, name));
      if (reason !== undefined) rows.push({ name, kind: "other", reason });
    }
    return rows;
  }

  #isHidden(path: string): boolean {
    return this.#reserved.covers(path) || this.#making.isHidden(path);
  }

  #refuseReserved(path: string): void {
    if (this.#reserved.covers(path)) throw reservedPath(path);
  }

  async #changing<T>(path: string, work: () => Promise<T>): Promise<T> {
    if (this.kind === "opfs") await settleNames();
    return this.#orError(path, work);
  }

  async #orError<T>(path: string, work: () => Promise<T>): Promise<T> {
    segmentsOf(path);
    try {
      return await work();
    } catch (error) {
      const failure = handleError(error, path, this.#root.name);
      // Firefox says "UnknownError" to a file that is made in a folder that is gone.
      const mayBeLost = failure.code === "not_found" || failure.code === "io";
      throw mayBeLost && (await this.#isLost()) ? this.#lost(path) : failure;
    }
  }

  #lost(path: string): DirectoryError {
    return new DirectoryError("lost", path, `The folder '${this.#root.name}' is gone`);
  }

  async #isLost(): Promise<boolean> {
    try {
      await this.#root.keys().next();
      return false;
    } catch (error) {
      return isNamed(error, "NotFoundError");
    }
  }
}

/** On a disk, Chromium needs the rest of 255 bytes for the name that it writes to. */
const maxNameBytes = 247;

function nameTooLong(path: string, cause: unknown): DirectoryError {
  const message = `This browser cannot write a file whose name has more than ${maxNameBytes} bytes: '${path}'`;
  return new DirectoryError("invalid_path", path, message, { cause });
}

/** Browsers do not tell when a directory changed. */
const directoryTag: FileTag = { kind: "directory", size: 0, modified: 0 };

/** Nothing for a file that went while it was listed. */
async function taggedRow(handle: FileSystemHandle): Promise<DirectoryRow | undefined> {
  const { name, kind } = handle;
  if (kind === "directory") return { name, kind, tag: directoryTag };
  try {
    return { name, kind, tag: tagOf(await (handle as FileSystemFileHandle).getFile()) };
  } catch (error) {
    return isNamed(error, "NotFoundError") ? undefined : { name, kind };
  }
}

function tagOf(file: File): FileTag {
  return { kind: "file", size: file.size, modified: file.lastModified * 1000 };
}

/** Replaces the content at once, when it closes. */
async function replaceContent(file: FileSystemFileHandle, bytes: Uint8Array): Promise<void> {
  const writable = await file.createWritable();
  try {
    // A copy, where it is a view of memory that is shared: browsers refuse those.
    const own = bytes.buffer instanceof ArrayBuffer ? (bytes as Uint8Array<ArrayBuffer>) : bytes.slice();
    await writable.write(own as Uint8Array<ArrayBuffer>);
    await writable.close();
  } catch (error) {
    await writable.abort().catch(() => undefined);
    throw error;
  }
}

async function askPermission(handle: FileSystemDirectoryHandle & Permitting): Promise<void> {
  const mode = "readwrite";
  if (!handle.queryPermission || (await handle.queryPermission({ mode })) === "granted") return;
  let cause: unknown;
  const answer = await handle.requestPermission?.({ mode }).catch((error: unknown) => {
    cause = error;
  });
  if (answer !== "granted") throw askAgain("/", handle.name, cause);
}

async function isPrivate(handle: FileSystemDirectoryHandle): Promise<boolean> {
  try {
    return (await (await navigator.storage.getDirectory()).resolve(handle)) !== null;
  } catch {
    return false;
  }
}
