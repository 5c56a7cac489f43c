import type { CallOptions } from "../abort.js";
import { type Failure, type FailureReason, fail, isFailure } from "../failure.js";
import type { StateBackend } from "../state-backend.js";
import type { Directory } from "../stores/directory.js";
import { type Volume, VolumeError } from "../stores/volume.js";
import type { WriterLock } from "../stores/writer-lock.js";
import { type Action, actionsFor, isAtOnce, movesBy, placeBefore } from "./files/actions.js";
import { type CacheParts, FilesCache } from "./files/cache.js";
import { CarryOut } from "./files/carry-out.js";
import { checkTouched } from "./files/check-touched.js";
import { FileLoader } from "./files/file-loader.js";
import { folderFailure } from "./files/folder-failure.js";
import { type FilesProgress, Follower } from "./files/follower.js";
import { IntentLog } from "./files/intent.js";
import { loadTouched } from "./files/load-touched.js";
import { RealFiles } from "./files/real-files.js";
import { realPaths } from "./files/real-paths.js";
import { redo } from "./files/redo.js";
import { changesAtOnce } from "./files/side-by-side.js";
import type { PlannedStep } from "./files/store-access.js";
import { UnsavedMark } from "./files/unsaved-mark.js";
import type { Keeper, KeeperStatus, RefreshScope } from "./keeper.js";
import { untilLoaded } from "./loader.js";
import { WritingTurn } from "./writing-turn.js";

export type { FilesProgress } from "./files/follower.js";

export interface FilesParts {
  /** Empty. */
  readonly state: StateBackend;
  readonly directory: Directory;
  /** Shared by all who change the files through this class. */
  readonly lock: WriterLock;
  /** Whether nothing may be written, as the lock says to whoever tries. */
  readonly readOnly?: boolean | undefined;
  /** Where it is written down what is about to happen to several files. Without it a crash can leave that half-done. */
  readonly volume?: Volume | undefined;
  /** Where what was read is kept until the next opening, by whoever gets its lock at once. */
  readonly cache?: CacheParts | undefined;
  readonly onProgress?: ((progress: FilesProgress) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** How often a change is made again because others change the same files. */
const mostAttempts = 5;
/** As many conflicts, and files that are left out, does a status name. */
const mostNamed = 100;

/**
 * Keeps a workspace as real files, which others may change at any time. The files are the truth; what is in memory is
 * what was last seen of them. A change is made in memory, compared with what the files are by then, and carried out.
 */
export class FilesKeeper implements Keeper {
  readonly #files: RealFiles;
  readonly #follower: Follower;
  readonly #turn: WritingTurn;
  readonly #volume: Volume | undefined;
  readonly #intents: IntentLog | undefined;
  readonly #readOnly: boolean;
  readonly #mark: UnsavedMark | undefined;
  /** Changes that were carried out. */
  #changes = 0;
  #cache: FilesCache | undefined;
  /** `done`: an intent is there whose change is settled. `open`: one is there whose change is to be finished. */
  #leftover: "done" | "open" | undefined;
  #conflicts: readonly string[] = [];
  #closing: Promise<void> | undefined;
  readonly #loader: FileLoader;
  readonly realPaths?: NonNullable<Keeper["realPaths"]>;
  isShared = (): boolean => false;

  private constructor({ state, directory, lock, volume, readOnly = false, onProgress }: FilesParts) {
    this.#readOnly = readOnly;
    this.#files = new RealFiles(state, directory);
    this.#loader = new FileLoader(this.#files);
    this.#follower = new Follower(this.#files, onProgress);
    this.#volume = volume;
    this.#intents = volume && new IntentLog(volume, state.core);
    if (directory.hasLinks) this.realPaths = (paths, signal) => this.#realPaths(paths, signal);
    this.#mark = volume && new UnsavedMark(volume, () => this.#cache?.isAlive ?? false);
    this.#turn = new WritingTurn(lock, {
      begin: () => this.#files.alone(() => this.#beginTurn()),
      end: () => this.#files.alone(() => this.#endTurn()),
    });
  }

  /** Opens the files that are there. Without a cache all are read before it answers. */
  static async open(parts: FilesParts): Promise<FilesKeeper | Failure> {
    parts.signal?.throwIfAborted();
    const keeper = new FilesKeeper(parts);
    let failure: Failure | undefined;
    try {
      failure = await keeper.#begin(parts);
      if (!failure) return keeper;
    } catch (error) {
      await keeper.close();
      return folderFailure(error);
    }
    await keeper.close();
    return failure;
  }

  async change<T extends object>(
    apply: () => Promise<T>,
    signal: AbortSignal | undefined,
    paths: readonly string[] = [],
  ): Promise<T | Failure> {
    signal?.throwIfAborted();
    const named = paths.map((path) => this.#files.pathOf(path)).filter((path) => path !== undefined);
    const work = async (): Promise<T | Failure> => {
      signal?.throwIfAborted();
      return this.#changeAlone(apply, named, signal);
    };
    try {
      await this.#checkTurn();
      return await this.#turn.use(() => this.#files.alone(work), signal);
    } catch (error) {
      return folderFailure(error);
    }
  }

  async refresh(path: string, scope: RefreshScope, signal: AbortSignal | undefined): Promise<Failure | undefined> {
    signal?.throwIfAborted();
    const normal = this.#files.pathOf(path);
    if (normal === undefined) return undefined;
    try {
      return await this.#follower.refresh(normal, scope, { signal });
    } catch (error) {
      return folderFailure(error, normal);
    }
  }

  async #realPaths(paths: readonly string[], signal: AbortSignal | undefined): Promise<readonly string[]> {
    signal?.throwIfAborted();
    return realPaths(
      paths.map((path) => this.#files.pathOf(path) ?? path),
      this.#files,
      { signal },
    );
  }

  doubt(): void {
    this.#follower.doubt();
  }

  get leftOut(): ReadonlyMap<string, FailureReason> {
    return this.#files.known.leftOut;
  }

  async load(wanted: readonly number[], attempt: number, options: CallOptions): Promise<Failure | undefined> {
    const { stale, failure } = await this.#loader.load(wanted, attempt, options);
    if (failure || stale.length === 0) return failure;
    return this.#files.alone(() => this.#loader.renew(stale));
  }

  trim(): void {
    this.#files.makeRoom(0);
  }

  sync(): Promise<void> {
    return this.#files.idle();
  }

  status(): KeeperStatus {
    const { directory, known } = this.#files;
    const leftOut = [...known.leftOut].slice(0, mostNamed);
    return {
      layout: "files",
      storage: directory.kind,
      persistent: directory.kind !== "memory",
      writing: this.#turn.here,
      readOnly: this.#readOnly,
      droppedBytes: 0,
      verified: this.#follower.verified,
      leftOut: known.leftOut.size,
      leftOutExamples: leftOut.map(([path, { message }]) => ({ path, reason: message })),
      conflicts: this.#conflicts,
    };
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    try {
      await this.#follower.close();
      if (this.#turn.here) await this.#turn.use(async () => this.#cache?.save(), undefined);
      await this.#turn.close();
      await this.#files.idle();
    } finally {
      await this.#cache?.close();
      this.#files.dispose();
    }
  }

  async #begin({ state, cache: parts, signal }: FilesParts): Promise<Failure | undefined> {
    this.#cache = parts && (await FilesCache.open(state, parts));
    const isCached = await this.#seed(signal);
    const isStale = this.#cache !== undefined && ((await this.#mark?.isSet()) ?? false);
    // Who wrote the intent may be at it still: with the lease it is known.
    if (isStale || (await this.#intents?.exists())) {
      const takeOver = async (): Promise<void> => (isStale ? this.#mark?.takeOver() : undefined);
      const failure = await this.#turn.use(takeOver, signal);
      if (failure) return failure;
    }
    this.#follower.watch();
    this.#files.onSettled = () => this.#keepCache();
    if (!isCached) await this.#follower.readAll({ signal });
    else if (isStale) await this.#follower.verify({ signal });
    else void this.#follower.verify().catch(() => undefined);
    this.#keepCache();
    return undefined;
  }

  async #seed(signal: AbortSignal | undefined): Promise<boolean> {
    const snapshot = this.#cache?.snapshot();
    if (!this.#cache || !snapshot) return false;
    try {
      await this.#files.seed(snapshot, this.#cache.doubtSince, { signal });
    } finally {
      snapshot.dispose();
    }
    return this.#files.known.size > 0;
  }

  #keepCache(): void {
    this.#cache?.keep(() => {
      const { settled: snapshot, known } = this.#files;
      const unverified = this.#follower.verified ? Number.POSITIVE_INFINITY : (this.#cache?.doubtSince ?? 0);
      const changes = this.#changes;
      const kept = (): void => void this.#clearMark(changes).catch(() => undefined);
      return { snapshot, doubtSince: Math.min(unverified, known.doubtSince), kept };
    });
  }

  /** The cache has so many changes. */
  async #clearMark(changes: number): Promise<void> {
    const mark = this.#mark;
    if (!mark?.isPending || changes !== this.#changes) return;
    const clear = async (): Promise<void> => (changes === this.#changes ? mark.clear() : undefined);
    await this.#turn.use(() => this.#files.alone(clear), undefined);
  }

  async #changeAlone<T extends object>(
    apply: () => Promise<T>,
    named: readonly string[],
    signal: AbortSignal | undefined,
  ): Promise<T | Failure> {
    const failure = await this.#clearLeftover();
    if (failure) return failure;
    try {
      await this.#files.absorbNamed(named);
      for (let attempt = 1; ; attempt++) {
        const result = await untilLoaded(apply, (...wanted) => this.#loadAlone(...wanted), { signal });
        if (isFailure(result)) return result;
        const { done, differing } = await this.#files.hold(() => this.#carryThrough(result, { signal }));
        if (done) return done;
        this.#files.rollBack();
        if (attempt === mostAttempts) return contested(differing[0] ?? "/");
        await this.#files.absorbNamed(differing);
      }
    } catch (error) {
      this.#files.rollBack();
      return folderFailure(error);
    }
  }

  async #loadAlone(wanted: readonly number[], attempt: number, options: CallOptions): Promise<Failure | undefined> {
    const { stale, failure } = await this.#loader.load(wanted, attempt, options);
    return failure ?? (stale.length > 0 ? this.#loader.renew(stale) : undefined);
  }

  /** Has the real files follow, unless they are others than what the change was made from: then tells which. */
  async #carryThrough<T extends object>(
    result: T,
    options: CallOptions,
  ): Promise<{ readonly done?: T | Failure; readonly differing: readonly string[] }> {
    const { known, directory } = this.#files;
    const steps = this.#files.plan();
    if (steps.length === 0) return { done: result, differing: [] };
    const actions = actionsFor(steps, known, directory.move && movesBy(result));
    const { differing, refused } = await checkTouched(actions, this.#files);
    const { stale, failure } =
      refused || differing.length > 0
        ? { stale: differing, failure: refused }
        : await loadTouched(actions, this.#files, this.#loader, { isShared: this.isShared(), ...options });
    if (failure) this.#files.rollBack();
    if (failure || stale.length > 0) return { ...(failure && { done: failure }), differing: stale };
    return { done: (await this.#carryOut(actions, steps)) ?? result, differing: [] };
  }

  /** Has the real files follow the store. Why it could not be done; then it was undone. */
  async #carryOut(actions: readonly Action[], steps: readonly PlannedStep[]): Promise<Failure | undefined> {
    const { directory, store, known } = this.#files;
    const verify = async (): Promise<void> => this.#turn.lease?.verify();
    // What nobody could finish is done in order, so that less is left half-done.
    const atOnce = this.#intents ? changesAtOnce : 1;
    const carryOut = new CarryOut(actions, { directory, store, known, verify, atOnce });
    const intents = isAtOnce(actions, this.#files) ? undefined : this.#intents;
    try {
      await verify();
      await this.#mark?.set();
      this.#changes++;
      await intents?.write(carryOut.intentSteps(), (path) => store.contentOf(path));
      await carryOut.perform();
    } catch (error) {
      return this.#undo(carryOut, actions, intents, folderFailure(error), isPushedAside(error));
    }
    carryOut.settle();
    store.setTimes(timesOf(steps, this.#files));
    this.#files.settle();
    await this.#forget(intents);
    await this.#followLinks(actions);
    return undefined;
  }

  /** Takes over what a change means for the paths that links give to the same files. */
  async #followLinks(actions: readonly Action[]): Promise<void> {
    const { known, surveyor } = this.#files;
    const others = pathsOf(actions).flatMap((path) => known.otherPaths(path));
    if (others.length === 0) return;
    try {
      await this.#files.absorb(surveyor.inspect(others, { because: "found" }));
    } catch (error) {
      folderFailure(error);
      this.#follower.suspect(others);
    }
  }

  async #undo(
    carryOut: CarryOut,
    actions: readonly Action[],
    intents: IntentLog | undefined,
    failure: Failure,
    isPushedAside: boolean,
  ): Promise<Failure> {
    this.#files.rollBack();
    const touched = pathsOf(actions);
    if (isPushedAside) {
      // Whoever has the lease now finishes what the intent tells of.
      void this.#turn.interrupt().catch(() => undefined);
      this.#follower.suspect(touched);
      return failure;
    }
    try {
      await intents?.prepareUndo((path) => this.#files.store.bytes(placeBefore(path, actions)));
      await carryOut.undo();
    } catch (error) {
      if (intents) this.#leftover = "open";
      this.#follower.suspect(touched);
      return halfDone(failure, folderFailure(error), intents !== undefined);
    }
    await this.#forget(intents);
    await this.#files.absorb(this.#files.surveyor.inspect(touched, { because: "found" }));
    return failure;
  }

  async #forget(intents: IntentLog | undefined): Promise<void> {
    try {
      await intents?.clear();
    } catch (error) {
      folderFailure(error);
      this.#leftover = "done";
    }
  }

  async #beginTurn(): Promise<Failure | undefined> {
    this.#mark?.beginTurn();
    return this.#finishIntent();
  }

  async #endTurn(): Promise<void> {
    if (this.#leftover === "done") await this.#clearLeftover();
    await this.#volume?.release();
  }

  /** A turn whose lease is lost, as when somebody removed its file, is ended before anything relies on it. */
  async #checkTurn(): Promise<void> {
    if (!this.#turn.here) return;
    try {
      await this.#turn.lease?.verify();
    } catch {
      await this.#turn.interrupt().catch(() => undefined);
    }
  }

  /** Nothing may be changed while an intent is there that tells of something else. */
  async #clearLeftover(): Promise<Failure | undefined> {
    if (!this.#leftover) return undefined;
    if (this.#leftover === "open") return this.#finishIntent();
    try {
      await this.#intents?.clear();
      this.#leftover = undefined;
      return undefined;
    } catch (error) {
      return folderFailure(error);
    }
  }

  /** Finishes a change that was cut short, also one of somebody else. */
  async #finishIntent(): Promise<Failure | undefined> {
    const { directory, surveyor } = this.#files;
    if (this.#leftover === "done") return this.#clearLeftover();
    try {
      const intent = await this.#intents?.read();
      if (intent) {
        const conflicts = await redo(intent, directory);
        this.#conflicts = [...this.#conflicts, ...conflicts].slice(-mostNamed);
        await this.#intents?.clear();
        await this.#files.absorb(surveyor.inspect(pathsOf(intent.steps), { because: "found" }));
      }
      this.#leftover = undefined;
      return undefined;
    } catch (error) {
      const { code, message } = folderFailure(error).error;
      return fail(code, `An earlier change that was cut short could not be finished: ${message}`);
    }
  }
}

/** Whether somebody took the lease away. */
function isPushedAside(error: unknown): boolean {
  return VolumeError.isInstance(error) && error.code === "busy";
}

/** Where something comes, and where it goes away. */
function pathsOf(moves: readonly { readonly path: string; readonly from?: string }[]): readonly string[] {
  return moves.flatMap(({ path, from }) => (from === undefined ? [path] : [path, from]));
}

function* timesOf(steps: readonly PlannedStep[], { known }: RealFiles) {
  for (const { kind, path } of steps) {
    const file = kind === "erase" ? undefined : known.get(path);
    if (file) yield [path, file] as const;
  }
}

function contested(path: string): Failure {
  return fail("conflict", `Somebody else keeps changing '${path}': it was tried ${mostAttempts} times`, path);
}

function halfDone({ error }: Failure, cause: Failure, isKept: boolean): Failure {
  const next = isKept ? "it will be finished before the next change" : "a part of it may have happened";
  const message = `${error.message}; it could not be undone either (${cause.error.message}), so ${next}`;
  return { error: { ...error, message } };
}
