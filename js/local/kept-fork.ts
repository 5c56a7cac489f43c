import type { CallOptions } from "../abort.js";
import type {
  ApplyPatchOptions,
  ApplyPatchResult,
  EditOptions,
  EditResult,
  GrepOptions,
  GrepResult,
  HashlineEdit,
  HashlineEditOptions,
  HashlineEditResult,
  ReadBytesOptions,
  ReadBytesResult,
  ReadOptions,
  ReadResult,
  Replacement,
  WriteOptions,
  WriteResult,
} from "../backend.js";
import { BackendDelegate } from "../backend-delegate.js";
import { disposeSymbol } from "../core/handle.js";
import type { StateBackend } from "../state-backend.js";
import { type DiffOptions, type DiffResult, Snapshot } from "../versions.js";
import type { Loader } from "./loader.js";
import type { Overlay } from "./workspace.js";

/** A fork of a kept workspace, which shares contents with it that may not be loaded. */
export class KeptFork extends BackendDelegate implements Overlay, Disposable {
  /** Of whose files it is a fork. */
  readonly owner: object;
  /** The files. */
  readonly state: StateBackend;
  readonly #loader: Loader;
  readonly #onDispose: () => void;

  /** Owns `state` from now on. `onDispose` is called once. `realPaths`: a fork has the contents that links lead to. */
  constructor(
    owner: object,
    state: StateBackend,
    loader: Loader,
    onDispose: () => void,
    realPaths: Overlay["realPaths"],
  ) {
    super(state, realPaths);
    this.owner = owner;
    this.state = state;
    this.#loader = loader;
    this.#onDispose = onDispose;
  }

  override read(path: string, options: ReadOptions = {}): Promise<ReadResult> {
    return this.#answer(() => this.state.read(path, options), options);
  }

  override readBytes(path: string, options: ReadBytesOptions = {}): Promise<ReadBytesResult> {
    return this.#answer(() => this.state.readBytes(path, options), options);
  }

  override write(path: string, content: string | Uint8Array, options: WriteOptions = {}): Promise<WriteResult> {
    return this.#answer(() => this.state.write(path, content, options), options);
  }

  override edit(path: string, oldString: string, newString: string, options?: EditOptions): Promise<EditResult>;
  override edit(path: string, edits: readonly Replacement[], options?: EditOptions): Promise<EditResult>;
  override edit(
    path: string,
    what: string | readonly Replacement[],
    second?: string | EditOptions,
    third?: EditOptions,
  ): Promise<EditResult> {
    const edit = this.state.edit.bind(this.state) as (...args: unknown[]) => Promise<EditResult>;
    const options = (typeof second === "object" ? second : third) ?? {};
    return this.#answer(() => edit(path, what, second, third), options);
  }

  override hashlineEdit(
    path: string,
    edits: readonly HashlineEdit[],
    options: HashlineEditOptions = {},
  ): Promise<HashlineEditResult> {
    return this.#answer(() => this.state.hashlineEdit(path, edits, options), options);
  }

  override applyPatch(patch: string, options: ApplyPatchOptions = {}): Promise<ApplyPatchResult> {
    return this.#answer(() => this.state.applyPatch(patch, options), options);
  }

  override grep(pattern: string, options: GrepOptions = {}): Promise<GrepResult> {
    return this.#loader.grep(this.state, pattern, options);
  }

  changes(options: DiffOptions = {}): Promise<DiffResult> {
    return this.#answer(() => this.state.changes(options), options);
  }

  dispose(): void {
    if (this.state.disposed) return;
    this.state.dispose();
    this.#onDispose();
  }

  [disposeSymbol](): void {
    this.dispose();
  }

  #answer<T extends object>(ask: () => Promise<T>, options: CallOptions): Promise<T> {
    return this.#loader.answer(ask, options);
  }
}

/** A snapshot of a kept workspace, whose end is told. */
export class KeptSnapshot extends Snapshot {
  /** Of whose files it is. */
  readonly owner: object;
  readonly #onDispose: () => void;

  constructor(owner: object, snapshot: Snapshot, onDispose: () => void) {
    super(snapshot.handle);
    this.owner = owner;
    this.#onDispose = onDispose;
  }

  override dispose(): void {
    if (this.handle.disposed) return;
    super.dispose();
    this.#onDispose();
  }
}
