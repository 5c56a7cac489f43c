/**
 * What nacre throws. Expected failures are values (`{ error }`); these classes are for misuse, disposal, a dead core and
 * broken transports.
 */

const brand: unique symbol = Symbol.for("nacre.error") as never;

/** The base of everything that nacre throws, apart from an `AbortSignal`'s own reason. */
export class NacreError extends Error {
  override readonly name: string = "NacreError";
  /** A stable snake_case name for what went wrong. */
  readonly code: string;

  constructor(code: string, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.code = code;
  }

  get [brand](): string {
    return this.name;
  }

  /**
   * Whether `value` is a `NacreError`, also when another copy of this package made it.
   *
   * @example
   * ```ts
   * import { loadCore, NacreError } from "nacre";
   *
   * const error = await loadCore("data:,nothing").catch((reason: unknown) => reason);
   * if (NacreError.isInstance(error)) console.log(error.name); // LoadError
   * ```
   */
  static isInstance(value: unknown): value is NacreError {
    return brandOf(value) !== undefined;
  }
}

/** The caller broke a rule of the interface: a wrong argument type, a call at the wrong time. */
export class MisuseError extends NacreError {
  override readonly name = "MisuseError";

  constructor(message: string, options?: { cause?: unknown }) {
    super("misuse", message, options);
  }

  static override isInstance(value: unknown): value is MisuseError {
    return brandOf(value) === "MisuseError";
  }
}

/** A call on something that was disposed. */
export class DisposedError extends NacreError {
  override readonly name = "DisposedError";

  constructor(message: string, options?: { cause?: unknown }) {
    super("disposed", message, options);
  }

  static override isInstance(value: unknown): value is DisposedError {
    return brandOf(value) === "DisposedError";
  }
}

/** The core trapped or ran out of memory. Nothing in it can be used again; `loadCore()` makes a new one. */
export class CoreDeadError extends NacreError {
  override readonly name = "CoreDeadError";

  constructor(message: string, options?: { cause?: unknown }) {
    super("core_dead", message, options);
  }

  static override isInstance(value: unknown): value is CoreDeadError {
    return brandOf(value) === "CoreDeadError";
  }
}

/** The core's WebAssembly module could not be fetched, compiled or started. */
export class LoadError extends NacreError {
  override readonly name = "LoadError";

  constructor(message: string, options?: { cause?: unknown }) {
    super("load_failed", message, options);
  }

  static override isInstance(value: unknown): value is LoadError {
    return brandOf(value) === "LoadError";
  }
}

/** A remote side could not be reached, or broke its protocol. */
export class TransportError extends NacreError {
  override readonly name = "TransportError";

  constructor(message: string, options?: { cause?: unknown }) {
    super("transport", message, options);
  }

  static override isInstance(value: unknown): value is TransportError {
    return brandOf(value) === "TransportError";
  }
}

/** Throws the reason of `signal` when it is aborted: a `DOMException` named "AbortError" unless the aborter chose one. */
export function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw abortReason(signal);
}

/** What to throw for an aborted `signal`. */
export function abortReason(signal: AbortSignal): unknown {
  return signal.reason ?? new DOMException("The operation was aborted", "AbortError");
}

function brandOf(value: unknown): string | undefined {
  if (typeof value !== "object" || value === null || !(brand in value)) return undefined;
  return String((value as Record<typeof brand, unknown>)[brand]);
}
