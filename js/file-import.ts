import { breathe, type CallOptions } from "./abort.js";
import { BatchRecords } from "./batch-records.js";
import type { Handle } from "./core/core.js";
import { MisuseError } from "./core/errors.js";
import { kindOf } from "./core/kind.js";
import { type Failure, isFailure, type Outcome } from "./failure.js";
import type { SkippedFile } from "./outside-name.js";
import { failureOrThrow } from "./source-failure.js";

/** Contents by path: an object, a Map, or any (async) iterable of pairs, such as a generator that reads a disk. */
export type FileSource =
  | Readonly<Record<string, string | Uint8Array>>
  | Iterable<readonly [path: string, content: string | Uint8Array]>
  | AsyncIterable<readonly [path: string, content: string | Uint8Array]>;

export interface ImportProgress {
  /** Files taken in so far, and how many there are; undefined when the source does not say. */
  readonly done: number;
  readonly total: number | undefined;
  readonly bytes: number;
}

export interface ImportOptions extends CallOptions {
  /** Called every few megabytes, and once at the end. */
  readonly onProgress?: ((progress: ImportProgress) => void) | undefined;
}

export type ImportResult = Outcome<{
  readonly created: number;
  readonly modified: number;
  readonly bytes: number;
}>;

/** Of an archive that was unpacked. Directories are counted, too. */
export type ImportTarResult = Outcome<{
  readonly created: number;
  readonly modified: number;
  readonly bytes: number;
  /** Links and whatever else a workspace does not hold. */
  readonly skipped: readonly SkippedFile[];
}>;

export interface ImportTarOptions extends CallOptions {
  /** Where the files go. Default `/`. */
  readonly path?: string | undefined;
}

/** How long other events wait for it at most. */
const millisecondsOfWork = 10;

type Pair = readonly [path: string, content: string | Uint8Array];

/** The files of a source, one by one. */
export function pairsOf(files: FileSource): Iterable<Pair> | AsyncIterable<Pair> {
  if (typeof files !== "object" || files === null) {
    throw new MisuseError(`Files must be an object or an iterable of pairs, not ${kindOf(files)}`);
  }
  if (Symbol.iterator in files || Symbol.asyncIterator in files) return files as Iterable<Pair> | AsyncIterable<Pair>;
  return Object.entries(files);
}

function sizeOf(pairs: object): number | undefined {
  if (Array.isArray(pairs)) return pairs.length;
  return "size" in pairs && typeof pairs.size === "number" ? pairs.size : undefined;
}

/**
 * Puts `files` into `store` as one commit, which `keep` runs. Lets events happen while it works; an abort or a failure
 * leaves nothing.
 */
export async function importFiles(
  store: Handle,
  files: FileSource,
  now: () => number,
  { signal, onProgress }: ImportOptions,
  keep: (commit: () => ImportResult) => Promise<ImportResult>,
): Promise<ImportResult> {
  const pairs = pairsOf(files);
  const { handle: batch, value: refused } = store.call<Failure>("beginBatch");
  if (!batch) return refused;
  const records = new BatchRecords();
  const total = sizeOf(pairs);
  let breathed = performance.now();

  const send = async (): Promise<Failure | undefined> => {
    const { value } = batch.call<Failure | { readonly files: number; readonly bytes: number }>("add", {}, records);
    records.clear();
    if (records.failure) return records.failure;
    if (isFailure(value)) return value;
    onProgress?.({ done: value.files, total, bytes: value.bytes });
    if (performance.now() - breathed >= millisecondsOfWork) {
      await breathe();
      breathed = performance.now();
    }
    signal?.throwIfAborted();
    return undefined;
  };

  try {
    for await (const [path, content] of pairs) {
      records.push(path, content);
      const failure = records.full ? await send() : undefined;
      if (failure) return failure;
    }
    const failure = await send();
    if (failure) return failure;
    return await keep(() => batch.call<ImportResult>("commit", { now: now() }).value);
  } catch (error) {
    return failureOrThrow(error);
  } finally {
    batch.dispose();
  }
}
