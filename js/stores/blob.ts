import { MisuseError } from "../core/errors.js";

const shape = /^[a-z0-9-]{1,64}$/;

/** Whether a blob can have that name. What else lies beside blobs is not ours. */
export function isBlobName(name: string): boolean {
  return shape.test(name);
}

export function checkName(name: string): void {
  if (typeof name === "string" && isBlobName(name)) return;
  throw new MisuseError(`A blob's name is 1 to 64 of "a-z", "0-9" and "-", not ${JSON.stringify(name)}`);
}

/** The size of a blob to be. */
export function sizeOf(content: number | Uint8Array): number {
  const size = typeof content === "number" ? content : content.length;
  if (!Number.isSafeInteger(size) || size < 1) throw new MisuseError(`A blob has 1 byte or more, not ${size}`);
  return size;
}

/** Checks what is to be read: it may begin or end behind the blob. */
export function checkRange(offset: number, length: number): void {
  for (const [what, value] of Object.entries({ offset, length })) {
    if (Number.isSafeInteger(value) && value >= 0) continue;
    throw new MisuseError(`The ${what} must be a whole number from 0 on, not ${value}`);
  }
}

/** Checks that what is to be written lies within a blob of `size`: blobs never grow. */
export function checkWithin(name: string, size: number, offset: number, length: number): void {
  if (offset + length <= size) return;
  throw new MisuseError(`Bytes ${offset} to ${offset + length} are not within the blob "${name}" of ${size} bytes`);
}

const CHUNK_BYTES = 1 << 20;

/** What `create` is to put into a blob, in pieces of a megabyte at most; none of them is kept. */
export function* chunksOf(content: number | Uint8Array): Generator<Uint8Array<ArrayBuffer>> {
  const size = sizeOf(content);
  const zeros = new Uint8Array(typeof content === "number" ? Math.min(size, CHUNK_BYTES) : 0);
  for (let at = 0; at < size; at += CHUNK_BYTES) {
    const end = Math.min(at + CHUNK_BYTES, size);
    yield typeof content === "number" ? zeros.subarray(0, end - at) : content.slice(at, end);
  }
}
