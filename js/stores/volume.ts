import { NacreError } from "../core/errors.js";

/** A blob of a volume. */
export interface BlobInfo {
  readonly name: string;
  /** Bytes. */
  readonly size: number;
}

/**
 * Named blobs of fixed size: what a packed workspace is written to. A name is 1 to 64 of `a-z`, `0-9` and `-`; a blob has
 * at least one byte. One writer uses a volume at a time, and readers may beside it; who the writer is, is settled
 * elsewhere. What a reader sees of a write that is under way may be torn.
 *
 * What the host refuses is thrown as `VolumeError`, and leaves the volume as it was before. An argument that no volume
 * takes is a `MisuseError`. Bytes that were passed in are not to change until the call is done.
 *
 * @example
 * ```ts
 * import { MemoryVolume } from "nacre/stores";
 *
 * const volume = new MemoryVolume();
 * await volume.create("log", 4096);
 * await volume.write("log", 0, new TextEncoder().encode("one"));
 * await volume.flush();
 * console.log(new TextDecoder().decode(await volume.read("log", 0, 3))); // one
 * ```
 */
export interface Volume {
  /** What it is made of: "memory", "disk", "opfs", "indexeddb". */
  readonly kind: string;
  /** Every blob, in no order. */
  list(): Promise<readonly BlobInfo[]>;
  /** The bytes from `offset`, `length` of them or up to the end of the blob. Owned by the caller. */
  read(name: string, offset: number, length: number): Promise<Uint8Array>;
  /**
   * Makes a blob of that many zero bytes, or with that content, in place of one of its name. After a crash the blob is
   * there whole, or what was there before is. A full disk is met here where the host allows: code `quota_exceeded`.
   */
  create(name: string, content: number | Uint8Array): Promise<void>;
  /**
   * Overwrites bytes within a blob. It survives the death of the process when it resolves; torn when that happens
   * before. What lay behind the bytes written may read as zeros afterwards.
   */
  write(name: string, offset: number, bytes: Uint8Array): Promise<void>;
  /** When it resolves, all that was written before survives a loss of power, as far as the host can promise that. */
  flush(): Promise<void>;
  /** Removes a blob, or nothing when there is none. */
  remove(name: string): Promise<void>;
  /**
   * Flushes, and lets go of every file that is open, so that another writer can begin; also when the flush fails. The
   * next call opens them again.
   */
  release(): Promise<void>;
  /**
   * Calls `onChange` soon after anything was written, until the returned function is called; where the host tells other
   * processes of it, and nothing else does.
   */
  watch?(onChange: () => void): () => void;
}

/** Why a volume failed. */
export type VolumeErrorCode =
  /** There is no room for it. */
  | "quota_exceeded"
  /** There is no such blob. */
  | "not_found"
  /** Another writer holds the files. */
  | "busy"
  /** The whole place is gone: site data cleared, folder removed. */
  | "lost"
  /** Anything else. */
  | "io";

/** What a volume, or the lock of its writer, throws. */
export class VolumeError extends NacreError {
  override readonly name = "VolumeError";
  declare readonly code: VolumeErrorCode;

  constructor(code: VolumeErrorCode, message: string, options?: { cause?: unknown }) {
    super(code, message, options);
  }

  static override isInstance(value: unknown): value is VolumeError {
    return NacreError.isInstance(value) && value.name === "VolumeError";
  }
}
