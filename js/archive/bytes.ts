import { type CallOptions, orAborted } from "../abort.js";
import { MisuseError, NacreError } from "../core/errors.js";
import { kindOf } from "../core/kind.js";
import type { Outcome } from "../failure.js";
import { failureOrThrow } from "../source-failure.js";
import { type ArchiveLimits, type CheckedLimits, checkedLimits, checkUnpacked, exceeded } from "./limits.js";
import { paced } from "./paced.js";

/** An archive: its bytes, a `Blob` or `File`, or a stream such as the body of a `Response`. */
export type ArchiveData = Uint8Array | Blob | ReadableStream<Uint8Array>;

export interface CollectOptions extends CallOptions {
  /** Bytes at most; more throw a `NacreError` with the code `limit_exceeded`. Default: no bound. */
  readonly maxBytes?: number | undefined;
}

export interface GunzipOptions extends CallOptions {
  readonly limits?: ArchiveLimits | undefined;
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
async function collected(
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
export function bytesOf(stream: ReadableStream<Uint8Array>, options: CollectOptions = {}): Promise<Uint8Array> {
  const { maxBytes = Number.POSITIVE_INFINITY, signal } = options;
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

function streamOf(data: ArchiveData): ReadableStream<Uint8Array> {
  if (data instanceof Blob) return data.stream();
  return data instanceof Uint8Array ? new Blob([data as Uint8Array<ArrayBuffer>]).stream() : data;
}

function through(
  stream: ReadableStream<Uint8Array>,
  codec: CompressionStream | DecompressionStream,
): ReadableStream<Uint8Array> {
  return stream.pipeThrough(codec as ReadableWritablePair<Uint8Array, Uint8Array>);
}

/** Compresses with gzip, as it is read. */
export function gzip(data: ArchiveData): ReadableStream<Uint8Array> {
  return through(streamOf(data), new CompressionStream("gzip"));
}

/** Expands gzip, to `limits.maxBytes` and `limits.maxRatio` at most. Throws failures as `NacreError`. */
export async function expanded(
  data: Uint8Array | Blob,
  limits: CheckedLimits,
  signal: AbortSignal | undefined,
): Promise<Uint8Array> {
  const check = (bytes: number): void => checkUnpacked(bytes, sizeOf(data), limits);
  try {
    return await collected(through(paced(data), new DecompressionStream("gzip")), check, signal);
  } catch (error) {
    signal?.throwIfAborted();
    if (NacreError.isInstance(error)) throw error;
    throw new NacreError("corrupt", `Not gzip, or damaged: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/**
 * Expands gzip, and stops as soon as it passes a limit.
 *
 * @example
 * ```ts
 * import { bytesOf, gunzip, gzip } from "nacre/archive";
 *
 * const packed = await bytesOf(gzip(new Uint8Array(2_000_000)));
 * const small = await gunzip(packed, { limits: { maxBytes: 1_000_000 } });
 * console.log(small.error?.code); // limit_exceeded
 * const whole = await gunzip(packed);
 * console.log(whole.error ?? whole.bytes.length); // 2000000
 * ```
 */
export async function gunzip(
  data: ArchiveData,
  { limits, signal }: GunzipOptions = {},
): Promise<Outcome<{ readonly bytes: Uint8Array }>> {
  const checked = checkedLimits(limits);
  try {
    return { bytes: await expanded(await atHand(data, checked, signal), checked, signal) };
  } catch (error) {
    return failureOrThrow(error);
  }
}
