import { MisuseError } from "./core/errors.js";
import { kindOf } from "./core/kind.js";

/** What every method takes. */
export interface CallOptions {
  /** Aborting makes the call throw the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/** Throws `MisuseError` for what is no `AbortSignal`, and the signal's reason when it is aborted. */
export function checkSignal(signal: unknown): void {
  if (signal === undefined) return;
  const { throwIfAborted, addEventListener } = Object(signal) as Partial<AbortSignal>;
  if (typeof throwIfAborted !== "function" || typeof addEventListener !== "function") {
    throw new MisuseError(`signal must be an AbortSignal, not ${kindOf(signal)}`);
  }
  (signal as AbortSignal).throwIfAborted();
}

/**
 * Settles as `work` does, unless `signal` is aborted first: then it throws the signal's reason, and what `work` comes
 * to is dropped.
 */
export async function orAborted<T>(work: PromiseLike<T> | T, signal?: AbortSignal): Promise<T> {
  if (!signal) return work;
  signal.throwIfAborted();
  let stop: (() => void) | undefined;
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(signal.reason);
    signal.addEventListener("abort", stop, { once: true });
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    if (stop) signal.removeEventListener("abort", stop);
  }
}

interface Yielding {
  readonly scheduler?: { readonly yield?: () => Promise<void> };
  readonly setImmediate?: (resume: () => void) => unknown;
}

/** Lets timers, events and rendering happen before going on. */
export function breathe(): Promise<void> {
  // A timer, which every runtime has, waits a millisecond or more, four in browsers.
  const { scheduler, setImmediate = setTimeout } = globalThis as Yielding;
  return scheduler?.yield?.() ?? new Promise((resolve) => setImmediate(resolve));
}
