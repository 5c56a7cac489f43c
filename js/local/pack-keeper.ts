import type { CallOptions } from "../abort.js";
import { type Failure, isFailure } from "../failure.js";
import type { StateBackend } from "../state-backend.js";
import type { Volume } from "../stores/volume.js";
import type { WriterLock } from "../stores/writer-lock.js";
import type { Announcer, GroupNotice } from "./announcer.js";
import { folderFailure } from "./files/folder-failure.js";
import { Journal, type PackTuning } from "./journal.js";
import type { Keeper, KeeperStatus } from "./keeper.js";
import { inOrder, untilLoaded } from "./loader.js";
import { TaskQueue } from "./task-queue.js";
import { WritingTurn } from "./writing-turn.js";

export type { PackTuning } from "./journal.js";

export interface PackParts {
  readonly state: StateBackend;
  readonly volume: Volume;
  readonly lock: WriterLock;
  readonly announcer?: Announcer | undefined;
  readonly tuning?: PackTuning | undefined;
}

/** How often contents that are not where they were are looked for again. */
const patience = 3;
/** How long after a change the work begins that can wait, in milliseconds. */
const tendAfterMs = 20;

/**
 * Keeps a workspace in a volume, as a log of groups of changes: docs/durability.md. A change is acknowledged when its
 * group is written and flushed; what comes in meanwhile goes into the next group.
 */
export class PackKeeper implements Keeper {
  readonly #state: StateBackend;
  readonly #volume: Volume;
  readonly #announcer: Announcer | undefined;
  readonly #journal: Journal;
  readonly #turn: WritingTurn;
  readonly #tasks = new TaskQueue();
  /** The group that is still open for changes. */
  #nextGroup: Promise<Failure | undefined> | undefined;
  /** Counts the groups that failed: with one, everything not yet safe was taken back. */
  #setbacks = 0;
  #setback: Failure | undefined;
  #closed = false;
  isShared = (): boolean => false;
  #catchingUp = false;
  #tending: ReturnType<typeof setTimeout> | undefined;
  /** Whether a change was refused for lack of room, since when nothing was done to make some. */
  #lacksRoom = false;
  #stopWatching: (() => void) | undefined;

  private constructor({ state, volume, lock, announcer, tuning }: PackParts) {
    this.#state = state;
    this.#volume = volume;
    this.#announcer = announcer;
    this.#journal = new Journal(state.store, volume, () => this.#turn.lease, tuning);
    this.#turn = new WritingTurn(lock, {
      begin: async ({ clean }) => this.#run("claim", { clean }),
      end: () => this.#finishTurn(),
    });
  }

  /** Opens the workspace that the volume holds, or an empty one. A damaged one is a failure. */
  static async open(parts: PackParts): Promise<PackKeeper | Failure> {
    const keeper = new PackKeeper(parts);
    try {
      // Listening first, so that no group is missed between reading and following.
      if (parts.announcer) parts.announcer.listen((notice) => keeper.#follow(notice));
      else keeper.#stopWatching = parts.volume.watch?.(() => keeper.#catchUp());
      const failure = await keeper.#run("load");
      if (!failure) return keeper;
      await keeper.close();
      return failure;
    } catch (error) {
      await keeper.close();
      throw error;
    }
  }

  async change<T extends object>(apply: () => Promise<T>, signal: AbortSignal | undefined): Promise<T | Failure> {
    signal?.throwIfAborted();
    const work = async (): Promise<T | Failure> => {
      const setbacks = this.#setbacks;
      const result = await untilLoaded(apply, (...wanted) => this.load(...wanted), { signal });
      if (isFailure(result)) return result;
      await this.#commit();
      return setbacks === this.#setbacks ? result : (this.#setback ?? result);
    };
    try {
      return await this.#turn.use(work, signal);
    } catch (error) {
      return folderFailure(error);
    }
  }

  async load(wanted: readonly number[], attempt: number, { signal }: CallOptions): Promise<Failure | undefined> {
    const judge = attempt >= patience;
    return this.#tasks.run(async () => {
      signal?.throwIfAborted();
      // What was loaded for the same call stays.
      const args = { wanted: inOrder(wanted), judge, stay: attempt > 0 };
      const { report, failure } = await this.#journal.run<{ readonly more: boolean }>("fetch", args);
      if (failure || !report.more || this.#turn.lease) return failure;
      // Somebody else has written meanwhile.
      const caughtUp = await this.#journal.run("catchUp");
      this.#state.notice();
      return caughtUp.failure;
    });
  }

  trim(): void {
    this.#state.store.call("makeRoom", { bytes: 0 });
  }

  async sync(): Promise<void> {
    await this.#tasks.idle();
  }

  status(): KeeperStatus {
    const { droppedBytes } = this.#journal.state;
    return {
      layout: "pack",
      storage: this.#volume.kind,
      persistent: this.#volume.kind !== "memory",
      writing: this.#turn.here,
      droppedBytes,
      verified: true,
    };
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    clearTimeout(this.#tending);
    this.#stopWatching?.();
    try {
      await this.#turn.close();
      await this.#tasks.idle();
    } finally {
      this.#announcer?.close();
      this.#journal.dispose();
    }
  }

  /** Makes what was changed so far safe, together with all that comes before the group is begun. */
  #commit(): Promise<Failure | undefined> {
    this.#nextGroup ??= this.#tasks.run(async () => {
      this.#nextGroup = undefined;
      return this.#writeGroup();
    });
    return this.#nextGroup;
  }

  async #writeGroup(): Promise<Failure | undefined> {
    // A group that fails takes all with it that was changed until then. What comes next waits for a new turn; the end of
    // this one is not awaited, as this very task is part of it.
    const interrupt = (): void => void this.#turn.interrupt().catch(() => undefined);
    const { report, failure, frames } = await this.#journal.commit(interrupt);
    if (failure) {
      this.#setbacks++;
      this.#setback = failure;
      this.#state.notice();
      if (failure.error.code === "quota_exceeded") {
        this.#lacksRoom = true;
        this.#tendSoon();
      }
      return failure;
    }
    if (report.changed) {
      const { group, serial, offset } = report;
      this.#announcer?.announce({ group, serial, offset, frames });
      this.#tendSoon();
    }
    return undefined;
  }

  async #finishTurn(): Promise<void> {
    if (!this.#lacksRoom) {
      clearTimeout(this.#tending);
      this.#tending = undefined;
    }
    await this.#tasks.idle();
    await this.#volume.release();
  }

  /** Leaves the work that can wait to when nothing else is to be done. For room that is lacking it gets a turn. */
  #tendSoon(): void {
    if (this.#tending !== undefined || this.#closed) return;
    this.#tending = setTimeout(() => {
      this.#tending = undefined;
      if (!this.#turn.here && !this.#lacksRoom) return;
      const slice = this.#turn.use(() => this.#tasks.run(() => this.#journal.tend()), undefined);
      const after = (more: boolean): void => {
        if (more) this.#tendSoon();
        else this.#lacksRoom = false;
      };
      slice.then(
        (more) => after(more === true),
        () => after(false),
      );
    }, tendAfterMs);
    (this.#tending as { unref?: () => void }).unref?.();
  }

  #follow({ frames, ...notice }: GroupNotice): void {
    if (this.#closed) return;
    void this.#tasks.run(async () => {
      if (this.#closed || this.#turn.lease) return;
      const followed = this.#journal.follow(notice, frames);
      this.#state.notice();
      if (!followed) this.#catchUp();
    });
  }

  /** Who waits for a turn, or has it, reads everything when it begins. */
  #catchUp(): void {
    if (this.#catchingUp || this.#closed || this.#turn.awaited || this.#turn.lease) return;
    this.#catchingUp = true;
    void this.#tasks.run(async () => {
      this.#catchingUp = false;
      if (!this.#closed && !this.#turn.awaited && !this.#turn.lease) await this.#journal.run("catchUp");
      this.#state.notice();
    });
  }

  /** Runs a task of the journal after those before it, and answers why it failed. */
  async #run(method: string, args?: object): Promise<Failure | undefined> {
    const { failure } = await this.#tasks.run(() => this.#journal.run(method, args));
    this.#state.notice();
    return failure;
  }
}
