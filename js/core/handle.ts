import type { Handle, HandleKind, Payload, Reply } from "./core.js";
import { DisposedError } from "./errors.js";

/** The symbol that `using` looks for; engines without it get the one that compilers agree on. */
export const disposeSymbol: typeof Symbol.dispose =
  Symbol.dispose ?? (Symbol.for("Symbol.dispose") as typeof Symbol.dispose);

/** The symbol that `await using` looks for. */
export const asyncDisposeSymbol: typeof Symbol.asyncDispose =
  Symbol.asyncDispose ?? (Symbol.for("Symbol.asyncDispose") as typeof Symbol.asyncDispose);

/** Who makes handles and carries out what is asked of them. `E` is an endpoint, the C++ side of a handle. */
export interface HandleOwner<E> {
  invoke(endpoint: E, method: string, args: object | undefined, payload: Payload | undefined): Reply;
  /** Destroys the endpoint of `handle`, which will not use it again. */
  close(handle: CoreHandle<E>, endpoint: E): void;
}

/** A handle of either build. Among the arguments of a call it stands for its number. */
export class CoreHandle<E> implements Handle {
  readonly kind: HandleKind;
  readonly owner: HandleOwner<E>;
  readonly #id: number;
  #endpoint: E | undefined;

  constructor(owner: HandleOwner<E>, kind: HandleKind, id: number, endpoint: E) {
    this.owner = owner;
    this.kind = kind;
    this.#id = id;
    this.#endpoint = endpoint;
  }

  get disposed(): boolean {
    return this.#endpoint === undefined;
  }

  call<T = unknown>(method: string, args?: object, payload?: Payload): Reply<T> {
    return this.owner.invoke(this.#use(method), method, args, payload) as Reply<T>;
  }

  dispose(): void {
    const endpoint = this.#endpoint;
    if (endpoint === undefined) return;
    this.#endpoint = undefined;
    this.owner.close(this, endpoint);
  }

  [disposeSymbol](): void {
    this.dispose();
  }

  toJSON(): number {
    this.#use("as an argument");
    return this.#id;
  }

  #use(purpose: string): E {
    if (this.#endpoint !== undefined) return this.#endpoint;
    throw new DisposedError(`Cannot use this ${this.kind} (${purpose}): it is disposed`);
  }
}
