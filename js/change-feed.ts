import type { ChangeEvent, ChangeOverflow, WatchOptions } from "./backend.js";
import type { Handle } from "./core/core.js";

type Change = ChangeEvent | ChangeOverflow;
type Listener = (change: Change) => void;

interface ChangesSince {
  readonly events: readonly ChangeEvent[];
  readonly sequence: number;
  readonly overflowed: boolean;
}

function isBelow(path: string, root: string): boolean {
  return root === "/" || path === root || path.startsWith(`${root}/`);
}

/** Tells listeners what a store's events say, after each change. */
export class ChangeFeed {
  readonly #store: Handle;
  readonly #readers = new Set<Reader>();

  constructor(store: Handle) {
    this.#store = store;
  }

  get sequence(): number {
    return this.#store.call<ChangesSince>("changesSince", { sequence: Number.MAX_SAFE_INTEGER }).value.sequence;
  }

  /** To be called after every call that may have changed the store. */
  changed(): void {
    for (const reader of this.#readers) reader.catchUp();
  }

  /** Ends every loop and forgets every listener. */
  close(): void {
    for (const reader of this.#readers) reader.end();
    this.#readers.clear();
  }

  listen(listener: Listener, { path = "/", since = this.sequence, signal }: WatchOptions): () => void {
    signal?.throwIfAborted();
    const reader = new Reader(this.#store, rootOf(path), since, listener, () => undefined);
    const stop = (): void => {
      this.#readers.delete(reader);
      signal?.removeEventListener("abort", stop);
    };
    signal?.addEventListener("abort", stop, { once: true });
    this.#readers.add(reader);
    reader.catchUp();
    return stop;
  }

  iterate(options: WatchOptions): AsyncIterable<Change> {
    const since = options.since ?? this.sequence;
    return { [Symbol.asyncIterator]: () => this.#iterator({ ...options, since }) };
  }

  async *#iterator({ path = "/", since = 0, signal }: WatchOptions): AsyncGenerator<Change, void> {
    signal?.throwIfAborted();
    const waiting: Change[] = [];
    let ended = false;
    let wake: () => void = () => undefined;
    const reader = new Reader(
      this.#store,
      rootOf(path),
      since,
      (change) => {
        waiting.push(change);
        wake();
      },
      () => {
        ended = true;
        wake();
      },
    );
    const onAbort = (): void => wake();
    signal?.addEventListener("abort", onAbort, { once: true });
    this.#readers.add(reader);
    try {
      reader.catchUp();
      for (;;) {
        signal?.throwIfAborted();
        const next = waiting.shift();
        if (next) yield next;
        else if (ended) return;
        else {
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
        }
      }
    } finally {
      this.#readers.delete(reader);
      signal?.removeEventListener("abort", onAbort);
    }
  }
}

function rootOf(path: string): string {
  const segments = path.split("/").filter((segment) => segment !== "" && segment !== ".");
  return `/${segments.join("/")}`;
}

function report(error: unknown): void {
  const { reportError } = globalThis as { reportError?: (error: unknown) => void };
  if (reportError) reportError(error);
  else {
    queueMicrotask(() => {
      throw error;
    });
  }
}

/** One listener and how far it has read. */
class Reader {
  readonly end: () => void;
  readonly #store: Handle;
  readonly #root: string;
  readonly #tell: Listener;
  #sequence: number;

  constructor(store: Handle, root: string, since: number, tell: Listener, end: () => void) {
    this.#store = store;
    this.#root = root;
    this.#sequence = since;
    this.#tell = tell;
    this.end = end;
  }

  catchUp(): void {
    const { value } = this.#store.call<ChangesSince>("changesSince", { sequence: this.#sequence });
    this.#sequence = value.sequence;
    if (value.overflowed) this.#inform({ sequence: value.sequence, kind: "overflow", path: "/" });
    for (const event of value.events) if (this.#concerns(event)) this.#inform(event);
  }

  /** The change has happened, whatever a listener throws; its error goes where those of event listeners go. */
  #inform(change: Change): void {
    try {
      this.#tell(change);
    } catch (error) {
      report(error);
    }
  }

  #concerns({ path, from }: ChangeEvent): boolean {
    return isBelow(path, this.#root) || (from !== undefined && isBelow(from, this.#root));
  }
}
