import { type CallOptions, checkSignal, orAborted } from "./abort.js";
import type {
  ApplyPatchOptions,
  ApplyPatchResult,
  Backend,
  ChangeEvent,
  ChangeOverflow,
  EditOptions,
  EditResult,
  GlobOptions,
  GlobResult,
  GrepOptions,
  GrepResult,
  HashlineEdit,
  HashlineEditOptions,
  HashlineEditResult,
  LsResult,
  MkdirOptions,
  MkdirResult,
  MoveOptions,
  MoveResult,
  ReadBytesOptions,
  ReadBytesResult,
  ReadOptions,
  ReadResult,
  RemoveOptions,
  RemoveResult,
  Replacement,
  StatResult,
  WatchOptions,
  WriteOptions,
  WriteResult,
} from "./backend.js";
import { ChangeFeed } from "./change-feed.js";
import type { Core, Handle, Payload, Reply } from "./core/core.js";
import { MisuseError, NacreError } from "./core/errors.js";
import { disposeSymbol } from "./core/handle.js";
import { kindOf } from "./core/kind.js";
import { loadCore } from "./core/load.js";
import { type Failure, fail, isFailure, type Outcome } from "./failure.js";
import {
  type FileSource,
  type ImportOptions,
  type ImportResult,
  type ImportTarOptions,
  type ImportTarResult,
  importFiles,
} from "./file-import.js";
import { type GrepHeader, type GrepRest, readGrep } from "./grep-rows.js";
import {
  type DiffOptions,
  type DiffResult,
  type FileChange,
  type MergeOptions,
  type MergeResult,
  Snapshot,
} from "./versions.js";
import { malformedText } from "./well-formed.js";

export interface StateBackendOptions extends ImportOptions {
  /** Files to start with: an object or a Map from path to content, or any iterable of such pairs. */
  readonly files?: FileSource | undefined;
  /** The core to live in. Default: the one that `loadCore()` shares. */
  readonly core?: Core | undefined;
  /** Bytes of all files together. */
  readonly maxBytes?: number | undefined;
  /** Files and directories together. */
  readonly maxFiles?: number | undefined;
  /** Bytes of one file. */
  readonly maxFileBytes?: number | undefined;
  /** @internal Bytes of contents to hold of those that are kept elsewhere too. Default: all. */
  readonly memoryBudget?: number | undefined;
  /** Milliseconds since 1970, for the times of files. Default `Date.now`. */
  readonly clock?: (() => number) | undefined;
}

export interface Usage {
  readonly bytes: number;
  readonly files: number;
  readonly directories: number;
  readonly maxBytes: number;
  readonly maxFiles: number;
  readonly maxFileBytes: number;
  /** @internal With a budget: bytes of contents in memory that are kept elsewhere too. */
  readonly loadedBytes?: number;
}

const utf8 = new TextDecoder("utf-8", { ignoreBOM: true });

/** JSON has no words for NaN and Infinity, so that the core would take them for nothing said. */
export function checkLimits(limits: Readonly<Record<string, unknown>>): void {
  for (const [name, value] of Object.entries(limits)) {
    if (typeof value !== "number" || Number.isFinite(value)) continue;
    throw new MisuseError(`${name} must be a whole number from 0 up, not ${value}`);
  }
}

/**
 * Files in memory, in the C++ core. Forks and snapshots take constant time and cost what later changes. One instance is
 * one workspace; it holds memory until it is disposed.
 *
 * @example
 * ```ts
 * import { StateBackend } from "nacre";
 *
 * using files = await StateBackend.create({ files: { "/src/a.ts": "export const a = 1;\n" } });
 * await files.edit("/src/a.ts", "a = 1", "a = 2");
 * const page = await files.read("/src/a.ts");
 * if (!page.error) console.log(page.text); //      1	export const a = 2;
 * ```
 */
export class StateBackend implements Backend, Disposable {
  /** The core that this workspace lives in. */
  readonly core: Core;
  readonly #store: Handle;
  /** Microseconds since 1970. */
  readonly #now: () => number;
  readonly #feed: ChangeFeed;
  /** For a fork: the state that it and its origin have in common. */
  #base: Snapshot | undefined;
  #origin: WeakRef<StateBackend> | undefined;

  private constructor(core: Core, store: Handle, now: () => number) {
    this.core = core;
    this.#store = store;
    this.#now = now;
    this.#feed = new ChangeFeed(store);
  }

  /** Makes a workspace. Throws `NacreError` when the files given do not fit, and leaves nothing behind. */
  static async create(options: StateBackendOptions = {}): Promise<StateBackend> {
    const { maxBytes, maxFiles, maxFileBytes, memoryBudget, signal, onProgress } = options;
    checkSignal(signal);
    checkLimits({ maxBytes, maxFiles, maxFileBytes });
    const { files, core = await orAborted(loadCore(), signal), clock = Date.now } = options;
    const now = (): number => Math.round(clock() * 1000);
    const backend = new StateBackend(core, core.open("store", { maxBytes, maxFiles, maxFileBytes, memoryBudget }), now);
    if (files === undefined) return backend;
    try {
      const result = await backend.import(files, { signal, onProgress });
      if (result.error) throw new NacreError(result.error.code, result.error.message);
      return backend;
    } catch (error) {
      backend.dispose();
      throw error;
    }
  }

  /** Writes many files at once: all or none. Much faster than one by one. */
  async import(files: FileSource, options: ImportOptions = {}): Promise<ImportResult> {
    return this.importThrough(files, options, async (commit) => commit());
  }

  /** @internal As `import`, with the one step that changes something, the last, run by `keep`. */
  async importThrough(
    files: FileSource,
    options: ImportOptions,
    keep: (commit: () => ImportResult) => Promise<ImportResult>,
  ): Promise<ImportResult> {
    options.signal?.throwIfAborted();
    const result = await importFiles(this.#store, files, this.#now, options, keep);
    this.#feed.changed();
    return result;
  }

  /** @internal The C++ side. */
  get store(): Handle {
    return this.#store;
  }

  /** @internal To be called after the store was changed by its handle. */
  notice(): void {
    this.#feed.changed();
  }

  async exists(path: string, options: CallOptions = {}): Promise<boolean> {
    options.signal?.throwIfAborted();
    return this.#store.call("exists", { path }).value === true;
  }

  async stat(path: string, options: CallOptions = {}): Promise<StatResult> {
    return this.#ask("stat", { path }, options);
  }

  async ls(path = "/", options: CallOptions = {}): Promise<LsResult> {
    return this.#ask("ls", { path }, options);
  }

  async read(path: string, options: ReadOptions = {}): Promise<ReadResult> {
    const { signal, ...others } = options;
    signal?.throwIfAborted();
    const { value, payload } = this.#call<object>("read", { path, ...others });
    if (isFailure(value)) return value;
    return { ...value, text: utf8.decode(payload) } as ReadResult;
  }

  async readBytes(path: string, options: ReadBytesOptions = {}): Promise<ReadBytesResult> {
    const { signal, ...others } = options;
    signal?.throwIfAborted();
    const { value, payload } = this.#call<object>("readBytes", { path, ...others });
    if (isFailure(value)) return value;
    return { ...value, bytes: payload } as ReadBytesResult;
  }

  async write(path: string, content: string | Uint8Array, options: WriteOptions = {}): Promise<WriteResult> {
    if (typeof content !== "string" && !(content instanceof Uint8Array)) {
      return fail("invalid_argument", `Content must be a string or a Uint8Array, not ${kindOf(content)}`, path);
    }
    return this.#change("write", { path }, options, content);
  }

  edit(path: string, oldString: string, newString: string, options?: EditOptions): Promise<EditResult>;
  edit(path: string, edits: readonly Replacement[], options?: EditOptions): Promise<EditResult>;
  async edit(
    path: string,
    what: string | readonly Replacement[],
    second?: string | EditOptions,
    third?: EditOptions,
  ): Promise<EditResult> {
    const { ifVersion, ...options } = (typeof second === "object" ? second : third) ?? {};
    options.signal?.throwIfAborted();
    const stale = ifVersion === undefined ? undefined : this.#stale(path, ifVersion);
    if (stale) return stale;
    const edits = typeof what === "string" ? { oldString: what, newString: second } : { edits: what };
    return this.#change("edit", { path, ...edits }, options);
  }

  async hashlineEdit(
    path: string,
    edits: readonly HashlineEdit[],
    options: HashlineEditOptions = {},
  ): Promise<HashlineEditResult> {
    return this.#change("hashlineEdit", { path, edits }, options);
  }

  async applyPatch(patch: string, options: ApplyPatchOptions = {}): Promise<ApplyPatchResult> {
    return this.#change("applyPatch", {}, options, patch);
  }

  async glob(pattern: string, options: GlobOptions = {}): Promise<GlobResult> {
    return this.#ask("glob", { pattern }, options);
  }

  async grep(pattern: string, options: GrepOptions = {}): Promise<GrepResult> {
    return (await this.grepSlice(pattern, options)).result;
  }

  /** @internal A search that begins at `from` with `spent` bytes of result, and stops where a content is not loaded. */
  async grepSlice(
    pattern: string,
    options: GrepOptions & { readonly from?: string; readonly spent?: number },
  ): Promise<{ readonly result: GrepResult; readonly rest?: GrepRest | undefined }> {
    const { signal, ...others } = options;
    signal?.throwIfAborted();
    const { value, payload } = this.#call<GrepHeader>("grep", { pattern, ...others });
    if (isFailure(value)) return { result: value };
    return { result: readGrep(value, payload), rest: value.stoppedAt === undefined ? undefined : (value as GrepRest) };
  }

  async remove(path: string, options: RemoveOptions = {}): Promise<RemoveResult> {
    return this.#change("remove", { path }, options);
  }

  async move(from: string, to: string, options: MoveOptions = {}): Promise<MoveResult> {
    return this.#change("move", { from, to }, options);
  }

  async mkdir(path: string, options: MkdirOptions = {}): Promise<MkdirResult> {
    return this.#change("mkdir", { path }, options);
  }

  /** A workspace with the same files, free to go its own way. O(1). */
  fork(): StateBackend {
    const fork = new StateBackend(this.core, this.#handleFrom("fork"), this.#now);
    fork.#base = this.snapshot();
    fork.#origin = new WeakRef(this);
    return fork;
  }

  /** The present state, to compare with or return to. O(1). */
  snapshot(): Snapshot {
    return new Snapshot(this.#handleFrom("snapshot"));
  }

  /** Makes `snapshot` the present state. */
  async restore(snapshot: Snapshot, options: CallOptions = {}): Promise<Outcome<object>> {
    return this.#change("restore", { snapshot: snapshot.handle }, options);
  }

  /** What differs from `before`, a snapshot or another workspace of the same core, in path order. */
  async diff(before: Snapshot | StateBackend, options: DiffOptions = {}): Promise<DiffResult> {
    return this.#ask("diff", { before: this.#versionOf(before) }, options);
  }

  /** Brings what `theirs` changed since `base` in; text files that both changed are merged by lines. */
  async merge(theirs: StateBackend | Snapshot, options: MergeOptions = {}): Promise<MergeResult> {
    return this.mergeThrough(theirs, options, (merge) => merge());
  }

  /** @internal As `merge`, with the step that changes something run by `keep`. */
  async mergeThrough(
    theirs: StateBackend | Snapshot,
    options: MergeOptions,
    keep: (merge: () => Promise<MergeResult>) => Promise<MergeResult>,
  ): Promise<MergeResult> {
    const isOwnFork = theirs instanceof StateBackend && theirs.#origin?.deref() === this;
    const { base = isOwnFork ? theirs.#base : undefined, ...others } = options;
    if (!base) {
      throw new MisuseError(
        "Merging what is not a fork of this workspace needs `base`, a snapshot of what both sides started from",
      );
    }
    let common: Snapshot | undefined;
    const result = await keep(async () => {
      using before = this.snapshot();
      if (isOwnFork) {
        // A keeper may want the merge again.
        common?.dispose();
        common = theirs.snapshot();
      }
      const args = { theirs: this.#versionOf(theirs), base: base.handle };
      const merged = this.#change<MergeResult>("merge", args, others);
      if (merged.error) return merged;
      const { changes } = this.#ask<{ changes: readonly FileChange[] }>("diff", { before: before.handle }, {});
      return { ...merged, changes };
    });
    if (isOwnFork && common && !result.error && result.merged) theirs.#rebase(common);
    else common?.dispose();
    return result;
  }

  /** What a fork has changed since it began, or was last merged. Throws `MisuseError` for what is no fork. */
  async changes(options: DiffOptions = {}): Promise<DiffResult> {
    if (!this.#base) throw new MisuseError("Only a fork has changes of its own; compare others with `diff`");
    return this.diff(this.#base, options);
  }

  /** The number of the newest change: where `watch({ since })` can go on from. */
  get sequence(): number {
    return this.#feed.sequence;
  }

  /**
   * Changes as they happen: for a loop, until it is left or `signal` is aborted.
   *
   * @example
   * ```ts
   * import { StateBackend } from "nacre";
   *
   * using files = await StateBackend.create();
   * await files.write("/a.txt", "1");
   * for await (const change of files.watch({ since: 0 })) {
   *   console.log(change.kind, change.path); // created /a.txt
   *   break;
   * }
   * ```
   */
  watch(options: WatchOptions = {}): AsyncIterable<ChangeEvent | ChangeOverflow> {
    return this.#feed.iterate(options);
  }

  /**
   * Calls `listener` for each change, at once and in order. Returns the function that ends it. What a listener throws is
   * reported as for event listeners (`reportError`, an uncaught exception on Node); the change stands.
   */
  onChange(listener: (change: ChangeEvent | ChangeOverflow) => void, options: WatchOptions = {}): () => void {
    return this.#feed.listen(listener, options);
  }

  usage(): Usage {
    return this.#store.call<Usage>("usage").value;
  }

  /** Takes in the reference implementation's JSON documents (path to FileData), as an object or as text: all or none. */
  async importDocuments(documents: string | object, options: CallOptions = {}): Promise<ImportResult> {
    const json = typeof documents === "string" ? documents : JSON.stringify(documents);
    return this.#change("importDocuments", {}, options, json);
  }

  /** The files at or below `path` as the reference implementation's JSON documents, as text. */
  async exportDocuments(
    path = "/",
    options: CallOptions = {},
  ): Promise<Outcome<{ readonly path: string; readonly json: string }>> {
    options.signal?.throwIfAborted();
    const { value, payload } = this.#call<object>("exportDocuments", { path });
    return isFailure(value) ? value : { path, json: utf8.decode(payload) };
  }

  /** Unpacks a tar archive below `path`: all or none. Links and devices are skipped, and said so. */
  async importTar(archive: Uint8Array, options: ImportTarOptions = {}): Promise<ImportTarResult> {
    return this.#change("importTar", {}, options, archive);
  }

  /** The files at or below `path` as a tar archive. Equal trees give equal bytes. */
  async exportTar(path = "/", options: CallOptions = {}): Promise<Outcome<{ readonly bytes: Uint8Array }>> {
    options.signal?.throwIfAborted();
    const { value, payload } = this.#call<object>("exportTar", { path });
    return isFailure(value) ? value : { bytes: payload };
  }

  get disposed(): boolean {
    return this.#store.disposed;
  }

  /** Releases the files. Doing it twice is harmless; every other call then throws `DisposedError`. */
  dispose(): void {
    this.#feed.close();
    this.#base?.dispose();
    this.#store.dispose();
  }

  [disposeSymbol](): void {
    this.dispose();
  }

  #stale(path: string, version: string): Failure | undefined {
    const { value } = this.#store.call<Failure | { version: string }>("read", { path, limit: 0, format: "raw" });
    if (isFailure(value) || value.version.startsWith(version)) return undefined;
    return fail("stale", `File '${path}' has changed since it was read`, path);
  }

  /** From now on `common` is what this fork and its origin have in common. */
  #rebase(common: Snapshot): void {
    this.#base?.dispose();
    this.#base = common;
  }

  #versionOf(version: Snapshot | StateBackend): Handle {
    return version instanceof StateBackend ? version.#store : version.handle;
  }

  #handleFrom(method: string): Handle {
    const { handle, value } = this.#store.call<Failure>(method);
    if (!handle) throw new NacreError(value.error.code, value.error.message);
    return handle;
  }

  #call<R>(method: string, args: object, payload?: Payload): Reply<R | Failure> {
    const malformed = malformedText(args);
    return malformed
      ? { value: malformed, payload: new Uint8Array(0) }
      : this.#store.call<R | Failure>(method, args, payload);
  }

  #ask<R>(method: string, args: object, { signal, ...options }: CallOptions): R {
    signal?.throwIfAborted();
    return this.#call<R>(method, { ...args, ...options }).value as R;
  }

  #change<R>(method: string, args: object, { signal, ...options }: CallOptions, payload?: Payload): R {
    signal?.throwIfAborted();
    const { value } = this.#call<R>(method, { ...args, ...options, now: this.#now() }, payload);
    this.#feed.changed();
    return value as R;
  }
}
