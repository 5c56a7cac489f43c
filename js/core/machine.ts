import type { HandleKind } from "./core.js";

/**
 * The few functions through which either build of the core is driven. An address is a byte offset into `memory`; an
 * `E` is whatever the build uses to hold an endpoint, the C++ side of a handle.
 */
export interface Machine<E> {
  readonly kind: "embind" | "wasi";
  readonly memory: WebAssembly.Memory;
  /** The endpoint of stateless functions. */
  readonly library: E;
  /** `size` bytes, or 0 when the core has no more memory. */
  allocate(size: number): number;
  free(address: number): void;
  /**
   * Calls a method. Its name and its arguments, a JSON text, lie one after the other at `head`. Answers the address of
   * a reply, laid out as `replyFields` says, to be given back with `freeReply`.
   */
  call(
    endpoint: E,
    head: number,
    methodLength: number,
    argsLength: number,
    payload: number,
    payloadLength: number,
  ): number;
  /** Takes the new endpoint out of a reply. */
  take(reply: number, kind: HandleKind): E;
  freeReply(reply: number): void;
  /** Destroys an endpoint. */
  close(endpoint: E): void;
  /** Endpoints that exist, the library included. */
  endpoints(): number;
}

/** A reply is these 32-bit words, in this order. */
export const replyFields = {
  json: 0,
  jsonLength: 1,
  payload: 2,
  payloadLength: 3,
  kind: 4,
  id: 5,
} as const;

/** Kinds of handles by the number that a reply gives them; 0 is no handle. */
export const handleKinds: readonly (HandleKind | undefined)[] = [
  undefined,
  "store",
  "snapshot",
  "batch",
  "checker",
  "toolset",
  "operation",
  undefined,
  "journal",
];
