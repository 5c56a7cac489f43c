import { type Failure, isFailure } from "../failure.js";
import type { ImportResult } from "../file-import.js";
import type { StateBackend } from "../state-backend.js";
import type { Snapshot } from "../versions.js";

/** Runs the commit of an import, which works once, again where its files have to go into a workspace that was set back. */
export class RepeatableCommit {
  readonly #state: StateBackend;
  readonly #commit: () => ImportResult;
  #first: { readonly before: Snapshot; readonly after: Snapshot; readonly result: ImportResult } | undefined;

  constructor(state: StateBackend, commit: () => ImportResult) {
    this.#state = state;
    this.#commit = commit;
  }

  run(): ImportResult {
    if (this.#first) return this.#again(this.#first.before, this.#first.after, this.#first.result);
    const before = this.#state.snapshot();
    const result = this.#commit();
    this.#first = { before, after: this.#state.snapshot(), result };
    return result;
  }

  dispose(): void {
    this.#first?.before.dispose();
    this.#first?.after.dispose();
  }

  /** What the import wrote wins, as it would have. */
  #again(before: Snapshot, after: Snapshot, result: ImportResult): ImportResult {
    const args = { theirs: after.handle, base: before.handle, strategy: "theirs", now: Date.now() * 1000 };
    const { value } = this.#state.store.call<Failure | object>("merge", args);
    return isFailure(value) ? value : result;
  }
}
