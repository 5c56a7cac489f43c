import { NacreError } from "../core/errors.js";
import { checkName, checkRange, checkWithin, chunksOf, sizeOf } from "./blob.js";
import { type BlobInfo, type Volume, VolumeError, type VolumeErrorCode } from "./volume.js";
import { watched } from "./watchdog.js";

const VERSION = 1;

/** Where bytes of a blob are: what lies between chunks is zeros, and no chunk overlaps another. */
type ChunkKey = [name: string, offset: number, length: number];

interface Stores {
  readonly sizes: IDBObjectStore;
  readonly chunks: IDBObjectStore;
}

/**
 * Blobs in an IndexedDB database, for browsers whose file system does not do. Every call is one transaction, and durable
 * when it resolves. Zeros take no room, so a full disk is met when a blob is written rather than made.
 *
 * @example
 * ```ts part
 * import { IndexedDbVolume } from "nacre/stores";
 *
 * const volume = await IndexedDbVolume.open("workspace");
 * await volume.create("log", 8 << 20);
 * await volume.write("log", 0, new TextEncoder().encode("one"));
 * ```
 */
export class IndexedDbVolume implements Volume {
  readonly kind = "indexeddb";
  /** The database. */
  readonly name: string;
  #database: Promise<IDBDatabase> | undefined;
  #seen = false;

  private constructor(name: string) {
    this.name = name;
  }

  /** Makes the database when it is missing. */
  static async open(name: string): Promise<IndexedDbVolume> {
    const volume = new IndexedDbVolume(name);
    await volume.#open();
    return volume;
  }

  list(): Promise<readonly BlobInfo[]> {
    return this.#run("readonly", "list the blobs", async ({ sizes }) => {
      const [names, values] = await Promise.all([answered(sizes.getAllKeys()), answered(sizes.getAll())]);
      return names.map((name, i) => ({ name: String(name), size: Number(values[i]) }));
    });
  }

  async read(name: string, offset: number, length: number): Promise<Uint8Array> {
    checkName(name);
    checkRange(offset, length);
    return this.#run("readonly", `read '${name}'`, async ({ sizes, chunks }) => {
      const end = Math.min(offset + length, await sizeIn(sizes, name));
      const bytes = new Uint8Array(Math.max(0, end - offset));
      if (bytes.length === 0) return bytes;
      const before = await lastBefore(chunks, name, offset);
      const range = IDBKeyRange.bound(before ?? [name, offset], [name, end], false, true);
      const [keys, values] = await Promise.all([answered(chunks.getAllKeys(range)), answered(chunks.getAll(range))]);
      for (const [i, key] of keys.entries()) {
        const at = (key as ChunkKey)[1] - offset;
        const chunk = values[i] as Uint8Array;
        bytes.set(chunk.subarray(Math.max(0, -at), Math.max(0, bytes.length - at)), Math.max(0, at));
      }
      return bytes;
    });
  }

  async create(name: string, content: number | Uint8Array): Promise<void> {
    checkName(name);
    const size = sizeOf(content);
    await this.#run("readwrite", `make '${name}'`, async ({ sizes, chunks }) => {
      chunks.delete(from(name, 0));
      sizes.put(size, name);
      if (typeof content === "number") return;
      let at = 0;
      for (const chunk of chunksOf(content)) {
        await answered(chunks.put(chunk, [name, at, chunk.length]));
        at += chunk.length;
      }
    });
  }

  async write(name: string, offset: number, bytes: Uint8Array): Promise<void> {
    checkName(name);
    checkRange(offset, bytes.length);
    await this.#run("readwrite", `write '${name}'`, async ({ sizes, chunks }) => {
      checkWithin(name, await sizeIn(sizes, name), offset, bytes.length);
      if (bytes.length === 0) return;
      await cut(chunks, name, offset);
      await answered(chunks.put(bytes.slice(), [name, offset, bytes.length]));
    });
  }

  async flush(): Promise<void> {
    await this.#open();
  }

  async remove(name: string): Promise<void> {
    checkName(name);
    await this.#run("readwrite", `remove '${name}'`, async ({ sizes, chunks }) => {
      sizes.delete(name);
      chunks.delete(from(name, 0));
    });
  }

  async release(): Promise<void> {
    const database = this.#database;
    this.#database = undefined;
    (await database?.catch(() => undefined))?.close();
  }

  #open(): Promise<IDBDatabase> {
    this.#database ??= this.#connect();
    return this.#database;
  }

  async #connect(): Promise<IDBDatabase> {
    const forget = (): void => {
      this.#database = undefined;
    };
    try {
      const database = await watched(openDatabase(this.name, this.#seen), (late) => late.close());
      this.#seen = true;
      database.onclose = forget;
      database.onversionchange = () => {
        forget();
        database.close();
      };
      return database;
    } catch (error) {
      forget();
      throw databaseError(error, `open the database "${this.name}"`);
    }
  }

  async #run<T>(mode: IDBTransactionMode, what: string, work: (stores: Stores) => Promise<T>): Promise<T> {
    let transaction: IDBTransaction | undefined;
    try {
      transaction = await this.#begin(mode);
      const ended = end(transaction);
      const [result] = await Promise.all([
        work({ sizes: transaction.objectStore("sizes"), chunks: transaction.objectStore("chunks") }),
        ended,
      ]);
      return result;
    } catch (error) {
      if (transaction) abort(transaction);
      throw databaseError(error, `${what} in the database "${this.name}"`);
    }
  }

  async #begin(mode: IDBTransactionMode): Promise<IDBTransaction> {
    const begin = async (): Promise<IDBTransaction> =>
      (await this.#open()).transaction(["sizes", "chunks"], mode, { durability: "strict" });
    try {
      return await begin();
    } catch (error) {
      // The connection was closed meanwhile, by `release` or for somebody who wants another version.
      if (!(error instanceof DOMException) || error.name !== "InvalidStateError") throw error;
      this.#database = undefined;
      return begin();
    }
  }
}

async function openDatabase(name: string, mustExist: boolean): Promise<IDBDatabase> {
  if (typeof indexedDB === "undefined") throw new VolumeError("io", "There is no IndexedDB here");
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(name, VERSION);
    let refused = false;
    const refuse = (reason: unknown): void => {
      refused = true;
      reject(reason);
    };
    request.onupgradeneeded = () => {
      if (mustExist) {
        request.transaction?.abort();
        refuse(new VolumeError("lost", `The database "${name}" was deleted`));
        return;
      }
      request.result.createObjectStore("sizes");
      request.result.createObjectStore("chunks");
    };
    request.onblocked = () => refuse(new VolumeError("busy", `Another tab does not let go of the database "${name}"`));
    request.onerror = () => refuse(request.error);
    request.onsuccess = () => {
      if (refused) request.result.close();
      else resolve(request.result);
    };
  });
}

function databaseError(error: unknown, what: string): NacreError {
  if (NacreError.isInstance(error)) return error;
  const name = error instanceof DOMException ? error.name : "";
  const code: VolumeErrorCode = name === "QuotaExceededError" ? "quota_exceeded" : "io";
  const why = name === "VersionError" ? "a newer version of this package made it" : String(error);
  return new VolumeError(code, `Could not ${what}: ${why}`, { cause: error });
}

function answered<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

function end(transaction: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error ?? new Error("The transaction was aborted"));
  });
}

function abort(transaction: IDBTransaction): void {
  try {
    transaction.abort();
  } catch {
    // It has ended by itself.
  }
}

async function sizeIn(sizes: IDBObjectStore, name: string): Promise<number> {
  const size: unknown = await answered(sizes.get(name));
  if (typeof size !== "number") throw new VolumeError("not_found", `There is no blob "${name}"`);
  return size;
}

/** The chunks of a blob that begin at `offset` or behind it. */
function from(name: string, offset: number): IDBKeyRange {
  // As a key, an array is greater than every number.
  return IDBKeyRange.bound([name, offset], [name, []]);
}

/** The last chunk of a blob that begins before `offset`; it may reach beyond. */
async function lastBefore(chunks: IDBObjectStore, name: string, offset: number): Promise<ChunkKey | undefined> {
  const cursor = await answered(chunks.openKeyCursor(IDBKeyRange.bound([name], [name, offset], false, true), "prev"));
  return cursor?.key as ChunkKey | undefined;
}

/** Makes zeros of a blob from `offset` on. */
async function cut(chunks: IDBObjectStore, name: string, offset: number): Promise<void> {
  chunks.delete(from(name, offset));
  const last = await lastBefore(chunks, name, offset);
  if (!last) return;
  const [, begin, length] = last;
  if (begin + length <= offset) return;
  const kept = ((await answered(chunks.get(last))) as Uint8Array).slice(0, offset - begin);
  chunks.delete(last);
  await answered(chunks.put(kept, [name, begin, kept.length]));
}
