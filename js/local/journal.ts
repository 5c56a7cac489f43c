import type { CallOptions } from "../abort.js";
import type { Handle } from "../core/core.js";
import { NacreError } from "../core/errors.js";
import { drive } from "../drive.js";
import { type Failure, fail, isFailure } from "../failure.js";
import type { Volume } from "../stores/volume.js";
import type { Lease } from "../stores/writer-lock.js";
import { folderFailure, isLost } from "./files/folder-failure.js";
import { volumeEffects } from "./volume-effects.js";

/** What a pack is written with. The sizes must be the same whenever it is opened; their defaults are in the core. */
export interface PackTuning {
  readonly segmentBytes?: number | undefined;
  readonly checkpointBytes?: number | undefined;
  readonly frameBytes?: number | undefined;
  readonly extentThreshold?: number | undefined;
  readonly extentBytes?: number | undefined;
  /** Open a log that is damaged in the middle with what stands before the damage. */
  readonly repair?: boolean | undefined;
}

interface JournalTuning extends PackTuning {
  /** The contents are kept elsewhere: those that are not loaded need not be here. */
  readonly cache?: boolean;
}

export interface CommitReport {
  readonly changed: boolean;
  readonly group: number;
  readonly serial: number;
  readonly offset: number;
}

export interface JournalState {
  readonly exists: boolean;
  readonly group: number;
  readonly changed: boolean;
  readonly droppedBytes: number;
}

/** What came of a task of a journal. */
export interface JournalOutcome<R> {
  readonly report: R;
  readonly failure: Failure | undefined;
  /** The bytes beside the report. */
  readonly frames: Uint8Array;
}

/** How a task is run. One that only reads may be aborted. */
export interface JournalRun extends CallOptions {
  readonly onFailure?: (() => void) | undefined;
  /** Hears of bytes that were read. */
  readonly onRead?: ((bytes: number) => void) | undefined;
}

function randomNumber(): number {
  return crypto.getRandomValues(new Uint32Array(1))[0] ?? 0;
}

/** The log of a store's changes in a volume: the C++ journal, whose effects are carried out here. One task at a time. */
export class Journal {
  readonly #handle: Handle;
  readonly #volume: Volume;
  readonly #lease: () => Lease | undefined;

  /** Who writes must have the lease when the task writes. */
  constructor(store: Handle, volume: Volume, lease: () => Lease | undefined, tuning: JournalTuning = {}) {
    const { handle, value } = store.call<Failure>("journal", tuning);
    if (!handle) throw new NacreError(value.error.code, value.error.message);
    this.#handle = handle;
    this.#volume = volume;
    this.#lease = lease;
  }

  get state(): JournalState {
    return this.#handle.call<JournalState>("state").value;
  }

  /** Makes the present state of the store safe. `onFailure` hears of a write that failed before the store is set back. */
  commit(onFailure?: () => void): Promise<JournalOutcome<CommitReport>> {
    return this.run<CommitReport>("commit", { writer: randomNumber() }, { onFailure });
  }

  /** Does a slice of what need not be done at once. Whether there is more; false also after a failure. */
  async tend(): Promise<boolean> {
    const { report, failure } = await this.run<{ readonly more: boolean }>("tend", { writer: randomNumber() });
    return !failure && report.more;
  }

  /** Takes over a group as another journal reported it. False when more has to be read. */
  follow(notice: object, frames: Uint8Array): boolean {
    const { value } = this.#handle.call<Failure | { readonly followed: boolean }>("follow", notice, frames);
    return !isFailure(value) && value.followed;
  }

  /** Runs "load", "catchUp" or "claim". */
  async run<R>(method: string, args: object = {}, run: JournalRun = {}): Promise<JournalOutcome<R>> {
    const { handle: operation, value } = this.#handle.call<Failure>(method, args);
    if (!operation) return { report: undefined as R, failure: value, frames: new Uint8Array(0) };
    let lost: unknown;
    const noted = (thrown: unknown): void => {
      // The core is not told: what it takes for damage it may be asked to repair.
      if (isLost(thrown)) lost = thrown;
      run.onFailure?.();
    };
    const effects = volumeEffects(this.#volume, this.#lease, { onFailure: noted, onRead: run.onRead });
    const { request, payload } = await drive(operation, effects, { signal: run.signal });
    const failure = isFailure(request) ? (lost ? folderFailure(lost) : this.#explain(request)) : undefined;
    return { report: request as R, failure, frames: payload };
  }

  dispose(): void {
    this.#handle.dispose();
  }

  #explain({ error }: Failure): Failure {
    if (error.code !== "quota_exceeded") return { error };
    return fail("quota_exceeded", `There is no room to keep this (${this.#volume.kind}): ${error.message}`);
  }
}
