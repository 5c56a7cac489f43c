import { breathe } from "../abort.js";

/** As many compressed bytes expand to 32 MiB at most. */
export const chunkBytes = 32 * 1024;

export function partOf(data: Uint8Array | Blob, from: number, to: number): Uint8Array | Blob {
  return data instanceof Blob ? data.slice(from, to) : data.subarray(from, to);
}

export async function inMemory(data: Uint8Array | Blob): Promise<Uint8Array> {
  return data instanceof Blob ? new Uint8Array(await data.arrayBuffer()) : data;
}

/**
 * Compressed data in small pieces, with a pause before each but the first. Some runtimes expand all that they are given
 * before anyone reads it, so without a pause a limit would be noticed too late.
 */
export function paced(data: Uint8Array | Blob): ReadableStream<Uint8Array> {
  const size = data instanceof Blob ? data.size : data.length;
  let offset = 0;
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        if (offset > 0) await breathe();
        if (offset < size) controller.enqueue(await inMemory(partOf(data, offset, offset + chunkBytes)));
        offset += chunkBytes;
        if (offset >= size) controller.close();
      },
    },
    { highWaterMark: 0 },
  );
}
