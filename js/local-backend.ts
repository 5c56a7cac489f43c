import { hasDisk } from "#disk";
import { type CallOptions, checkSignal } from "./abort.js";
import type { AskResolver } from "./ask.js";
import type { Backend, ChangeEvent, ChangeOverflow, WatchOptions } from "./backend.js";
import { BackendDelegate } from "./backend-delegate.js";
import type { CommandLimits } from "./commands/limits.js";
import type { Core } from "./core/core.js";
import { MisuseError, NacreError } from "./core/errors.js";
import { asyncDisposeSymbol, disposeSymbol } from "./core/handle.js";
import { loadCore } from "./core/load.js";
import { type Failure, isFailure, type Outcome } from "./failure.js";
import type { FileSource, ImportOptions, ImportResult, ImportTarOptions, ImportTarResult } from "./file-import.js";
import { checkRuleset } from "./guarded/guard.js";
import { GuardedBackend, type GuardOptions, guardBackend } from "./guarded-backend.js";
import { HostShell, type ShellProgram } from "./host-shell.js";
import { openWorkspace } from "./local/open-workspace.js";
import type { PackTuning } from "./local/pack-keeper.js";
import { type Place, placeOf } from "./local/place.js";
import { ProgressListener } from "./local/progress-listener.js";
import { type MakeWorker, openInWorker, ownWorker } from "./local/start-worker.js";
import type { Overlay, Version, Workspace, WorkspaceStatus } from "./local/workspace.js";
import type { OpenProgress, WorkspacePlan } from "./local/workspace-plan.js";
import { PermissionChecker } from "./permissions.js";
import type { PermissionRuleset } from "./ruleset.js";
import type { Background, ExecuteOptions, ExecuteResult, Sandbox } from "./sandbox.js";
import { checkLimits } from "./state-backend.js";
import type { PresetName } from "./toolset.js";
import type { DiffOptions, DiffResult, MergeOptions, MergeResult } from "./versions.js";

export type { PackTuning } from "./local/pack-keeper.js";
export type { Version, WorkspaceStatus } from "./local/workspace.js";
export type { OpenProgress } from "./local/workspace-plan.js";

export interface LocalBackendOptions extends CallOptions {
  /**
   * Where the files are. In a browser a folder of the origin private file system, as a handle or as a path from its root
   * on, or a folder that the user has picked; on Node, Deno and Bun the path of a folder. Made when it is missing.
   */
  readonly root: string | URL | FileSystemDirectoryHandle;
  /**
   * `pack`: an append-only log, fast and for nacre alone. `files`: a real file for each file, which other programs see and
   * change. Default: `pack` in the origin private file system, and `files` elsewhere.
   */
  readonly layout?: "pack" | "files" | undefined;
  /** What a browser keeps a pack in. Default `auto`: the origin private file system, or IndexedDB where that is no use. */
  readonly storage?: "auto" | "opfs" | "indexeddb" | undefined;
  /** Rules for every path and command. Default: none. */
  readonly permissions?: PermissionRuleset | PresetName | undefined;
  /** Answers for rules that ask. */
  readonly onAsk?: AskResolver | undefined;
  /** What an ask means where nobody answers. Default `error`. */
  readonly askFallback?: "error" | "deny" | undefined;
  /** Folders on disk outside `root` that links inside it may lead to. Default: none. */
  readonly allowedDirectories?: readonly string[] | undefined;
  /** Run commands with the host's shell, on Node, Deno and Bun: for development only. Default false. */
  readonly enableExecute?: boolean | undefined;
  /** The shell for `enableExecute`. Default `/bin/sh`. */
  readonly shell?: ShellProgram | undefined;
  /** Variables for commands. */
  readonly env?: Readonly<Record<string, string>> | undefined;
  readonly limits?: CommandLimits | undefined;
  /** The name of a sandbox. Default: a random one. */
  readonly id?: string | undefined;
  /**
   * Bytes of files to hold in memory, of those that are safe: the rest is read when it is asked for. From 64 KiB (65 536) to
   * 2 GiB. One file that is larger, and a call that needs several at once, is held as long as that takes. Default 256 MiB.
   */
  readonly memoryBudget?: number | undefined;
  /** Bytes of all files together. Default 1 TiB. */
  readonly maxBytes?: number | undefined;
  /** Files and directories together. */
  readonly maxFiles?: number | undefined;
  /** Bytes of one file. */
  readonly maxFileBytes?: number | undefined;
  /**
   * In a browser's window, how to make the worker that has the files; its program is `nacre/local/worker`. False: none, so
   * that each write copies eight megabytes. Default: the one that ships with this package.
   */
  readonly worker?: MakeWorker | false | undefined;
  /**
   * Called while the workspace is opened, and while real files are compared with the cache. What it throws while the
   * workspace is opened is thrown by `open`; later it is reported as an error that nobody caught.
   */
  readonly onProgress?: ((progress: OpenProgress) => void) | undefined;
  readonly tuning?: PackTuning | undefined;
  /** The core to live in, where the files are in this thread. Default: the one that `loadCore()` shares. */
  readonly core?: Core | undefined;
  /** Milliseconds since 1970, for the times of files in this thread. Default `Date.now`. */
  readonly clock?: (() => number) | undefined;
}

/** Bytes. */
const budgets = { least: 64 << 10, usual: 256 << 20, most: 2 ** 31 };

interface Parts {
  /** The workspace's, under the rules. */
  readonly files: Backend;
  readonly workspace: Workspace;
  readonly guard: (backend: Backend) => Backend;
  readonly shell: OwnShell | undefined;
}

/** A shell under the rules that it obeys. */
interface OwnShell {
  readonly host: HostShell;
  end(): void;
}

/**
 * Files that survive: a workspace in the origin private file system of a browser, in a folder that the user has picked, or
 * on disk. What was acknowledged is there after a reload, a crash or the death of the process. Tabs and processes that
 * open the same folder see each other's changes, and write in turns.
 *
 * Searches and reads are answered from memory, as far as `memoryBudget` lets them. Close a workspace that is not needed any more.
 *
 * @example
 * ```ts
 * import { mkdtemp, rm } from "node:fs/promises";
 * import { tmpdir } from "node:os";
 * import { join } from "node:path";
 * import { LocalBackend } from "nacre";
 *
 * const root = await mkdtemp(join(tmpdir(), "workspace-"));
 * const files = await LocalBackend.open({ root });
 * await files.write("/notes/today.md", "- water the plants\n");
 * const found = await files.grep("plants");
 * if (!found.error) console.log(found.matches[0]?.path); // /notes/today.md
 * await files.close();
 * await rm(root, { recursive: true });
 * ```
 */
export class LocalBackend extends BackendDelegate implements AsyncDisposable {
  readonly #parts: Parts;
  readonly #forks = new WeakMap<LocalFork, Overlay>();
  #closed = false;

  /** @internal */
  constructor(parts: Parts) {
    super(parts.files);
    this.#parts = parts;
  }

  /**
   * Opens a workspace, which is empty when there is nothing at `root`. Throws `NacreError` when it cannot be had: with code
   * `corrupt` for one that is damaged, `unsupported` for one of a newer format.
   */
  static async open(options: LocalBackendOptions & { readonly enableExecute: true }): Promise<LocalSandbox>;
  static async open(options: LocalBackendOptions): Promise<LocalBackend>;
  static async open(options: LocalBackendOptions): Promise<LocalBackend> {
    if (typeof options !== "object" || options === null) {
      throw new MisuseError("LocalBackend.open takes options, with `root` among them");
    }
    checkSignal(options.signal);
    const progress = new ProgressListener(options.onProgress);
    const place = await placeOf(options.root, hasDisk);
    const plan = planOf(place, options);
    checkExecute(plan, options);
    const rules = await rulesOf(options);
    const guard = (backend: Backend): Backend => (rules ? guardBackend(backend, rules) : backend);
    const shell = await shellOf(place, options);
    let workspace: Workspace | Failure | undefined;
    try {
      workspace = await openHere(plan, options, progress.tell);
      if (isFailure(workspace)) throw new NacreError(workspace.error.code, workspace.error.message);
      progress.opened();
      const parts = { files: guard(workspace), workspace, guard, shell };
      const { id = crypto.randomUUID() } = options;
      return shell ? new LocalSandbox({ ...parts, shell, id }) : new LocalBackend(parts);
    } catch (error) {
      shell?.end();
      if (workspace && !isFailure(workspace)) await workspace.close();
      throw error;
    }
  }

  /** Changes as they happen, whoever makes them: for a loop, until it is left or `signal` is aborted. */
  watch(options: WatchOptions = {}): AsyncIterable<ChangeEvent | ChangeOverflow> {
    return (this.target as Workspace).watch(options);
  }

  /** Writes many files at once: all or none. Much faster than one by one. Rules for paths do not apply. */
  import(files: FileSource, options?: ImportOptions): Promise<ImportResult> {
    return this.#parts.workspace.import(files, options);
  }

  /** Unpacks a tar archive below `path`: all or none. Rules for paths do not apply. */
  importTar(archive: Uint8Array, options?: ImportTarOptions): Promise<ImportTarResult> {
    return this.#parts.workspace.importTar(archive, options);
  }

  /** The files at or below `path` as a tar archive. Rules for paths do not apply. */
  exportTar(path?: string, options?: CallOptions): Promise<Outcome<{ readonly bytes: Uint8Array }>> {
    return this.#parts.workspace.exportTar(path, options);
  }

  /** The same files in memory, under the same rules, free to go their own way until they are merged back. */
  async fork(): Promise<LocalFork> {
    const overlay = await this.#parts.workspace.fork();
    const fork = new LocalFork(this.#parts.guard(overlay), overlay);
    this.#forks.set(fork, overlay);
    return fork;
  }

  /** Brings in what a fork of this workspace changed since it began, or was last merged: all of it at once, or nothing. */
  async merge(fork: LocalFork, options?: Omit<MergeOptions, "base">): Promise<MergeResult> {
    return this.#parts.workspace.merge(this.#overlayOf(fork), options);
  }

  /** The present state, to compare with or return to. */
  snapshot(): Promise<Version> {
    return this.#parts.workspace.snapshot();
  }

  /** Makes `version` the present state. */
  restore(version: Version, options?: CallOptions): Promise<Outcome<object>> {
    return this.#parts.workspace.restore(version, options);
  }

  /** What differs from `before`, in path order. */
  async diff(before: Version | LocalFork, options?: DiffOptions): Promise<DiffResult> {
    const version = before instanceof LocalFork ? this.#overlayOf(before) : before;
    return this.#parts.workspace.diff(version, options);
  }

  /** What it holds, where, and whether this instance is the one that writes. */
  status(): Promise<WorkspaceStatus> {
    return this.#parts.workspace.status();
  }

  /**
   * Settles when everything that was acknowledged is where it will stay, and what other tabs and processes had made safe
   * by then is seen here. Otherwise that takes a moment. Throws `NacreError` when it cannot be read.
   */
  sync(): Promise<void> {
    return this.#parts.workspace.sync();
  }

  /** Whether `close` was called. */
  get closed(): boolean {
    return this.#closed;
  }

  /** Finishes what was begun and lets go of everything. Doing it twice is harmless. */
  async close(): Promise<void> {
    this.#closed = true;
    const { files, workspace, shell } = this.#parts;
    shell?.end();
    const guarded = files instanceof GuardedBackend ? files : undefined;
    try {
      await guarded?.drain();
      await workspace.close();
    } finally {
      guarded?.dispose();
    }
  }

  async [asyncDisposeSymbol](): Promise<void> {
    await this.close();
  }

  #overlayOf(fork: LocalFork): Overlay {
    const overlay = this.#forks.get(fork);
    if (!overlay) throw new MisuseError("This is no fork of this workspace");
    return overlay;
  }
}

/** A fork of a `LocalBackend`: files in memory, which nobody else sees until they are merged. */
export class LocalFork extends BackendDelegate implements Disposable {
  readonly #overlay: Overlay;

  /** @internal */
  constructor(files: Backend, overlay: Overlay) {
    super(files);
    this.#overlay = overlay;
  }

  /** What it has changed since it began, or was last merged. */
  changes(options?: DiffOptions): Promise<DiffResult> {
    return this.#overlay.changes(options);
  }

  dispose(): void {
    if (this.target instanceof GuardedBackend) this.target.dispose();
    this.#overlay.dispose();
  }

  [disposeSymbol](): void {
    this.dispose();
  }
}

/**
 * A `LocalBackend` on disk that also runs commands, with the host's own shell: **for development only**, as there is no wall
 * around them. docs/execution.md says what that means.
 */
export class LocalSandbox extends LocalBackend implements Sandbox {
  readonly id: string;
  readonly background: Background;
  readonly #shell: HostShell;
  readonly #workspace: Workspace;

  /** @internal */
  constructor(parts: Parts & { readonly shell: OwnShell; readonly id: string }) {
    super(parts);
    this.id = parts.id;
    this.#shell = parts.shell.host;
    this.#workspace = parts.workspace;
    const { background } = parts.shell.host;
    this.background = {
      start: (command, options) => this.#whileChanging(background.start(command, options)),
      output: (shellId, options) => this.#whileChanging(background.output(shellId, options)),
      kill: (shellId, options) => this.#whileChanging(background.kill(shellId, options)),
      list: (options) => this.#whileChanging(background.list(options)),
    };
  }

  async start(): Promise<Outcome<object>> {
    return {};
  }

  /** Ends what runs; the files stay. */
  async stop(): Promise<Outcome<object>> {
    await this.#whileChanging(this.#shell.stop());
    return {};
  }

  async isAlive(): Promise<boolean> {
    return !this.closed;
  }

  /** Runs a command line in the folder. What it does to files is seen by the next call. */
  execute(command: string, options?: ExecuteOptions): Promise<ExecuteResult> {
    return this.#whileChanging(this.#shell.execute(command, options));
  }

  /** What commands had done by the time that `call` settles is seen by the next call. */
  async #whileChanging<T>(call: Promise<T>): Promise<T> {
    try {
      return await call;
    } finally {
      this.#workspace.doubt?.();
    }
  }
}

function planOf(place: Place, options: LocalBackendOptions): WorkspacePlan {
  const { layout = place.kind === "opfs" ? "pack" : "files", storage = "auto", allowedDirectories = [] } = options;
  if (layout !== "pack" && layout !== "files") {
    throw new MisuseError(`layout must be "pack" or "files", not ${JSON.stringify(layout)}`);
  }
  if (!["auto", "opfs", "indexeddb"].includes(storage)) {
    throw new MisuseError(`storage must be "auto", "opfs" or "indexeddb", not ${JSON.stringify(storage)}`);
  }
  checkFolders(allowedDirectories);
  if (allowedDirectories.length > 0 && (place.kind !== "disk" || layout === "pack")) {
    throw new MisuseError("allowedDirectories are for real files on disk, where links can lead to them");
  }
  const { maxBytes, maxFiles, maxFileBytes, memoryBudget = budgets.usual, tuning } = options;
  checkLimits({ maxBytes, maxFiles, maxFileBytes });
  if (!Number.isSafeInteger(memoryBudget) || memoryBudget < budgets.least || memoryBudget > budgets.most) {
    throw new MisuseError(
      `memoryBudget must be a whole number from ${budgets.least} to ${budgets.most}, not ${JSON.stringify(memoryBudget)}`,
    );
  }
  return { place, layout, storage, allowedDirectories, maxBytes, maxFiles, maxFileBytes, memoryBudget, tuning };
}

/** A lone string would be taken for its characters: with a "/" among them, the whole disk. */
function checkFolders(folders: unknown): void {
  const isFolder = (folder: unknown): boolean => typeof folder === "string" && folder !== "" && !folder.includes("\0");
  if (Array.isArray(folders) && folders.every(isFolder)) return;
  throw new MisuseError("allowedDirectories must be an array of paths, none of them empty");
}

function checkExecute({ place, layout }: WorkspacePlan, { enableExecute }: LocalBackendOptions): void {
  if (!enableExecute) return;
  if (place.kind !== "disk") {
    throw new MisuseError(
      "enableExecute needs a disk; in a browser, pass the backend to createBashSandbox (nacre/just-bash)",
    );
  }
  if (layout === "pack") throw new MisuseError('enableExecute needs layout "files": commands do not see into a pack');
}

/** The rules, once it is found that they make sense. */
async function rulesOf({
  permissions,
  onAsk,
  askFallback,
  core,
}: LocalBackendOptions): Promise<GuardOptions | undefined> {
  if (permissions === undefined) return undefined;
  const judging = core ?? (await loadCore());
  checkRuleset(judging, permissions);
  return { permissions, onAsk, askFallback, core: judging };
}

/** Touches nothing. */
async function shellOf(place: Place, options: LocalBackendOptions): Promise<OwnShell | undefined> {
  const { enableExecute, shell, env, limits, permissions, onAsk, askFallback, core } = options;
  if (!enableExecute || place.kind !== "disk") return undefined;
  const checker = permissions === undefined ? undefined : await PermissionChecker.create(permissions, { core });
  try {
    const host = new HostShell({ cwd: place.path, shell, env, limits, permissions: checker, onAsk, askFallback });
    const end = (): void => {
      host.dispose();
      checker?.dispose();
    };
    return { host, end };
  } catch (error) {
    checker?.dispose();
    throw error;
  }
}

/** A window cannot write in place: there the workspace lives in a worker. */
function openHere(
  plan: WorkspacePlan,
  { worker = ownWorker, core, clock, signal }: LocalBackendOptions,
  onProgress: (progress: OpenProgress) => void,
): Promise<Workspace | Failure> {
  const inWindow = typeof document !== "undefined" && typeof Worker === "function";
  if (plan.place.kind === "disk" || !inWindow || worker === false) {
    return openWorkspace(plan, { core, clock, signal, onProgress });
  }
  return openInWorker(plan, worker, { signal, onProgress });
}
