import { MisuseError } from "../core/errors.js";
import { checkName, checkRange, checkWithin, sizeOf } from "./blob.js";
import { type BlobInfo, type Volume, VolumeError } from "./volume.js";

export interface MemoryVolumeOptions {
  /** Bytes of all blobs together. Default: as many as there is memory for. */
  readonly maxBytes?: number | undefined;
}

/**
 * Blobs in memory: for tests, and for a workspace that need not last.
 *
 * @example
 * ```ts
 * import { MemoryVolume, VolumeError } from "nacre/stores";
 *
 * const volume = new MemoryVolume({ maxBytes: 1000 });
 * const error = await volume.create("log", 1001).catch((reason: unknown) => reason);
 * if (VolumeError.isInstance(error)) console.log(error.code); // quota_exceeded
 * ```
 */
export class MemoryVolume implements Volume {
  readonly kind = "memory";
  readonly #blobs = new Map<string, Uint8Array>();
  readonly #maxBytes: number;

  constructor({ maxBytes = Number.POSITIVE_INFINITY }: MemoryVolumeOptions = {}) {
    if (!(maxBytes >= 0)) throw new MisuseError(`maxBytes must be a number from 0 on, not ${maxBytes}`);
    this.#maxBytes = maxBytes;
  }

  async list(): Promise<readonly BlobInfo[]> {
    return [...this.#blobs].map(([name, { length }]) => ({ name, size: length }));
  }

  async read(name: string, offset: number, length: number): Promise<Uint8Array> {
    checkName(name);
    checkRange(offset, length);
    return this.#blob(name).slice(offset, offset + length);
  }

  async create(name: string, content: number | Uint8Array): Promise<void> {
    checkName(name);
    const size = sizeOf(content);
    const replaced = this.#blobs.get(name)?.length ?? 0;
    const used = [...this.#blobs.values()].reduce((sum, { length }) => sum + length, 0) - replaced;
    if (used + size > this.#maxBytes) {
      throw new VolumeError(
        "quota_exceeded",
        `The blob "${name}" of ${size} bytes does not fit: ${used} of ${this.#maxBytes} bytes are in use`,
      );
    }
    this.#blobs.set(name, typeof content === "number" ? allocated(name, size) : content.slice());
  }

  async write(name: string, offset: number, bytes: Uint8Array): Promise<void> {
    checkName(name);
    checkRange(offset, bytes.length);
    const blob = this.#blob(name);
    checkWithin(name, blob.length, offset, bytes.length);
    blob.set(bytes, offset);
  }

  async flush(): Promise<void> {}

  async remove(name: string): Promise<void> {
    checkName(name);
    this.#blobs.delete(name);
  }

  async release(): Promise<void> {}

  #blob(name: string): Uint8Array {
    const blob = this.#blobs.get(name);
    if (!blob) throw new VolumeError("not_found", `There is no blob "${name}"`);
    return blob;
  }
}

function allocated(name: string, size: number): Uint8Array {
  try {
    return new Uint8Array(size);
  } catch (cause) {
    throw new VolumeError("quota_exceeded", `There is no memory for the blob "${name}" of ${size} bytes`, { cause });
  }
}
