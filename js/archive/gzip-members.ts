import { inMemory, partOf } from "./paced.js";

/** Bytes of a header, without what it may say beyond that. */
const headerBytes = 10;
const scanBytes = 1 << 20;

function isHeader(bytes: Uint8Array, at: number): boolean {
  const [first, second, method, flags = 0, , , , , extra = 0, system = 0] = bytes.subarray(at, at + headerBytes);
  if (first !== 0x1f || second !== 0x8b || method !== 8) return false;
  return (flags & 0xe0) === 0 && [0, 2, 4].includes(extra) && (system < 14 || system === 255);
}

/** Where another member of a gzip file may begin, behind the first: a member does not say how long it is. */
export async function* memberStarts(data: Uint8Array | Blob, size: number): AsyncGenerator<number> {
  for (let from = 1; from + headerBytes <= size; from += scanBytes) {
    const bytes = await inMemory(partOf(data, from, from + scanBytes + headerBytes - 1));
    const last = Math.min(scanBytes, bytes.length - headerBytes + 1);
    for (let at = bytes.indexOf(0x1f); at >= 0 && at < last; at = bytes.indexOf(0x1f, at + 1)) {
      if (isHeader(bytes, at)) yield from + at;
    }
  }
}
