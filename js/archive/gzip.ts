import type { CallOptions } from "../abort.js";
import { NacreError } from "../core/errors.js";
import type { Outcome } from "../failure.js";
import { failureOrThrow } from "../source-failure.js";
import { type ArchiveData, atHand, collected, joined, sizeOf, streamOf } from "./bytes.js";
import { firstBytes, formatOf, headBytes } from "./format.js";
import { memberStarts } from "./gzip-members.js";
import { type ArchiveLimits, type CheckedLimits, checkedLimits, checkUnpacked } from "./limits.js";
import { inMemory, paced, partOf } from "./paced.js";

export interface GunzipOptions extends CallOptions {
  readonly limits?: ArchiveLimits | undefined;
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

/** How many times its own size is read of data whose members are looked for. */
const mostGuessing = 16;

function damagedGzip(cause: unknown): NacreError {
  const message = cause instanceof Error ? cause.message : String(cause);
  return new NacreError("corrupt", `Gzip is damaged or cut short: ${message}`, { cause });
}

/** Gzip on its way to `limits.maxBytes` and `limits.maxRatio` at most. */
class Expansion {
  readonly #data: Uint8Array | Blob;
  readonly #limits: CheckedLimits;
  readonly #signal: AbortSignal | undefined;
  #done = 0;

  constructor(data: Uint8Array | Blob, limits: CheckedLimits, signal: AbortSignal | undefined) {
    this.#data = data;
    this.#limits = limits;
    this.#signal = signal;
  }

  async whole(): Promise<Uint8Array> {
    const size = sizeOf(this.#data);
    const head = await inMemory(partOf(this.#data, 0, headBytes));
    if (formatOf(head) !== "tar.gz") throw new NacreError("corrupt", `Not gzip: it ${firstBytes(head)}`);
    try {
      return await this.#expand(0, size);
    } catch (error) {
      return await this.#members(size, this.#orDamage(error));
    }
  }

  /** One member after the other. Many runtimes stop, or fail, at the end of the first. */
  async #members(size: number, damage: NacreError): Promise<Uint8Array> {
    const members: Uint8Array[] = [];
    let [start, read, last] = [0, 0, damage];
    const next = async (end: number): Promise<void> => {
      read += end - start;
      try {
        members.push(await this.#expand(start, end));
        start = end;
      } catch (error) {
        last = this.#orDamage(error);
      }
    };
    for await (const end of memberStarts(this.#data, size)) {
      if (read > mostGuessing * size) throw damage;
      await next(end);
    }
    if (start > 0) await next(size);
    if (start < size) throw last;
    return joined(members);
  }

  async #expand(start: number, end: number): Promise<Uint8Array> {
    const check = (bytes: number): void => checkUnpacked(this.#done + bytes, sizeOf(this.#data), this.#limits);
    const packed = paced(partOf(this.#data, start, end));
    const bytes = await collected(through(packed, new DecompressionStream("gzip")), check, this.#signal);
    this.#done += bytes.length;
    return bytes;
  }

  /** What was thrown, when it says that the data are not what they should be; anything else is thrown again. */
  #orDamage(error: unknown): NacreError {
    this.#signal?.throwIfAborted();
    if (NacreError.isInstance(error)) throw error;
    return damagedGzip(error);
  }
}

/** Expands gzip, to `limits.maxBytes` and `limits.maxRatio` at most. Throws failures as `NacreError`. */
export function expanded(
  data: Uint8Array | Blob,
  limits: CheckedLimits,
  signal: AbortSignal | undefined,
): Promise<Uint8Array> {
  return new Expansion(data, limits, signal).whole();
}

/**
 * Expands gzip, of one member or several, and stops as soon as it passes a limit.
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
