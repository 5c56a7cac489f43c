/**
 * The boundary between TypeScript and the C++ core. Two builds implement it: Emscripten's embind and a plain WASI
 * module behind a C ABI. Everything above this file is the same on both.
 */

/** Bulk data for a call: a string (sent as UTF-8), bytes, or a writer that fills the core's memory in place. */
export type Payload = string | Uint8Array | PayloadWriter;

/** Writes a payload straight into the core's memory, without a copy of its own. */
export interface PayloadWriter {
  /** The most bytes that `write` may use. */
  readonly capacity: number;
  /** Fills `target` from its start and returns how many bytes were used. `target` is dead once this returns. */
  write(target: Uint8Array): number;
}

/** What a call answers: one JSON value, bytes beside it, and a new handle where the call makes one. */
export interface Reply<T = unknown> {
  readonly value: T;
  /** A copy, owned by the caller; empty when the call answers with JSON alone. */
  readonly payload: Uint8Array;
  readonly handle?: Handle;
}

/** Something stateful inside the core. Must be disposed; a call on a disposed handle throws `DisposedError`. */
export interface Handle extends Disposable {
  readonly kind: HandleKind;
  readonly disposed: boolean;
  /** Calls `method`. Expected failures are in the value, as `{ error }`; throws only for misuse or a dead core. */
  call<T = unknown>(method: string, args?: object, payload?: Payload): Reply<T>;
  /** Releases the memory behind this handle. Doing it twice is harmless. */
  dispose(): void;
}

export type HandleKind = "store" | "snapshot" | "checker" | "toolset" | "operation" | "batch" | "journal";

/** One instance of the core, with a memory of its own. */
export interface Core {
  readonly kind: "embind" | "wasi";
  /** The version of the core's C++ side; equal to this package's own. */
  readonly version: string;
  /** True after a trap or an exhausted memory: every call then throws `CoreDeadError`. */
  readonly dead: boolean;
  /** Makes a store, checker or toolset. Throws `NacreError` for options that the core refuses. */
  open(kind: "store" | "checker" | "toolset", options?: object): Handle;
  /** Calls a function without state, such as `hashline.format`. */
  call<T = unknown>(method: string, args?: object, payload?: Payload): Reply<T>;
  /** Handles made and not yet disposed, and the bytes that the core's memory spans: for leak tests and limits. */
  usage(): { readonly handles: number; readonly memoryBytes: number };
}
