import { breathe } from "../abort.js";
import { MisuseError, type NacreError } from "../core/errors.js";
import { checkName, checkRange, checkWithin, chunksOf, isBlobName, sizeOf } from "./blob.js";
import { isNamed, onceFree, opfsError } from "./opfs-calls.js";
import { settleNames } from "./settle-names.js";
import { Turns } from "./turns.js";
import { type BlobInfo, type Volume, VolumeError } from "./volume.js";
import { watched } from "./watchdog.js";

export interface OpfsVolumeOptions {
  /**
   * How blobs are written: in place and fast, which only a dedicated worker may, or as a copy of the blob that takes its
   * place. The files are the same. Default `auto`: what can be done.
   */
  readonly access?: "sync" | "async" | "auto" | undefined;
}

/** A `FileSystemSyncAccessHandle`, which the types of windows lack. */
interface SyncHandle {
  read(bytes: Uint8Array, options: { readonly at: number }): number;
  write(bytes: Uint8Array, options: { readonly at: number }): number;
  flush(): void;
  getSize(): number;
  close(): void;
}

interface SyncFile {
  createSyncAccessHandle?(): Promise<SyncHandle>;
}

interface HeldFile {
  readonly handle: SyncHandle;
  readonly size: number;
}

/** Files kept open for writing, at most: each reserves a megabyte of quota or more. */
const MAX_HELD = 16;
const READ_MS = 5_000;
const CHECK_MS = 1_000;

/** What Chromium leaves when it dies while a blob is made. */
const unfinished = /^[a-z0-9-]+(\.\d+)?\.crswap$/;

/**
 * Blobs as files of a directory in the browser's origin private file system. Windows, shared and service workers write
 * the same files as dedicated workers do, only slower: each write there copies the blob. The directory is the volume's
 * own.
 *
 * @example
 * ```ts part
 * import { OpfsVolume } from "nacre/stores";
 *
 * const root = await navigator.storage.getDirectory();
 * const volume = new OpfsVolume(await root.getDirectoryHandle("pack", { create: true }));
 * await volume.create("log", 8 << 20);
 * await volume.write("log", 0, new TextEncoder().encode("one"));
 * await volume.flush();
 * ```
 */
export class OpfsVolume implements Volume {
  readonly kind = "opfs";
  readonly #directory: FileSystemDirectoryHandle;
  readonly #turns = new Turns();
  /** The one opened longest ago first. */
  readonly #held = new Map<string, HeldFile>();
  #dirty = new Set<string>();
  #access: "sync" | "async" | "auto";
  /** A blob that is there, unless the site's data were cleared. */
  #known: string | undefined;
  #checked = 0;
  #swept = false;
  /** After a flush has failed the system may have dropped what it could not write, and the next one says nothing of it. */
  #failure: NacreError | undefined;

  constructor(directory: FileSystemDirectoryHandle, { access = "auto" }: OpfsVolumeOptions = {}) {
    if (!["sync", "async", "auto"].includes(access)) {
      throw new MisuseError(`access must be "sync", "async" or "auto", not ${JSON.stringify(access)}`);
    }
    this.#directory = directory;
    this.#access = access;
  }

  /** How blobs are written; "auto" until the first write. */
  get access(): "sync" | "async" | "auto" {
    return this.#access;
  }

  list(): Promise<readonly BlobInfo[]> {
    return this.#together("list the blobs", async () => {
      const sizes: Promise<BlobInfo>[] = [];
      for await (const [name, handle] of entriesOf(this.#directory)) {
        if (handle.kind === "file" && isBlobName(name)) sizes.push(this.#info(name, handle as FileSystemFileHandle));
      }
      return (await Promise.all(sizes)).filter(({ size }) => size > 0);
    });
  }

  async read(name: string, offset: number, length: number): Promise<Uint8Array> {
    checkName(name);
    checkRange(offset, length);
    return this.#together(`read '${name}'`, async () => {
      const held = this.#held.get(name);
      return held ? readHeld(held, offset, length) : this.#readFile(name, offset, length);
    });
  }

  async create(name: string, content: number | Uint8Array): Promise<void> {
    checkName(name);
    sizeOf(content);
    await this.#alone(`make '${name}'`, async () => {
      this.#checkFailure();
      await this.#checkPlace();
      await settleNames();
      await this.#sweep();
      await this.#letGo([name]);
      const file = await watched(this.#directory.getFileHandle(name, { create: true }));
      const { size: before } = await watched(file.getFile());
      try {
        await replace(file, false, chunksOf(content));
      } catch (error) {
        if (before === 0) await watched(this.#directory.removeEntry(name)).catch(() => undefined);
        throw error;
      }
      this.#known = name;
      this.#dirty.add(name);
    });
  }

  async write(name: string, offset: number, bytes: Uint8Array): Promise<void> {
    checkName(name);
    checkRange(offset, bytes.length);
    await this.#alone(`write '${name}'`, async () => {
      this.#checkFailure();
      const held = await this.#hold(name);
      if (held) {
        checkWithin(name, held.size, offset, bytes.length);
        this.#writeHeld(name, held, offset, bytes);
      } else {
        await settleNames();
        const file = await this.#find(name);
        checkWithin(name, (await watched(file.getFile())).size, offset, bytes.length);
        await replace(file, true, [{ type: "write", position: offset, data: bytes.slice() }]);
      }
      this.#known = name;
    });
  }

  flush(): Promise<void> {
    return this.#alone("flush", () => this.#flush());
  }

  async remove(name: string): Promise<void> {
    checkName(name);
    await this.#alone(`remove '${name}'`, async () => {
      await settleNames();
      await this.#letGo([name]);
      this.#dirty.delete(name);
      if (this.#known === name) this.#known = undefined;
      try {
        await onceFree(() => this.#directory.removeEntry(name));
      } catch (error) {
        if (!isNamed(error, "NotFoundError")) throw error;
        await this.#checkDirectory();
      }
    });
  }

  release(): Promise<void> {
    return this.#alone("let go of the files", async () => {
      try {
        await this.#flush();
      } finally {
        this.#dirty.clear();
        this.#known = undefined;
        this.#swept = false;
        this.#failure = undefined;
        await this.#letGo([...this.#held.keys()]);
      }
    });
  }

  #together<T>(what: string, work: () => Promise<T>): Promise<T> {
    return this.#turns.together(() => this.#inOpfs(what, work));
  }

  #alone<T>(what: string, work: () => Promise<T>): Promise<T> {
    return this.#turns.alone(() => this.#inOpfs(what, work));
  }

  async #inOpfs<T>(what: string, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw opfsError(error, `${what} in the directory "${this.#directory.name}"`);
    }
  }

  #checkFailure(): void {
    if (this.#failure) throw this.#failure;
  }

  /** Checks that a name we know still resolves: writes to a file whose site data were cleared go on succeeding. */
  async #checkPlace(): Promise<void> {
    this.#checked = performance.now();
    const [held = this.#known] = this.#held.keys();
    if (held !== undefined) await watched(this.#directory.getFileHandle(held));
  }

  /** Throws when the directory itself is gone. */
  async #checkDirectory(): Promise<void> {
    await watched(this.#directory.keys().next());
  }

  /** The file of a blob that is there. One without a byte is what a browser leaves when it dies while it makes one. */
  async #find(name: string): Promise<FileSystemFileHandle> {
    try {
      const file = await watched(this.#directory.getFileHandle(name));
      if ((await watched(file.getFile())).size > 0) return file;
    } catch (error) {
      if (!isNamed(error, "NotFoundError") || this.#known === name) throw error;
      await this.#checkDirectory();
    }
    throw new VolumeError("not_found", `There is no blob "${name}" in the directory "${this.#directory.name}"`);
  }

  async #info(name: string, file: FileSystemFileHandle): Promise<BlobInfo> {
    try {
      return { name, size: this.#held.get(name)?.size ?? (await watched(file.getFile())).size };
    } catch (error) {
      if (isNamed(error, "NotFoundError")) return { name, size: 0 };
      throw error;
    }
  }

  async #readFile(name: string, offset: number, length: number): Promise<Uint8Array> {
    const until = performance.now() + READ_MS;
    for (;;) {
      const handle = await this.#find(name);
      try {
        const file = await watched(handle.getFile());
        const end = Math.max(offset, Math.min(offset + length, file.size));
        const bytes = new Uint8Array(await watched(file.slice(offset, end).arrayBuffer()));
        if (bytes.length === end - offset) return bytes;
      } catch (error) {
        // The writer wrote after `getFile`, or made the blob anew.
        if (!isNamed(error, "NotReadableError", "AbortError", "NotFoundError")) throw error;
      }
      if (performance.now() > until) throw new VolumeError("busy", `"${name}" changes all the time`);
      await breathe();
    }
  }

  /** The blob, open for writing in place; nothing where that cannot be done. */
  async #hold(name: string): Promise<HeldFile | undefined> {
    const held = this.#held.get(name);
    if (held || this.#access === "async") return held;
    const [oldest] = this.#held.keys();
    if (oldest !== undefined && this.#held.size >= MAX_HELD) await this.#letGo([oldest]);
    const opened = await this.#open(name);
    if (opened) this.#held.set(name, opened);
    return opened;
  }

  async #open(name: string): Promise<HeldFile | undefined> {
    const file = (await this.#find(name)) as FileSystemFileHandle & SyncFile;
    try {
      if (!file.createSyncAccessHandle) throw new DOMException("Only dedicated workers have it", "NotSupportedError");
      const open = (): Promise<SyncHandle> => (file as Required<SyncFile>).createSyncAccessHandle();
      const handle = await onceFree(open, (late) => late.close());
      this.#access = "sync";
      return { handle, size: handle.getSize() };
    } catch (error) {
      if (this.#access === "sync" || !isNamed(error, "NotSupportedError", "InvalidStateError")) throw error;
      this.#access = "async";
      return undefined;
    }
  }

  /** Closes files. One whose site data were cleared is dropped instead: Chromium would never be done closing it. */
  async #letGo(names: readonly string[]): Promise<void> {
    for (const name of names) {
      const held = this.#held.get(name);
      if (!held) continue;
      this.#held.delete(name);
      const stillThere = await watched(this.#directory.getFileHandle(name)).catch(() => undefined);
      if (stillThere) held.handle.close();
    }
  }

  #writeHeld(name: string, { handle }: HeldFile, offset: number, bytes: Uint8Array): void {
    this.#dirty.add(name);
    const written = handle.write(bytes, { at: offset });
    if (written === bytes.length) return;
    const what = `The browser wrote ${written} of ${bytes.length} bytes to "${name}"`;
    throw new VolumeError(written < bytes.length ? "quota_exceeded" : "io", what);
  }

  async #flush(): Promise<void> {
    this.#checkFailure();
    const names = this.#dirty;
    this.#dirty = new Set();
    try {
      if (performance.now() - this.#checked > CHECK_MS) await this.#checkPlace();
      for (const name of names) await this.#sync(name);
    } catch (error) {
      this.#failure = opfsError(error, `flush the directory "${this.#directory.name}"`);
      throw this.#failure;
    }
  }

  async #sync(name: string): Promise<void> {
    const held = this.#held.get(name);
    if (held) return held.handle.flush();
    if (this.#access === "async") return;
    const opened = await this.#open(name);
    try {
      opened?.handle.flush();
    } finally {
      opened?.handle.close();
    }
  }

  /** Removes what was left by a browser that died while it made a blob: it counts against the quota. */
  async #sweep(): Promise<void> {
    if (this.#swept) return;
    const names: string[] = [];
    for await (const [name] of entriesOf(this.#directory)) if (unfinished.test(name)) names.push(name);
    for (const name of names) await watched(this.#directory.removeEntry(name)).catch(() => undefined);
    this.#swept = true;
  }
}

async function* entriesOf(directory: FileSystemDirectoryHandle): AsyncGenerator<[string, FileSystemHandle]> {
  const entries = directory.entries();
  for (;;) {
    const { done, value } = await watched(entries.next());
    if (done) return;
    yield value;
  }
}

function readHeld({ handle, size }: HeldFile, offset: number, length: number): Uint8Array {
  const bytes = new Uint8Array(Math.max(0, Math.min(length, size - offset)));
  const count = handle.read(bytes, { at: offset });
  return count === bytes.length ? bytes : bytes.slice(0, count);
}

/** Writes a file's new content beside it, and puts it in its place at once. */
async function replace(
  file: FileSystemFileHandle,
  keepExistingData: boolean,
  pieces: Iterable<FileSystemWriteChunkType>,
): Promise<void> {
  const writable = await onceFree(() => file.createWritable({ keepExistingData }));
  try {
    for (const piece of pieces) await watched(writable.write(piece));
    await watched(writable.close());
  } catch (error) {
    await watched(writable.abort()).catch(() => undefined);
    throw error;
  }
}
