import { constants, watch } from "node:fs";
import { type FileHandle, lstat, mkdir, open, readdir, rename, rm, stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import { platform } from "node:process";
import type { NacreError } from "../core/errors.js";
import { checkName, checkRange, checkWithin, chunksOf, isBlobName, sizeOf } from "./blob.js";
import { diskError } from "./disk-error.js";
import { Turns } from "./turns.js";
import { type BlobInfo, type Volume, VolumeError } from "./volume.js";

const { O_RDONLY, O_RDWR } = constants;
const { O_NOFOLLOW = 0, O_NONBLOCK = 0 }: Partial<typeof constants> = constants;

/** Files kept open for writing, at most. */
const MAX_HELD = 16;

/** Milliseconds that changes are gathered for. */
const GATHER_MS = 10;

/** A blob to be: `NAME.TOKEN.new`, which is no blob's name. */
const unfinished = /^[a-z0-9-]+\.[0-9a-f-]{36}\.new$/;

interface HeldFile {
  readonly file: FileHandle;
  readonly size: number;
  readonly identity: string;
}

/**
 * Blobs as files of one folder, over `node:fs`: Node, Deno and Bun. Other files in the folder are left alone.
 *
 * @example
 * ```ts
 * import { mkdtemp, rm } from "node:fs/promises";
 * import { tmpdir } from "node:os";
 * import { join } from "node:path";
 * import { DiskVolume } from "nacre/stores/disk";
 *
 * const folder = await mkdtemp(join(tmpdir(), "volume-"));
 * const volume = await DiskVolume.open(join(folder, "pack"));
 * await volume.create("log", 4096);
 * await volume.write("log", 0, new TextEncoder().encode("one"));
 * await volume.flush();
 * await volume.release();
 * console.log((await volume.list()).map(({ name, size }) => `${name} ${size}`).join()); // log 4096
 * await rm(folder, { recursive: true });
 * ```
 */
export class DiskVolume implements Volume {
  readonly kind = "disk";
  /** The folder, absolute. */
  readonly path: string;
  readonly #turns = new Turns();
  /** The one opened longest ago first. */
  readonly #held = new Map<string, HeldFile>();
  #dirty = new Set<string>();
  #swept = false;
  /** After a sync has failed the system may have dropped what it could not write, and the next one says nothing of it. */
  #failure: NacreError | undefined;

  private constructor(path: string) {
    this.path = path;
  }

  /** Makes the folder when it is missing. */
  static async open(path: string): Promise<DiskVolume> {
    const volume = new DiskVolume(resolve(path));
    try {
      await mkdir(volume.path, { recursive: true, mode: 0o700 });
    } catch (error) {
      throw diskError(error, `make the folder '${volume.path}'`);
    }
    return volume;
  }

  watch(onChange: () => void): () => void {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const changed = (): void => {
      timer ??= setTimeout(() => {
        timer = undefined;
        onChange();
      }, GATHER_MS);
    };
    const watcher = watch(this.path, { persistent: false }, changed);
    // A folder that is gone is met by whoever reads or writes next.
    watcher.on("error", () => watcher.close());
    return () => {
      clearTimeout(timer);
      watcher.close();
    };
  }

  list(): Promise<readonly BlobInfo[]> {
    return this.#together("list the blobs", async () => {
      const found = await readdir(this.path, { withFileTypes: true });
      const names = found.filter((entry) => entry.isFile() && isBlobName(entry.name)).map(({ name }) => name);
      const infos = names.map(async (name) => ({ name, size: (await statOf(this.#file(name)))?.size }));
      return (await Promise.all(infos)).filter((info): info is BlobInfo => info.size !== undefined);
    });
  }

  async read(name: string, offset: number, length: number): Promise<Uint8Array> {
    checkName(name);
    checkRange(offset, length);
    return this.#together(`read '${name}'`, async () => {
      const held = this.#held.get(name);
      if (held) return readFrom(held, offset, length);
      const opened = await this.#open(name, O_RDONLY);
      try {
        return await readFrom(opened, offset, length);
      } finally {
        await opened.file.close();
      }
    });
  }

  async create(name: string, content: number | Uint8Array): Promise<void> {
    checkName(name);
    sizeOf(content);
    await this.#alone(`make '${name}'`, async () => {
      this.#checkFailure();
      await this.#checkHeld(this.#held.keys());
      await this.#sweep();
      const made = join(this.path, `${name}.${crypto.randomUUID()}.new`);
      try {
        await writeNew(made, content);
        await this.#letGo(name);
        await rename(made, this.#file(name));
      } catch (error) {
        await rm(made, { force: true });
        throw error;
      }
      this.#dirty.delete(name);
      await this.#syncFolder();
    });
  }

  async write(name: string, offset: number, bytes: Uint8Array): Promise<void> {
    checkName(name);
    checkRange(offset, bytes.length);
    const what = `write '${name}'`;
    const written = (): Promise<boolean> =>
      this.#together(what, async () => {
        this.#checkFailure();
        const held = this.#held.get(name);
        if (!held) return false;
        checkWithin(name, held.size, offset, bytes.length);
        await writeTo(held.file, bytes, offset);
        this.#dirty.add(name);
        return true;
      });
    while (!(await written())) await this.#alone(what, () => this.#hold(name));
  }

  flush(): Promise<void> {
    return this.#together("flush", () => this.#flush());
  }

  async remove(name: string): Promise<void> {
    checkName(name);
    await this.#alone(`remove '${name}'`, async () => {
      await this.#letGo(name);
      await rm(this.#file(name), { force: true });
      this.#dirty.delete(name);
      await this.#syncFolder();
    });
  }

  release(): Promise<void> {
    return this.#alone("let go of the files", async () => {
      try {
        await this.#flush();
      } finally {
        this.#dirty.clear();
        this.#failure = undefined;
        this.#swept = false;
        for (const name of [...this.#held.keys()]) await this.#letGo(name);
      }
    });
  }

  #file(name: string): string {
    return join(this.path, name);
  }

  #together<T>(what: string, work: () => Promise<T>): Promise<T> {
    return this.#turns.together(() => this.#onDisk(what, work));
  }

  #alone<T>(what: string, work: () => Promise<T>): Promise<T> {
    return this.#turns.alone(() => this.#onDisk(what, work));
  }

  async #onDisk<T>(what: string, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw diskError(error, `${what} in '${this.path}'`);
    }
  }

  #checkFailure(): void {
    if (this.#failure) throw this.#failure;
  }

  async #open(name: string, flags: number): Promise<HeldFile> {
    const path = this.#file(name);
    let file: FileHandle;
    try {
      file = await open(path, flags | O_NOFOLLOW | O_NONBLOCK);
    } catch (error) {
      if ((error as { code?: unknown }).code !== "ENOENT") throw error;
      await stat(this.path);
      throw new VolumeError("not_found", `There is no blob "${name}" in '${this.path}'`);
    }
    try {
      const found = await file.stat({ bigint: true });
      const identity = identityOf(found);
      // Deno, under some permissions, follows links in spite of the flag.
      const named = await lstat(path, { bigint: true });
      if (!found.isFile() || identityOf(named) !== identity)
        throw new VolumeError("io", `'${path}' is not a plain file`);
      return { file, size: Number(found.size), identity };
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  async #hold(name: string): Promise<void> {
    const [oldest] = this.#held.keys();
    if (oldest !== undefined && this.#held.size >= MAX_HELD) await this.#letGo(oldest);
    if (!this.#held.has(name)) this.#held.set(name, await this.#open(name, O_RDWR));
  }

  async #letGo(name: string): Promise<void> {
    const held = this.#held.get(name);
    this.#held.delete(name);
    await held?.file.close();
  }

  /** Checks that these names still mean the files that are open: writes to a file that was removed go on succeeding. */
  async #checkHeld(names: Iterable<string>): Promise<void> {
    for (const name of names) {
      const held = this.#held.get(name);
      if (!held) continue;
      const named = await lstat(this.#file(name), { bigint: true });
      if (identityOf(named) !== held.identity) throw new VolumeError("lost", `Somebody replaced '${this.#file(name)}'`);
    }
  }

  async #flush(): Promise<void> {
    this.#checkFailure();
    const names = this.#dirty;
    this.#dirty = new Set();
    try {
      await this.#checkHeld(names);
      for (const name of names) await this.#sync(name);
    } catch (error) {
      this.#failure = diskError(error, `flush '${this.path}'`);
      throw this.#failure;
    }
  }

  async #sync(name: string): Promise<void> {
    const held = this.#held.get(name);
    if (held) return held.file.datasync();
    const opened = await this.#open(name, O_RDWR);
    try {
      await opened.file.datasync();
    } finally {
      await opened.file.close();
    }
  }

  /** Makes names last that came or went. Windows opens no folder, and keeps names by itself. */
  async #syncFolder(): Promise<void> {
    if (platform === "win32") return;
    const folder = await open(this.path, O_RDONLY);
    try {
      await folder.sync();
    } catch (error) {
      // Some network file systems cannot.
      if ((error as { code?: unknown }).code !== "EINVAL") throw error;
    } finally {
      await folder.close();
    }
  }

  /** Removes what was left by a writer that died while it made a blob. */
  async #sweep(): Promise<void> {
    if (this.#swept) return;
    for (const name of await readdir(this.path)) if (unfinished.test(name)) await rm(this.#file(name), { force: true });
    this.#swept = true;
  }
}

function identityOf({ dev, ino }: { readonly dev: bigint; readonly ino: bigint }): string {
  return `${dev}:${ino}`;
}

async function statOf(path: string): Promise<{ readonly size: number } | undefined> {
  try {
    return await lstat(path);
  } catch (error) {
    if ((error as { code?: unknown }).code === "ENOENT") return undefined;
    throw error;
  }
}

async function readFrom({ file, size }: HeldFile, offset: number, length: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(Math.max(0, Math.min(length, size - offset)));
  for (let at = 0; at < bytes.length; ) {
    const { bytesRead } = await file.read(bytes, at, bytes.length - at, offset + at);
    if (bytesRead === 0) return bytes.slice(0, at);
    at += bytesRead;
  }
  return bytes;
}

async function writeTo(file: FileHandle, bytes: Uint8Array, offset: number): Promise<void> {
  for (let at = 0; at < bytes.length; ) {
    const { bytesWritten } = await file.write(bytes, at, bytes.length - at, offset + at);
    if (bytesWritten === 0) throw new VolumeError("io", "The system writes nothing and does not say why");
    at += bytesWritten;
  }
}

async function writeNew(path: string, content: number | Uint8Array): Promise<void> {
  const file = await open(path, "wx", 0o600);
  try {
    let at = 0;
    for (const chunk of chunksOf(content)) {
      await writeTo(file, chunk, at);
      at += chunk.length;
    }
    await file.sync();
  } finally {
    await file.close();
  }
}
