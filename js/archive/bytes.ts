import { type CallOptions, orAborted } from "../abort.js";
import { MisuseError, NacreError } from "../core/errors.js";
import { kindOf } from "../core/kind.js";
import { type CheckedLimits, exceeded } from "./limits.js";

/** An archive: its bytes, a `Blob` or `File`, or a stream such as the body of a `Response`. */
export type ArchiveData = Uint8Array | Blob | ReadableStream<Uint8Array>;

export interface CollectOptions extends CallOptions {
  /** Bytes at most; more throw a `NacreError` with the code `limit_exceeded`. Default: no bound. */
  readonly maxBytes?: number | undefined;
}

export function joined(chunks: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(chunks.reduce((size, chunk) => size + chunk.length, 0));
  let offset = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, offset);
    offset += chunk.length;
  }
  return bytes;
}

/** Reads a stream to its end, in one piece. `check` may throw when it has become too long. */
export async function collected(
  stream: ReadableStream<Uint8Array>,
  check: (bytes: number) => void,
  signal: AbortSignal | undefined,
): Promise<Uint8Array> {
  const reader = stream.getReader();
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for (;;) {
      const { done, value } = await orAborted(reader.read(), signal);
      if (done) break;
      if (!(value instanceof Uint8Array)) throw new MisuseError(`A stream must give bytes, not ${kindOf(value)}`);
      size += value.length;
      check(size);
      chunks.push(value);
    }
  } catch (error) {
    reader.cancel(error).catch(() => undefined);
    throw error;
  }
  return joined(chunks);
}

/**
 * All bytes of a stream.
 *
 * @example
 * ```ts
 * import { StateBackend } from "nacre";
 * import { bytesOf, exportArchive } from "nacre/archive";
 *
 * using files = await StateBackend.create({ files: { "/a.txt": "hello\n" } });
 * const bytes = await bytesOf(exportArchive(files, { format: "tar" }));
 * console.log(bytes.length % 512); // 0
 * ```
 */
export async function bytesOf(stream: ReadableStream<Uint8Array>, options: CollectOptions = {}): Promise<Uint8Array> {
  const { maxBytes = Number.POSITIVE_INFINITY, signal } = options;
  if (!(maxBytes >= 0)) throw new MisuseError(`maxBytes must be a number of 0 or more, not ${String(maxBytes)}`);
  const check = (bytes: number): void => {
    if (bytes > maxBytes) throw new NacreError("limit_exceeded", `Stream is longer than ${maxBytes} bytes`);
  };
  return collected(stream, check, signal);
}

/** What came as a stream, in memory; anything else as it is. */
export async function atHand(
  data: ArchiveData,
  { maxArchiveBytes }: CheckedLimits,
  signal: AbortSignal | undefined,
): Promise<Uint8Array | Blob> {
  if (data instanceof Uint8Array || data instanceof Blob) return data;
  if (typeof data !== "object" || data === null || !("getReader" in data)) {
    throw new MisuseError(`An archive must be a Uint8Array, a Blob or a ReadableStream, not ${kindOf(data)}`);
  }
  const check = (bytes: number): void => {
    if (bytes > maxArchiveBytes) throw exceeded("Archive is too large", "maxArchiveBytes", maxArchiveBytes);
  };
  return collected(data, check, signal);
}

export function sizeOf(data: Uint8Array | Blob): number {
  return data instanceof Blob ? data.size : data.length;
}

export function streamOf(data: ArchiveData): ReadableStream<Uint8Array> {
  if (data instanceof Blob) return data.stream();
  return data instanceof Uint8Array ? new Blob([data as Uint8Array<ArrayBuffer>]).stream() : data;
}
