import { CoreDeadError, DisposedError, MisuseError, NacreError } from "../core/errors.js";
import type { Line, Reference, Request, Response, Stand } from "./messages.js";

interface Waiting {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
  readonly onProgress: ((progress: unknown) => void) | undefined;
}

interface Watching {
  readonly push: (event: unknown) => void;
  readonly end: (error?: unknown) => void;
}

interface CallSettings {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: never) => void) | undefined;
}

type Call = Extract<Request, { type: "call" | "open" }>;
type WithoutId<T> = T extends unknown ? Omit<T, "id"> : never;

/** Something in the worker, as an argument of a call. */
export class Remote {
  readonly reference: Reference;

  constructor(reference: Reference) {
    this.reference = reference;
  }
}

function errorOf({ name, code, message }: Extract<Response, { type: "refusal" }>): Error {
  if (name === "MisuseError") return new MisuseError(message);
  if (name === "DisposedError") return new DisposedError(message);
  if (name === "CoreDeadError") return new CoreDeadError(message);
  return new NacreError(code, message);
}

/** The page's end of the line to the worker that has its workspace. */
export class WorkspaceClient {
  readonly #line: Line<Request, Response>;
  readonly #calls = new Map<number, Waiting>();
  readonly #loops = new Map<number, Watching>();
  #lastId = 0;
  #broken: Error | undefined;

  constructor(line: Line<Request, Response>) {
    this.#line = line;
    line.listen((response) => this.#receive(response));
  }

  /** Ends all that is under way, and refuses what comes. */
  fail(error: Error): void {
    this.#broken ??= error;
    for (const call of this.#calls.values()) call.reject(error);
    for (const loop of this.#loops.values()) loop.end(error);
    this.#calls.clear();
    this.#loops.clear();
  }

  /** Calls a method of something in the worker. */
  call<T>(on: Reference, method: string, args: readonly unknown[], settings: CallSettings = {}): Promise<T> {
    return this.ask({ type: "call", on, method, args: args.map(sendable) }, settings);
  }

  ask<T>(request: WithoutId<Call>, { signal, onProgress }: CallSettings): Promise<T> {
    if (this.#broken) return Promise.reject(this.#broken);
    if (signal?.aborted) return Promise.reject(signal.reason);
    const id = ++this.#lastId;
    return new Promise<unknown>((resolve, reject) => {
      const abort = (): void => {
        this.#line.post({ type: "abort", id, reason: String(signal?.reason) });
        this.#calls.delete(id);
        reject(signal?.reason);
      };
      const settled = (): void => signal?.removeEventListener("abort", abort);
      signal?.addEventListener("abort", abort, { once: true });
      this.#calls.set(id, {
        resolve: (value) => {
          settled();
          resolve(value);
        },
        reject: (error) => {
          settled();
          reject(error);
        },
        onProgress: onProgress as ((progress: unknown) => void) | undefined,
      });
      this.#line.post({ ...request, id } as Call);
    }) as Promise<T>;
  }

  forget(on: Reference): void {
    if (!this.#broken) this.#line.post({ type: "forget", on });
  }

  /** The events of something in the worker, until the loop is left or `signal` is aborted. */
  watch<T>(on: Reference, { signal, ...options }: { readonly signal?: AbortSignal | undefined }): AsyncIterable<T> {
    return { [Symbol.asyncIterator]: () => this.#events<T>(on, options, signal) };
  }

  async *#events<T>(on: Reference, options: object, signal: AbortSignal | undefined): AsyncGenerator<T, void> {
    signal?.throwIfAborted();
    if (this.#broken) throw this.#broken;
    const id = ++this.#lastId;
    const events: unknown[] = [];
    let over = false;
    let failure: unknown;
    let wake = (): void => undefined;
    this.#loops.set(id, {
      push(event) {
        events.push(event);
        wake();
      },
      end(error) {
        over = true;
        failure = error;
        wake();
      },
    });
    const onAbort = (): void => wake();
    signal?.addEventListener("abort", onAbort, { once: true });
    this.#line.post({ type: "watch", id, on, options });
    try {
      for (;;) {
        signal?.throwIfAborted();
        if (events.length > 0) yield events.shift() as T;
        else if (failure) throw failure;
        else if (over) return;
        else {
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
        }
      }
    } finally {
      this.#loops.delete(id);
      signal?.removeEventListener("abort", onAbort);
      if (!over) this.#line.post({ type: "abort", id, reason: "left" });
    }
  }

  #receive(response: Response): void {
    if (response.type === "ready" || response.type === "alive") return;
    const { id } = response;
    const call = this.#calls.get(id);
    if (response.type === "progress") call?.onProgress?.(response.progress);
    else if (response.type === "event") this.#loops.get(id)?.push(response.event);
    else if (response.type === "end") this.#loops.get(id)?.end();
    else {
      this.#calls.delete(id);
      if (response.type === "value") call?.resolve(response.value);
      else if (call) call.reject(errorOf(response));
      else this.#loops.get(id)?.end(errorOf(response));
    }
  }
}

/** `arg` with a stand for what cannot be sent. */
function sendable(arg: unknown): unknown {
  if (arg instanceof Remote) return { stands: "reference", to: arg.reference } satisfies Stand;
  if (typeof arg !== "object" || arg === null || !("signal" in arg)) return arg;
  const { signal, onProgress: _, ...others } = arg as { signal?: unknown; onProgress?: unknown };
  return signal === undefined ? others : { ...others, signal: { stands: "signal" } satisfies Stand };
}
