import type { Handle, Payload } from "../../core/core.js";
import { NacreError } from "../../core/errors.js";
import { type Failure, isFailure } from "../../failure.js";
import { DirectoryError } from "../../stores/directory.js";
import { inOrder } from "../loader.js";
import type { KnownFile } from "./known.js";

/** A step from one state of a store to another, as `src/journal/change_plan.h` makes them. */
export interface PlannedStep {
  readonly kind: "erase" | "directory" | "file" | "same";
  readonly path: string;
  /** For `same`: where the very content was before. */
  readonly source?: string;
}

/** A file and its bytes. */
export interface FileSize {
  readonly path: string;
  readonly size: number;
}

/** Times in one call. */
const timesAtOnce = 2000;

/** The calls of a store that keepers of real files use. */
export class StoreAccess {
  readonly #store: Handle;

  constructor(store: Handle) {
    this.#store = store;
  }

  /** What leads from a snapshot to the present state. */
  plan(before: Handle): readonly PlannedStep[] {
    return this.#must<{ readonly steps: readonly PlannedStep[] }>("plan", { before }).steps;
  }

  adopt(snapshot: Handle): void {
    this.#must("adopt", { snapshot });
  }

  /** What has come since `before` is kept in real files, and what has gone is not. */
  keep(before: Handle): void {
    this.#must("keep", { before });
  }

  /** The contents at and below `paths` that are not loaded, in a snapshot or in the present state. */
  unloaded(paths: readonly string[], snapshot?: Handle): readonly number[] {
    return this.#must<{ readonly wanted: readonly number[] }>("unloaded", { paths, in: snapshot }).wanted;
  }

  /** Where contents stand in a snapshot, and how many of them stand nowhere. */
  locate(wanted: readonly number[], snapshot: Handle): { readonly files: readonly FileSize[]; readonly lost: number } {
    return this.#must("locate", { wanted: inOrder(wanted), in: snapshot });
  }

  /** Loads the content of a file of a snapshot. False when these are not its bytes. */
  load(path: string, snapshot: Handle, bytes: Uint8Array): boolean {
    return this.#must<{ readonly loaded: boolean }>("load", { path, in: snapshot }, bytes).loaded;
  }

  /** The same in the present state. */
  loadPresent(path: string, bytes: Uint8Array): boolean {
    return this.#must<{ readonly loaded: boolean }>("load", { path }, bytes).loaded;
  }

  /** Unloads what is over the budget, with so much to come. */
  makeRoom(bytes: number): void {
    this.#must("makeRoom", { bytes });
  }

  /** Bytes that may be loaded, and are; no budget means all. */
  memory(): { readonly loadedBytes?: number; readonly memoryBudget?: number } {
    return this.#must("usage", {});
  }

  /** Writes files whose contents stay where they are; all or none. */
  writeUnread(files: readonly FileSize[]): Failure | undefined {
    return this.#try("writeUnread", { files, now: now() });
  }

  /** The content of a file; nothing where there is none, or where it is not loaded. */
  bytes(path: string): Uint8Array | undefined {
    const { value, payload } = this.#store.call("readBytes", { path });
    return isFailure(value) ? undefined : payload;
  }

  /** The content of a file that is there, and loaded; anything else is thrown. */
  contentOf(path: string): Uint8Array {
    const bytes = this.bytes(path);
    if (!bytes) throw new DirectoryError("io", path, `The content of '${path}' is not in memory`);
    return bytes;
  }

  write(path: string, bytes: Uint8Array): Failure | undefined {
    return this.#try("write", { path, now: now() }, bytes);
  }

  /** Writes many files; all or none. */
  writeBatch(records: Payload): Failure | undefined {
    const { handle: batch, value } = this.#store.call<Failure>("beginBatch");
    if (!batch) return value;
    try {
      const added = batch.call("add", {}, records).value;
      if (isFailure(added)) return added;
      const committed = batch.call("commit", { now: now() }).value;
      return isFailure(committed) ? committed : undefined;
    } finally {
      batch.dispose();
    }
  }

  makeDirectory(path: string): Failure | undefined {
    return this.#try("mkdir", { path, parents: true, now: now() });
  }

  /** Takes out a path with all below it, or nothing. */
  remove(path: string): void {
    this.#store.call("remove", { path, recursive: true, now: now() });
  }

  /** Gives files the times that the real ones have. */
  setTimes(files: Iterable<readonly [path: string, file: Pick<KnownFile, "tag">]>): void {
    let times: { path: string; modified: number }[] = [];
    const send = (): void => {
      if (times.length > 0) this.#must("setTimes", { times });
      times = [];
    };
    for (const [path, { tag }] of files) {
      if (tag.kind === "file" && Number.isSafeInteger(tag.modified)) times.push({ path, modified: tag.modified });
      if (times.length === timesAtOnce) send();
    }
    send();
  }

  #try(method: string, args: object, payload?: Payload): Failure | undefined {
    const { value } = this.#store.call(method, args, payload);
    return isFailure(value) ? value : undefined;
  }

  #must<R>(method: string, args: object, payload?: Payload): R {
    const { value } = this.#store.call<R | Failure>(method, args, payload);
    if (isFailure(value)) throw new NacreError(value.error.code, value.error.message);
    return value;
  }
}

function now(): number {
  return Date.now() * 1000;
}
