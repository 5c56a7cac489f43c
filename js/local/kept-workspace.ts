import type { CallOptions } from "../abort.js";
import type {
  ApplyPatchOptions,
  ApplyPatchResult,
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
} from "../backend.js";
import { MisuseError } from "../core/errors.js";
import type { Failure, Outcome } from "../failure.js";
import type { FileSource, ImportOptions, ImportResult, ImportTarOptions, ImportTarResult } from "../file-import.js";
import type { StateBackend } from "../state-backend.js";
import type { DiffOptions, DiffResult, MergeOptions, MergeResult, Snapshot } from "../versions.js";
import type { Keeper, RefreshScope } from "./keeper.js";
import { KeptFork, KeptSnapshot } from "./kept-fork.js";
import { Loader } from "./loader.js";
import { RepeatableCommit } from "./repeatable-commit.js";
import { SkippedEntries } from "./skipped.js";
import type { Overlay, Version, Workspace, WorkspaceStatus } from "./workspace.js";

/** A workspace in the memory of this thread, whose changes a keeper makes survive. */
export class KeptWorkspace implements Workspace {
  readonly #state: StateBackend;
  readonly #keeper: Keeper;
  readonly #loader: Loader;
  readonly #skipped: SkippedEntries | undefined;
  readonly realPaths?: NonNullable<Workspace["realPaths"]>;
  /** Forks and snapshots that live. */
  #sharers = 0;
  #closing: Promise<void> | undefined;

  /** Owns both from now on. */
  constructor(state: StateBackend, keeper: Keeper) {
    this.#state = state;
    this.#keeper = keeper;
    this.#loader = new Loader(
      (...wanted) => keeper.load(...wanted),
      () => keeper.trim(),
    );
    keeper.isShared = () => this.#sharers > 0;
    this.#skipped = keeper.leftOut && new SkippedEntries(state.core, keeper.leftOut);
    const realPaths = keeper.realPaths?.bind(keeper);
    if (realPaths) this.realPaths = (paths, { signal } = {}) => realPaths(paths, signal);
  }

  async exists(path: string, options: CallOptions = {}): Promise<boolean> {
    return (await this.#stale(path, "entry", options)) ? false : this.#state.exists(path, options);
  }

  async stat(path: string, options: CallOptions = {}): Promise<StatResult> {
    return (await this.#stale(path, "entry", options)) ?? this.#state.stat(path, options);
  }

  async ls(path = "/", options: CallOptions = {}): Promise<LsResult> {
    const stale = await this.#stale(path, "entries", options);
    if (stale) return stale;
    const listed = await this.#state.ls(path, options);
    if (listed.error) return listed;
    const skipped = this.#skipped?.inListing(listed.path) ?? [];
    return skipped.length > 0 ? { ...listed, skipped } : listed;
  }

  async read(path: string, options: ReadOptions = {}): Promise<ReadResult> {
    return (await this.#stale(path, "entry", options)) ?? this.#answer(() => this.#state.read(path, options), options);
  }

  async readBytes(path: string, options: ReadBytesOptions = {}): Promise<ReadBytesResult> {
    const stale = await this.#stale(path, "entry", options);
    return stale ?? this.#answer(() => this.#state.readBytes(path, options), options);
  }

  async glob(pattern: string, options: GlobOptions = {}): Promise<GlobResult> {
    const stale = await this.#stale(options.path ?? "/", "below", options);
    if (stale) return stale;
    const found = await this.#state.glob(pattern, options);
    if (found.error) return found;
    const skipped = this.#skipped?.ofGlob(pattern, options) ?? [];
    return skipped.length > 0 ? { ...found, skipped } : found;
  }

  async grep(pattern: string, options: GrepOptions = {}): Promise<GrepResult> {
    const stale = await this.#stale(options.path ?? "/", "below", options);
    if (stale) return stale;
    const found = await this.#loader.grep(this.#state, pattern, options);
    if (found.error) return found;
    const skipped = (await this.#skipped?.ofGrep(options)) ?? [];
    return skipped.length > 0 ? { ...found, skipped: [...found.skipped, ...skipped] } : found;
  }

  write(path: string, content: string | Uint8Array, options: WriteOptions = {}): Promise<WriteResult> {
    return this.#change(() => this.#state.write(path, content, options), options, [path]);
  }

  edit(path: string, oldString: string, newString: string, options?: EditOptions): Promise<EditResult>;
  edit(path: string, edits: readonly Replacement[], options?: EditOptions): Promise<EditResult>;
  edit(
    path: string,
    what: string | readonly Replacement[],
    second?: string | EditOptions,
    third?: EditOptions,
  ): Promise<EditResult> {
    const options = (typeof second === "object" ? second : third) ?? {};
    const edit = this.#state.edit.bind(this.#state) as (...args: unknown[]) => Promise<EditResult>;
    return this.#change(() => edit(path, what, second, third), options, [path]);
  }

  hashlineEdit(
    path: string,
    edits: readonly HashlineEdit[],
    options: HashlineEditOptions = {},
  ): Promise<HashlineEditResult> {
    return this.#change(() => this.#state.hashlineEdit(path, edits, options), options, [path]);
  }

  applyPatch(patch: string, options: ApplyPatchOptions = {}): Promise<ApplyPatchResult> {
    return this.#change(() => this.#state.applyPatch(patch, options), options);
  }

  remove(path: string, options: RemoveOptions = {}): Promise<RemoveResult> {
    return this.#change(() => this.#state.remove(path, options), options, [path]);
  }

  move(from: string, to: string, options: MoveOptions = {}): Promise<MoveResult> {
    return this.#change(() => this.#state.move(from, to, options), options, [from, to]);
  }

  mkdir(path: string, options: MkdirOptions = {}): Promise<MkdirResult> {
    return this.#change(() => this.#state.mkdir(path, options), options, [path]);
  }

  watch(options: WatchOptions = {}): AsyncIterable<ChangeEvent | ChangeOverflow> {
    return this.#state.watch(options);
  }

  import(files: FileSource, options: ImportOptions = {}): Promise<ImportResult> {
    return this.#state.importThrough(files, options, async (commit) => {
      const repeatable = new RepeatableCommit(this.#state, commit);
      try {
        return await this.#change(async () => repeatable.run(), options);
      } finally {
        repeatable.dispose();
      }
    });
  }

  importTar(archive: Uint8Array, options: ImportTarOptions = {}): Promise<ImportTarResult> {
    return this.#change(() => this.#state.importTar(archive, options), options);
  }

  async exportTar(path = "/", options: CallOptions = {}): Promise<Outcome<{ readonly bytes: Uint8Array }>> {
    const stale = await this.#stale(path, "below", options);
    return stale ?? this.#answer(() => this.#state.exportTar(path, options), options);
  }

  async fork(): Promise<Overlay> {
    // What cannot be looked at is as it was last seen.
    await this.#stale("/", "state", {});
    return new KeptFork(this, this.#state.fork(), this.#loader, this.#share(), this.realPaths);
  }

  async snapshot(): Promise<Version> {
    // What cannot be looked at is as it was last seen.
    await this.#stale("/", "state", {});
    return new KeptSnapshot(this, this.#state.snapshot(), this.#share());
  }

  async restore(version: Version, options: CallOptions = {}): Promise<Outcome<object>> {
    const snapshot = this.#snapshotOf(version);
    const stale = await this.#stale("/", "state", options);
    return stale ?? this.#change(() => this.#state.restore(snapshot, options), options);
  }

  async diff(before: Version, options: DiffOptions = {}): Promise<DiffResult> {
    const version = before instanceof KeptFork ? this.#stateOf(before) : this.#snapshotOf(before);
    const stale = await this.#stale("/", "state", options);
    return stale ?? this.#answer(() => this.#state.diff(version, options), options);
  }

  async merge(theirs: Overlay, options: Omit<MergeOptions, "base"> = {}): Promise<MergeResult> {
    return this.#state.mergeThrough(this.#stateOf(theirs), options, (merge) => this.#change(merge, options));
  }

  doubt(): void {
    this.#keeper.doubt?.();
  }

  async status(): Promise<WorkspaceStatus> {
    const { bytes, files, directories, loadedBytes = bytes } = this.#state.usage();
    return { ...this.#keeper.status(), bytes, files, directories, loadedBytes };
  }

  sync(): Promise<void> {
    return this.#keeper.sync();
  }

  close(): Promise<void> {
    this.#closing ??= this.#keeper.close().finally(() => this.#state.dispose());
    return this.#closing;
  }

  /** Why what is known at `path` cannot be answered with; nothing when it can. */
  async #stale(path: string, scope: RefreshScope, { signal }: CallOptions): Promise<Failure | undefined> {
    return this.#keeper.refresh?.(path, scope, signal);
  }

  #answer<T extends object>(ask: () => Promise<T>, options: CallOptions): Promise<T> {
    return this.#loader.answer(ask, options);
  }

  /** Notes that somebody shares contents, until the function is called. */
  #share(): () => void {
    this.#sharers++;
    return () => void this.#sharers--;
  }

  #change<T extends object>(apply: () => Promise<T>, { signal }: CallOptions, paths?: readonly string[]): Promise<T> {
    // A failure is one of the outcomes that T has.
    return this.#keeper.change(apply, signal, paths) as Promise<T>;
  }

  #stateOf(fork: Version): StateBackend {
    if (fork instanceof KeptFork && fork.owner === this) return fork.state;
    throw new MisuseError("This is no fork of this workspace");
  }

  #snapshotOf(version: Version): Snapshot {
    if (version instanceof KeptSnapshot && version.owner === this) return version;
    throw new MisuseError("This is no snapshot of this workspace");
  }
}
