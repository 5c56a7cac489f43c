import type { DirectoryChange } from "./directory.js";

/** Milliseconds that changes are gathered for. */
const gatherMs = 30;

/** Paths in one batch; more are an overflow. */
const maxPaths = 10_000;

/** Gathers what a watcher sees, and tells it in batches. */
export class ChangeBatch {
  readonly #tell: (change: DirectoryChange) => void;
  readonly #paths = new Set<string>();
  #overflowed = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #closed = false;

  constructor(tell: (change: DirectoryChange) => void) {
    this.#tell = tell;
  }

  add(path: string): void {
    if (this.#overflowed) return;
    this.#paths.add(path);
    if (this.#paths.size > maxPaths) this.overflow();
    else this.#schedule();
  }

  overflow(): void {
    this.#overflowed = true;
    this.#paths.clear();
    this.#schedule();
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
  }

  #schedule(): void {
    if (!this.#closed) this.#timer ??= setTimeout(() => this.#flush(), gatherMs);
  }

  #flush(): void {
    const change: DirectoryChange = this.#overflowed ? "overflow" : { paths: [...this.#paths] };
    this.#timer = undefined;
    this.#overflowed = false;
    this.#paths.clear();
    this.#tell(change);
  }
}
