import {
  type Directory,
  type DirectoryChange,
  DirectoryError,
  type DirectoryRow,
  type FileTag,
  type ListOptions,
} from "./directory.js";
import {
  cannotMoveInto,
  isDirectory,
  nameOf,
  notDirectory,
  notFound,
  parentOf,
  refuseRoot,
  segmentsOf,
} from "./directory-paths.js";

/** Bytes of a name, as most hosts allow. */
const maxNameBytes = 255;

interface Entry {
  readonly tag: FileTag;
  /** Absent for a directory. */
  readonly bytes?: Uint8Array;
}

/**
 * A folder in memory: for tests, and as the shortest example of what a `Directory` is.
 *
 * @example
 * ```ts
 * import { DirectoryError, MemoryDirectory } from "nacre/stores";
 *
 * const directory = new MemoryDirectory();
 * const error = await directory.read("/missing").catch((reason: unknown) => reason);
 * if (DirectoryError.isInstance(error)) console.log(error.code); // not_found
 * ```
 */
export class MemoryDirectory implements Directory {
  readonly kind = "memory";
  readonly #entries = new Map<string, Entry>();
  readonly #listeners = new Set<(change: DirectoryChange) => void>();
  #made = 0;

  constructor() {
    this.#put("/");
  }

  async list(path: string, { tags = false }: ListOptions = {}): Promise<readonly DirectoryRow[]> {
    if (this.#entry(path).bytes) throw notDirectory(path);
    const children = [...this.#entries].filter(([child]) => child !== "/" && parentOf(child) === path);
    return children.map(([child, { tag }]) => {
      const row = { name: nameOf(child), kind: tag.kind };
      return tags ? { ...row, tag } : row;
    });
  }

  async stat(path: string): Promise<FileTag | undefined> {
    segmentsOf(path);
    return this.#entries.get(path)?.tag;
  }

  async read(path: string): Promise<{ readonly bytes: Uint8Array; readonly tag: FileTag }> {
    const { bytes, tag } = this.#entry(path);
    if (!bytes) throw isDirectory(path);
    return { bytes: bytes.slice(), tag };
  }

  async write(path: string, bytes: Uint8Array): Promise<FileTag> {
    if (this.#entries.get(path)?.tag.kind === "directory") throw isDirectory(path);
    this.#requireParent(path);
    const tag = this.#put(path, bytes.slice());
    this.#tell(path);
    return tag;
  }

  async makeDirectory(path: string): Promise<void> {
    const { bytes, tag } = this.#entries.get(path) ?? {};
    if (bytes) throw notDirectory(path);
    if (tag) return;
    this.#requireParent(path);
    this.#put(path);
    this.#tell(path);
  }

  async remove(path: string): Promise<void> {
    segmentsOf(path);
    refuseRoot(path);
    if (!this.#entries.has(path)) return;
    for (const inside of this.#below(path)) this.#entries.delete(inside);
    this.#tell(path);
  }

  async move(from: string, to: string): Promise<void> {
    refuseRoot(from);
    const source = this.#entry(from);
    if (to === from || to.startsWith(`${from}/`)) throw cannotMoveInto(from, to);
    const target = this.#entries.get(to);
    if (target?.tag.kind === "directory") throw isDirectory(to);
    if (target && source.tag.kind === "directory") throw notDirectory(to);
    this.#requireParent(to);
    for (const path of this.#below(from)) {
      this.#entries.set(to + path.slice(from.length), this.#entry(path));
      this.#entries.delete(path);
    }
    this.#tell(from, to);
  }

  watch(onChange: (change: DirectoryChange) => void): () => void {
    const listener = (change: DirectoryChange): void => onChange(change);
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  #entry(path: string): Entry {
    segmentsOf(path);
    const entry = this.#entries.get(path);
    if (entry) return entry;
    this.#requireParent(path);
    throw notFound(path);
  }

  #requireParent(path: string): void {
    const segments = segmentsOf(path);
    const long = segments.find((segment) => new TextEncoder().encode(segment).length > maxNameBytes);
    if (long !== undefined) {
      throw new DirectoryError("invalid_path", path, `The name '${long}' has over ${maxNameBytes} bytes`);
    }
    const parent = this.#entries.get(parentOf(path));
    if (parent?.bytes) throw notDirectory(path);
    if (!parent) throw this.#nearest(path);
  }

  /** Why there is nothing above a path. */
  #nearest(path: string): DirectoryError {
    let above = parentOf(path);
    while (!this.#entries.has(above)) above = parentOf(above);
    return this.#entries.get(above)?.bytes ? notDirectory(path) : notFound(parentOf(path));
  }

  #below(path: string): string[] {
    return [...this.#entries.keys()].filter((other) => other === path || other.startsWith(`${path}/`));
  }

  #put(path: string, bytes?: Uint8Array): FileTag {
    const identity = String(++this.#made);
    const kind = bytes ? "file" : "directory";
    const tag = { kind, size: bytes?.length ?? 0, modified: Date.now() * 1000, identity } as const;
    this.#entries.set(path, bytes ? { tag, bytes } : { tag });
    return tag;
  }

  #tell(...paths: string[]): void {
    for (const listener of this.#listeners) queueMicrotask(() => listener({ paths }));
  }
}
