import { breathe, type CallOptions } from "./abort.js";
import type { Handle } from "./core/core.js";
import { isFailure, type Failure, type Outcome } from "./failure.js";

/** Contents by path: an object, a Map, or any (async) iterable of pairs, such as a generator that reads a disk. */
export type FileSource =
  | Readonly<Record<string, string | Uint8Array>>
  | Iterable<readonly [path: string, content: string | Uint8Array]>
  | AsyncIterable<readonly [path: string, content: string | Uint8Array]>;

export interface ImportProgress {
  readonly files: number;
  readonly bytes: number;
}

export interface ImportOptions extends CallOptions {
  /** Called about every 10 milliseconds of work, and once at the end. */
  readonly onProgress?: ((progress: ImportProgress) => void) | undefined;
}

export type ImportResult = Outcome<{
  readonly created: number;
  readonly modified: number;
  readonly bytes: number;
}>;

type Pairs = Iterable<readonly [string, string | Uint8Array]> | AsyncIterable<readonly [string, string | Uint8Array]>;

const millisecondsAtATime = 10;
const filesBetweenLooks = 64;

function pairsOf(files: FileSource): Pairs {
  if (Symbol.iterator in files || Symbol.asyncIterator in files) return files as Pairs;
  return Object.entries(files);
}

/** Puts `files` into `store` as one commit. Gives way to timers and events while it works; an abort leaves nothing. */
export async function importFiles(
  store: Handle,
  files: FileSource,
  clock: () => number,
  { signal, onProgress }: ImportOptions,
): Promise<ImportResult> {
  const { handle: batch, value: refused } = store.call<Failure>("batch");
  if (!batch) return refused;
  const progress = { files: 0, bytes: 0 };
  try {
    let pausedAt = performance.now();
    const add = (path: string, content: string | Uint8Array): Failure | undefined => {
      const { value } = batch.call<Failure | { readonly size: number }>("add", { path }, content);
      if (isFailure(value)) return value;
      progress.files += 1;
      progress.bytes += value.size;
      return undefined;
    };
    const rest = async (): Promise<void> => {
      if (performance.now() - pausedAt < millisecondsAtATime) return;
      onProgress?.({ ...progress });
      await breathe();
      signal?.throwIfAborted();
      pausedAt = performance.now();
    };
    const pairs = pairsOf(files);
    if (Symbol.iterator in pairs) {
      for (const [path, content] of pairs) {
        const failure = add(path, content);
        if (failure) return failure;
        if (progress.files % filesBetweenLooks === 0) await rest();
      }
    } else {
      for await (const [path, content] of pairs) {
        const failure = add(path, content);
        if (failure) return failure;
        signal?.throwIfAborted();
        await rest();
      }
    }
    onProgress?.({ ...progress });
    signal?.throwIfAborted();
    return store.call<ImportResult>("commitBatch", { batch, now: clock() }).value;
  } finally {
    batch.dispose();
  }
}
