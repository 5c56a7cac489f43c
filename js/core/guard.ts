import type { HandleKind } from "./core.js";
import { CoreDeadError } from "./errors.js";
import type { Machine } from "./machine.js";

/** A machine that remembers its death: the first thing thrown by the core ends it, and every call after says so. */
export class GuardedMachine<E> implements Machine<E> {
  readonly kind: "embind" | "wasi";
  readonly memory: WebAssembly.Memory;
  readonly library: E;
  readonly #machine: Machine<E>;
  #death: { readonly cause: unknown } | undefined;

  constructor(machine: Machine<E>) {
    this.kind = machine.kind;
    this.memory = machine.memory;
    this.library = machine.library;
    this.#machine = machine;
  }

  get dead(): boolean {
    return this.#death !== undefined;
  }

  /** What the core threw when it died. */
  get death(): { readonly cause: unknown } | undefined {
    return this.#death;
  }

  allocate(size: number): number {
    return this.#run(() => this.#machine.allocate(size));
  }

  free(address: number): void {
    this.#run(() => this.#machine.free(address));
  }

  call(
    endpoint: E,
    head: number,
    methodLength: number,
    argsLength: number,
    payload: number,
    payloadLength: number,
  ): number {
    return this.#run(() => this.#machine.call(endpoint, head, methodLength, argsLength, payload, payloadLength));
  }

  take(reply: number, kind: HandleKind): E {
    return this.#run(() => this.#machine.take(reply, kind));
  }

  freeReply(reply: number): void {
    this.#run(() => this.#machine.freeReply(reply));
  }

  close(endpoint: E): void {
    this.#run(() => this.#machine.close(endpoint));
  }

  endpoints(): number {
    return this.#run(() => this.#machine.endpoints());
  }

  #run<T>(step: () => T): T {
    if (this.#death !== undefined) {
      throw new CoreDeadError("The core is dead: an earlier call trapped or ran out of memory", this.#death);
    }
    try {
      return step();
    } catch (cause) {
      this.#death = { cause };
      throw new CoreDeadError("The core died: it trapped or ran out of memory", this.#death);
    }
  }
}
