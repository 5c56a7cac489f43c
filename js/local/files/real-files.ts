import type { CallOptions } from "../../abort.js";
import type { Handle } from "../../core/core.js";
import { listBelow } from "../../files-below.js";
import type { StateBackend } from "../../state-backend.js";
import type { Directory } from "../../stores/directory.js";
import type { Snapshot } from "../../versions.js";
import { malformedText } from "../../well-formed.js";
import { TaskQueue } from "../task-queue.js";
import { Absorber, type AbsorbOptions } from "./absorb.js";
import { directoryTag, KnownFiles } from "./known.js";
import { type PlannedStep, StoreAccess } from "./store-access.js";
import { type Finding, Surveyor } from "./survey.js";

/**
 * Real files, and what a workspace has of them in memory. The settled state is the one that the real files had when they
 * were last looked at; a change leads away from it until it is carried out.
 */
export class RealFiles {
  readonly directory: Directory;
  readonly known = new KnownFiles();
  readonly store: StoreAccess;
  readonly surveyor: Surveyor;
  /** Called when there is a new settled state. */
  onSettled: (() => void) | undefined;
  readonly #state: StateBackend;
  readonly #absorber: Absorber;
  readonly #tasks = new TaskQueue();
  #settled: Snapshot;
  #held = 0;

  constructor(state: StateBackend, directory: Directory) {
    this.directory = directory;
    this.#state = state;
    this.store = new StoreAccess(state.store);
    this.surveyor = new Surveyor(directory, this.known, state.usage().maxFileBytes);
    this.#absorber = new Absorber(directory, this.store, this.known);
    this.#settled = state.snapshot();
  }

  /** The settled state. */
  get settled(): Handle {
    return this.#settled.handle;
  }

  /** The path that `raw` stands for; nothing where it stands for none. */
  pathOf(raw: unknown): string | undefined {
    if (typeof raw !== "string" || malformedText({ path: raw })) return undefined;
    return this.#state.core.call<{ readonly path?: string }>("path.normalize", { path: raw }).value.path;
  }

  /** Runs `work` while no other changes the workspace. */
  alone<T>(work: () => Promise<T>): Promise<T> {
    return this.#tasks.run(work);
  }

  idle(): Promise<void> {
    return this.#tasks.idle();
  }

  /**
   * Starts with what a cache kept of the files, until they are looked at. What was changed from `doubtSince` on is not
   * believed.
   */
  async seed(snapshot: Handle, doubtSince: number, { signal }: CallOptions): Promise<void> {
    this.store.adopt(snapshot);
    for (const { path, isDir, size, modifiedAt } of await listBelow(this.#state, "/", { signal })) {
      if (path === "/") continue;
      const modified = microsecondsOf(modifiedAt);
      const tag = isDir ? directoryTag : ({ kind: "file", size: size ?? 0, modified } as const);
      this.known.set(path, { tag, doubtful: !isDir && modified >= doubtSince });
    }
    this.settle();
  }

  /** Takes over how the real files differ. Only where nobody else changes the workspace. */
  async absorb(findings: AsyncIterable<Finding>, options?: AbsorbOptions): Promise<void> {
    let changed = true;
    try {
      changed = await this.#absorber.absorb(findings, options);
    } finally {
      if (changed) this.settle();
      this.#state.notice();
    }
  }

  /** The same for paths that are about to be used: what cannot be looked at or read is thrown. */
  absorbNamed(paths: readonly string[]): Promise<void> {
    return this.absorb(this.surveyor.inspect(paths, { because: "named" }), { strict: true });
  }

  /** Where settled contents stand, and how many stand nowhere. */
  locate(wanted: readonly number[]): ReturnType<StoreAccess["locate"]> {
    return this.store.locate(wanted, this.settled);
  }

  /** Unloads what is over the budget, with so much to come, unless contents are held. */
  makeRoom(bytes: number): void {
    if (this.#held === 0) this.store.makeRoom(bytes);
  }

  /** Runs `work` while nothing that is loaded is unloaded. */
  async hold<T>(work: () => Promise<T>): Promise<T> {
    this.#held++;
    try {
      return await work();
    } finally {
      this.#held--;
      this.makeRoom(0);
    }
  }

  /** What leads from the settled state to the present one. */
  plan(): readonly PlannedStep[] {
    return this.store.plan(this.settled);
  }

  /** The present state is what the real files have. */
  settle(): void {
    const before = this.#settled;
    this.#settled = this.#state.snapshot();
    this.store.keep(before.handle);
    before.dispose();
    this.makeRoom(0);
    this.onSettled?.();
  }

  /** Back to the settled state. */
  rollBack(): void {
    this.store.adopt(this.settled);
    this.#state.notice();
  }

  dispose(): void {
    this.#settled.dispose();
  }
}

/** Microseconds since 1970 of a time such as `2026-01-02T03:04:05.678901+00:00`. */
function microsecondsOf(time = ""): number {
  const [, milliseconds = "", rest = ""] = /^(.{23})(\d{3})/.exec(time) ?? [];
  return Date.parse(`${milliseconds}Z`) * 1000 + Number(rest);
}
