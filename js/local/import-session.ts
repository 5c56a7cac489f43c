import type { ImportOptions, ImportResult } from "../file-import.js";
import type { Workspace } from "./workspace.js";

type Pair = readonly [path: string, content: string | Uint8Array];

/** An import whose files come in pieces from another thread. */
export class ImportSession {
  readonly #result: Promise<ImportResult>;
  #waiting: readonly Pair[] | undefined;
  #taken: (() => void) | undefined;
  #arrived: (() => void) | undefined;
  #over = false;
  #abandoned = false;

  constructor(workspace: Workspace, options: ImportOptions) {
    this.#result = workspace.import(this.#pairs(), options);
    this.#result.then(
      () => this.#end(),
      () => this.#end(),
    );
  }

  /** Settles when all of `pairs` has been taken in, or nothing more is wanted. */
  async push(pairs: readonly Pair[]): Promise<void> {
    if (this.#over) return;
    await new Promise<void>((resolve) => {
      this.#taken = resolve;
      this.#waiting = pairs;
      this.#arrived?.();
    });
  }

  /** There are no more files. */
  async finish(): Promise<ImportResult> {
    this.#over = true;
    this.#arrived?.();
    return this.#result;
  }

  /** Without `finish` before it, takes back what came so far. */
  dispose(): void {
    this.#abandoned = !this.#over;
    this.#over = true;
    this.#arrived?.();
  }

  async *#pairs(): AsyncGenerator<Pair, void> {
    for (;;) {
      if (this.#waiting) {
        yield* this.#waiting;
        this.#waiting = undefined;
        this.#taken?.();
      } else if (this.#abandoned) {
        throw new DOMException("The import was given up", "AbortError");
      } else if (this.#over) {
        return;
      } else {
        await new Promise<void>((resolve) => {
          this.#arrived = resolve;
        });
      }
    }
  }

  #end(): void {
    this.#over = true;
    this.#taken?.();
  }
}
