import { MisuseError } from "../core/errors.js";
import { kindOf } from "../core/kind.js";
import type { OpenProgress } from "./workspace-plan.js";

/** Stands between the work and a listener, so that what the listener throws does not break the work. */
export class ProgressListener {
  readonly #listener: ((progress: OpenProgress) => void) | undefined;
  #isOpen = false;
  #thrown: { readonly error: unknown } | undefined;

  constructor(listener: ((progress: OpenProgress) => void) | undefined) {
    if (listener !== undefined && typeof listener !== "function") {
      throw new MisuseError(`onProgress must be a function, not ${kindOf(listener)}`);
    }
    this.#listener = listener;
  }

  /** Once it threw, the listener is not called again. */
  readonly tell = (progress: OpenProgress): void => {
    if (this.#thrown) return;
    try {
      this.#listener?.(progress);
    } catch (error) {
      this.#thrown = { error };
      if (this.#isOpen) report(error);
    }
  };

  /** To be called when the workspace is open. Throws what the listener has thrown. */
  opened(): void {
    if (this.#thrown) throw this.#thrown.error;
    this.#isOpen = true;
  }
}

/** Has the host tell of an error that nobody can catch, as of one in a listener for events. */
function report(error: unknown): void {
  const { reportError } = globalThis as { reportError?: (error: unknown) => void };
  if (reportError) reportError(error);
  else void Promise.reject(error);
}
