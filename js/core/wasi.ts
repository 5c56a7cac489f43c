import type { Core, HandleKind } from "./core.js";
import { Engine } from "./engine.js";
import { LoadError } from "./errors.js";
import type { Machine } from "./machine.js";
import { wasiStubs } from "./wasi-stubs.js";

/** The version of wasm/wasi/nacre.h that this file is written for. */
const abiVersion = 1;

/** What wasm/wasi/nacre.h declares. Pointers are numbers; an endpoint is the address of one. */
interface Exports {
  readonly memory: WebAssembly.Memory;
  _initialize(): void;
  nacre_abi_version(): number;
  nacre_alloc(size: number): number;
  nacre_free(address: number): void;
  nacre_open(): number;
  nacre_call(
    endpoint: number,
    method: number,
    methodLength: number,
    args: number,
    argsLength: number,
    payload: number,
    payloadLength: number,
  ): number;
  nacre_reply_take(reply: number): number;
  nacre_reply_free(reply: number): void;
  nacre_close(endpoint: number): void;
  nacre_live_endpoints(): number;
}

/** Starts a core on the WASI build, on any runtime: it needs nothing of a WASI host. */
export async function createWasiCore(module: WebAssembly.Module): Promise<Core> {
  const instance = await WebAssembly.instantiate(module, wasiStubs(module));
  const exports = instance.exports as unknown as Exports;
  if (typeof exports.nacre_abi_version !== "function") {
    throw new LoadError("This WebAssembly module is not nacre's WASI build");
  }
  exports._initialize();
  const found = exports.nacre_abi_version();
  if (found !== abiVersion) {
    throw new LoadError(`The WASI core has ABI version ${found}; this package needs ${abiVersion}`);
  }
  return new Engine(new WasiMachine(exports));
}

class WasiMachine implements Machine<number> {
  readonly kind = "wasi";
  readonly memory: WebAssembly.Memory;
  readonly library: number;
  readonly #exports: Exports;

  constructor(exports: Exports) {
    this.#exports = exports;
    this.memory = exports.memory;
    this.library = exports.nacre_open() >>> 0;
  }

  allocate(size: number): number {
    return this.#exports.nacre_alloc(size) >>> 0;
  }

  free(address: number): void {
    this.#exports.nacre_free(address);
  }

  call(
    endpoint: number,
    head: number,
    methodLength: number,
    argsLength: number,
    payload: number,
    payloadLength: number,
  ): number {
    const args = head + methodLength;
    return this.#exports.nacre_call(endpoint, head, methodLength, args, argsLength, payload, payloadLength) >>> 0;
  }

  take(reply: number, _kind: HandleKind): number {
    return this.#exports.nacre_reply_take(reply) >>> 0;
  }

  freeReply(reply: number): void {
    this.#exports.nacre_reply_free(reply);
  }

  close(endpoint: number): void {
    this.#exports.nacre_close(endpoint);
  }

  endpoints(): number {
    return this.#exports.nacre_live_endpoints();
  }
}
