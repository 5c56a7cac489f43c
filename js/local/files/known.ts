import type { FailureReason } from "../../failure.js";
import { isWithin, nameOf, parentOf, upwards } from "../../paths.js";
import type { FileTag } from "../../stores/directory.js";

/** What is known of a real file or directory: how it looked when its content was taken over. */
export interface KnownFile {
  readonly tag: FileTag;
  /** Whether it could have changed since without looking any different: its clock had not ticked yet. */
  readonly doubtful?: boolean | undefined;
  /** Why the workspace does not hold it. */
  readonly leftOut?: FailureReason | undefined;
  /** Whether only listings tell of it: it is left out, and neither file nor directory. */
  readonly listedOnly?: boolean | undefined;
}

interface Node {
  file: KnownFile;
  readonly children: Map<string, Node>;
}

/** For a directory of which nothing but its being there is known. */
export const directoryTag: FileTag = { kind: "directory", size: 0, modified: 0 };

/** For what only listings tell of; no file looks like it. */
export const otherTag: FileTag = { kind: "file", size: 0, modified: Number.NEGATIVE_INFINITY };

/** Milliseconds in which a clock is taken not to tick: one that counts in seconds, in some systems in pairs; any other. */
const tickMs = { coarse: 2500, fine: 50 };

/** Whether a file could change after `seen` (milliseconds since 1970) and yet keep the time that it has. */
export function isDoubtful({ kind, modified }: FileTag, seen: number): boolean {
  if (kind === "directory") return false;
  const tick = modified % 1_000_000 === 0 ? tickMs.coarse : tickMs.fine;
  return Math.abs(seen - modified / 1000) < tick;
}

/** Whether what stands there still looks as it did. */
export function looksSame(known: FileTag | undefined, real: FileTag | undefined): boolean {
  if (!known || !real) return known === real;
  if (known.kind !== real.kind) return false;
  if (known.kind === "directory") return true;
  const isUnchanged = known.changed === undefined || real.changed === undefined || known.changed === real.changed;
  return isUnchanged && known.size === real.size && known.modified === real.modified && !areOthers(known, real);
}

/** Whether a file is the one that was known, with the same content: only its name, or who may use it, can be another. */
export function isSameFile(known: FileTag, real: FileTag): boolean {
  return known.identity !== undefined && looksSame({ ...known, changed: undefined }, real);
}

/** Whether it is certain that one took the place of the other. */
export function areOthers(known: FileTag, real: FileTag): boolean {
  return known.identity !== undefined && real.identity !== undefined && known.identity !== real.identity;
}

/** All that is known of the real files of a workspace, by their paths: a tree. */
export class KnownFiles {
  readonly #root: Node = { file: { tag: directoryTag }, children: new Map() };
  readonly #leftOut = new Map<string, FailureReason>();
  /** Where links were seen, but not what is below them; some may be none any more. */
  readonly #links = new Set<string>();
  #size = 0;
  #doubtSince = Number.POSITIVE_INFINITY;

  /** Files and directories, the root aside. */
  get size(): number {
    return this.#size;
  }

  /** What the workspace does not hold, and why. */
  get leftOut(): ReadonlyMap<string, FailureReason> {
    return this.#leftOut;
  }

  /** The least time, in microseconds, of all files that were doubtful when they were put here. */
  get doubtSince(): number {
    return this.#doubtSince;
  }

  get(path: string): KnownFile | undefined {
    return this.#find(path)?.file;
  }

  /** Files above it become directories. */
  set(path: string, file: KnownFile): void {
    let node = this.#root;
    for (const name of segmentsOf(path)) {
      if (node !== this.#root && node.file.tag.kind !== "directory") node.file = { tag: directoryTag };
      let child = node.children.get(name);
      if (!child) {
        child = { file: { tag: directoryTag }, children: new Map() };
        node.children.set(name, child);
        this.#size++;
      }
      node = child;
    }
    node.file = file;
    if (file.leftOut) this.#leftOut.set(path, file.leftOut);
    else this.#leftOut.delete(path);
    this.#noteLink(path, file.tag);
    if (file.doubtful) this.#doubtSince = Math.min(this.#doubtSince, file.tag.modified);
  }

  /** Learns the identity of what still looks the same. */
  confirm(path: string, tag: FileTag): void {
    const node = this.#find(path);
    if (!node || !looksSame(node.file.tag, tag)) return;
    node.file = { ...node.file, tag };
    this.#noteLink(path, tag);
  }

  /** Forgets a path and all below it. */
  delete(path: string): void {
    for (const leftOut of this.#leftOut.keys()) if (isWithin(leftOut, path)) this.#leftOut.delete(leftOut);
    this.#detach(path);
  }

  /** Gives what is known of `from` and all below it to `to`. */
  move(from: string, to: string): void {
    const leftOut = [...this.#leftOut].filter(([path]) => isWithin(path, from));
    this.delete(to);
    const node = this.#detach(from);
    if (!node) return;
    this.set(to, node.file);
    this.#find(parentOf(to))?.children.set(nameOf(to), node);
    this.#size += sizeOf(node) - 1;
    for (const [path, reason] of leftOut) {
      this.#leftOut.delete(path);
      this.#leftOut.set(to + path.slice(from.length), reason);
    }
  }

  /** The other paths that links give to what is at `path`, or above or below it. */
  otherPaths(path: string): readonly string[] {
    const real = this.#realPath(path);
    const found = new Set([real]);
    for (const link of this.#links) {
      const target = this.get(link)?.tag.leadsTo;
      if (target === undefined) this.#links.delete(link);
      else if (isWithin(real, target)) found.add(link + real.slice(target.length));
      else if (isWithin(target, real)) found.add(link);
    }
    found.delete(path);
    return [...found];
  }

  /** The names in a directory. */
  names(path: string): string[] {
    return [...(this.#find(path)?.children.keys() ?? [])];
  }

  /** Everything below a path, parents first. */
  *below(path: string): Generator<readonly [path: string, file: KnownFile]> {
    const node = this.#find(path);
    if (node) yield* walk(path === "/" ? "" : path, node);
  }

  /** Files and directories below a path, counted up to `most`. */
  countBelow(path: string, most: number): number {
    let count = 0;
    for (const _ of this.below(path)) if (++count >= most) break;
    return count;
  }

  #noteLink(path: string, { leadsTo }: FileTag): void {
    if (leadsTo === undefined) return;
    const above = this.get(parentOf(path))?.tag.leadsTo;
    if (above === undefined || leadsTo !== `${above}/${nameOf(path)}`) this.#links.add(path);
  }

  #realPath(path: string): string {
    for (const above of upwards(path)) {
      const leadsTo = this.get(above)?.tag.leadsTo;
      if (leadsTo !== undefined) return leadsTo + path.slice(above.length);
    }
    return path;
  }

  #find(path: string): Node | undefined {
    let node: Node | undefined = this.#root;
    for (const name of segmentsOf(path)) node = node?.children.get(name);
    return node;
  }

  #detach(path: string): Node | undefined {
    const parent = this.#find(parentOf(path));
    const node = parent?.children.get(nameOf(path));
    if (!node) return undefined;
    parent?.children.delete(nameOf(path));
    this.#size -= sizeOf(node);
    return node;
  }
}

function segmentsOf(path: string): readonly string[] {
  return path === "/" ? [] : path.slice(1).split("/");
}

function sizeOf(node: Node): number {
  let size = 1;
  for (const child of node.children.values()) size += sizeOf(child);
  return size;
}

function* walk(path: string, node: Node): Generator<readonly [string, KnownFile]> {
  for (const [name, child] of node.children) {
    const inner = `${path}/${name}`;
    yield [inner, child.file];
    yield* walk(inner, child);
  }
}
