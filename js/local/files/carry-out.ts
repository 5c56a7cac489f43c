import { upwards } from "../../paths.js";
import type { Directory, FileTag } from "../../stores/directory.js";
import { type Action, placeBefore } from "./actions.js";
import type { IntentStep } from "./intent.js";
import { directoryTag, isDoubtful, isSameFile, type KnownFile, type KnownFiles, looksSame } from "./known.js";
import { sameBytes } from "./same-bytes.js";
import { sideBySide } from "./side-by-side.js";
import type { StoreAccess } from "./store-access.js";

export interface CarryOutParts {
  readonly directory: Directory;
  readonly store: StoreAccess;
  readonly known: KnownFiles;
  /** Throws when the right to write is lost. */
  readonly verify: () => Promise<void>;
  /** Steps that are under way at once. */
  readonly atOnce: number;
}

/** Does to real files what a change has done to the store, and can undo it. */
export class CarryOut {
  readonly #actions: readonly Action[];
  readonly #directory: Directory;
  readonly #store: StoreAccess;
  readonly #known: KnownFiles;
  readonly #verify: () => Promise<void>;
  readonly #atOnce: number;
  readonly #begun = new Set<Action>();
  /** What was written, as it looked then. */
  readonly #written = new Map<string, { readonly tag: FileTag; readonly seen: number }>();
  /** What was renamed, as it looked then. */
  readonly #moved = new Map<string, KnownFile>();

  constructor(actions: readonly Action[], { directory, store, known, verify, atOnce }: CarryOutParts) {
    this.#actions = actions;
    this.#directory = directory;
    this.#store = store;
    this.#known = known;
    this.#verify = verify;
    this.#atOnce = atOnce;
  }

  /** What has to be known to finish this later, should it be cut short. */
  intentSteps(): readonly IntentStep[] {
    const steps: IntentStep[] = [];
    const tagAt = (path: string): FileTag | undefined => this.#known.get(path)?.tag;
    for (const action of this.#actions) {
      const { kind, path } = action;
      if (kind === "erase") {
        for (const [inner, { tag }] of [...this.#known.below(path)].reverse()) {
          steps.push({ kind, path: inner, before: tag });
        }
      }
      const from = kind === "move" ? { from: action.from, fromBefore: tagAt(action.from) } : {};
      const before = tagAt(kind === "file" ? placeBefore(path, this.#actions) : path);
      steps.push({ kind, path, before, ...from });
    }
    return steps;
  }

  /** The store must be in its new state. What `known` says stays as it is until `settle`. */
  async perform(): Promise<void> {
    await this.#each(this.#of("erase"), (action) => this.#begin(action, () => this.#directory.remove(action.path)));
    for (const level of levelsOf(this.#of("directory"))) {
      await this.#each(level, (action) => this.#begin(action, () => this.#directory.makeDirectory(action.path)));
    }
    for (const action of this.#of("move")) {
      await this.#begin(action, () => this.#move(action.from, action.path));
    }
    await this.#each(this.#of("file"), (action) => this.#begin(action, () => this.#write(action.path)));
  }

  /** Has `known` say what stands there now. */
  settle(): void {
    for (const { path } of this.#of("erase")) this.#known.delete(path);
    for (const { path } of this.#of("directory")) this.#known.set(path, { tag: directoryTag });
    for (const { from, path } of this.#of("move")) this.#known.move(from, path);
    for (const [path, file] of this.#moved) this.#known.set(path, file);
    for (const [path, { tag, seen }] of this.#written) {
      this.#known.set(path, { tag, doubtful: isDoubtful(tag, seen) });
    }
  }

  /** Undoes what was begun. The store must be back in the state that `known` tells of. */
  async undo(): Promise<void> {
    await this.#each(this.#begunOf("file"), ({ path }) => this.#restore(path));
    for (const { from, path } of this.#begunOf("move")) await this.#moveBack(from, path);
    for (const level of levelsOf(this.#begunOf("directory")).reverse()) {
      await this.#each(level, ({ path }) => this.#removeIfEmpty(path));
    }
    for (const { path } of this.#begunOf("erase")) await this.#restoreAll(path);
  }

  #of<K extends Action["kind"]>(kind: K): Extract<Action, { kind: K }>[] {
    return this.#actions.filter((action): action is Extract<Action, { kind: K }> => action.kind === kind);
  }

  #begunOf<K extends Action["kind"]>(kind: K): Extract<Action, { kind: K }>[] {
    return this.#of(kind).filter((action) => this.#begun.has(action));
  }

  #each<T>(items: Iterable<T>, work: (item: T) => Promise<void>): Promise<void> {
    return sideBySide(items, this.#atOnce, work);
  }

  async #begin(action: Action, work: () => Promise<void>): Promise<void> {
    await this.#verify();
    this.#begun.add(action);
    await work();
  }

  /** A file that was renamed counts as changed on some hosts: it is known as it looks then. */
  async #move(from: string, path: string): Promise<void> {
    await this.#directory.move?.(from, path);
    const known = this.#known.get(from);
    if (known?.tag.kind !== "file" || known.tag.changed === undefined) return;
    const tag = await this.#directory.stat(path);
    if (tag && isSameFile(known.tag, tag)) this.#moved.set(path, { ...known, tag });
  }

  async #write(path: string): Promise<void> {
    const seen = Date.now();
    const tag = await this.#directory.write(path, this.#store.contentOf(path));
    this.#written.set(path, { tag, seen });
  }

  /** Puts the old content back, or takes the new file out, unless somebody else changed it again. */
  async #restore(path: string): Promise<void> {
    const before = placeBefore(path, this.#actions);
    const known = this.#known.get(before);
    const real = await this.#directory.stat(path);
    const written = this.#written.get(path)?.tag;
    if (looksSame(known?.tag, real) && (!known?.doubtful || (await this.#holds(path, before)))) return;
    if (written && !looksSame(written, real)) return;
    if (known?.tag.kind === "file") await this.#directory.write(path, this.#store.contentOf(before));
    else if (real?.kind === "file") await this.#directory.remove(path);
  }

  /** Whether a real file has the content that stood at `before`. */
  async #holds(path: string, before: string): Promise<boolean> {
    return sameBytes((await this.#directory.read(path)).bytes, this.#store.contentOf(before));
  }

  async #moveBack(from: string, to: string): Promise<void> {
    if (await this.#directory.stat(from)) return;
    if (!(await this.#directory.stat(to))) return;
    await this.#directory.move?.(to, from);
    if (this.#known.get(to)?.tag.kind === "file") await this.#directory.write(to, this.#store.contentOf(to));
  }

  async #removeIfEmpty(path: string): Promise<void> {
    const isOurs = this.#known.get(path)?.tag.kind !== "directory";
    if (!isOurs || (await this.#directory.stat(path))?.kind !== "directory") return;
    if ((await this.#directory.list(path, { others: true })).length === 0) await this.#directory.remove(path);
  }

  async #restoreAll(path: string): Promise<void> {
    const files: string[] = [];
    const all = [[path, this.#known.get(path)] as const, ...this.#known.below(path)];
    for (const [inner, known] of all) {
      if (known?.tag.kind === "directory") await this.#directory.makeDirectory(inner);
      else if (known) files.push(inner);
    }
    await this.#each(files, async (inner) => {
      if (!(await this.#directory.stat(inner))) await this.#directory.write(inner, this.#store.contentOf(inner));
    });
  }
}

/** Paths of one depth together, from above: what is made in a directory needs it. */
function levelsOf<A extends Action>(actions: readonly A[]): A[][] {
  const levels = new Map<number, A[]>();
  for (const action of actions) {
    const depth = upwards(action.path).length;
    const level = levels.get(depth);
    if (level) level.push(action);
    else levels.set(depth, [action]);
  }
  return [...levels].sort(([a], [b]) => a - b).map(([, level]) => level);
}
