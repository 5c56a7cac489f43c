import type { Directory, DirectoryChange, DirectoryRow, FileTag, ListOptions } from "../../../js/stores/directory.js";

export interface ProbeOptions {
  /** Whether it can rename. Default false. */
  readonly canMove?: boolean;
  /** Whether it can be watched; events come from `tell` alone. Default false. */
  readonly canWatch?: boolean;
  /** Times in whole seconds, and no identities, as in some browsers. Default false. */
  readonly coarse?: boolean;
}

type Method = "list" | "stat" | "read" | "write" | "makeDirectory" | "remove" | "move";

/** A directory that counts its calls and can be made to do other things before them. */
export class ProbedDirectory implements Directory {
  readonly kind = "memory";
  readonly move?: (from: string, to: string) => Promise<void>;
  readonly watch?: (onChange: (change: DirectoryChange) => void) => () => void;
  /** Runs before each call; what it throws, the call throws. */
  before: (method: Method, path: string) => Promise<void> | void = () => undefined;
  readonly #inner: Directory;
  readonly #coarse: boolean;
  readonly #listeners = new Set<(change: DirectoryChange) => void>();
  #calls: [method: Method, path: string][] = [];

  constructor(inner: Directory, { canMove = false, canWatch = false, coarse = false }: ProbeOptions = {}) {
    this.#inner = inner;
    this.#coarse = coarse;
    if (canMove) this.move = (from, to) => this.#call("move", from, async () => inner.move?.(from, to));
    if (canWatch) {
      this.watch = (onChange) => {
        this.#listeners.add(onChange);
        return () => void this.#listeners.delete(onChange);
      };
    }
  }

  /** The paths of the calls of a method since the last `forget`. */
  paths(method: Method): string[] {
    return this.#calls.filter(([called]) => called === method).map(([, path]) => path);
  }

  get changes(): string[] {
    const methods = ["write", "makeDirectory", "remove", "move"];
    return this.#calls.filter(([method]) => methods.includes(method)).map((call) => call.join(" "));
  }

  forget(): void {
    this.#calls = [];
  }

  tell(change: DirectoryChange): void {
    for (const listener of this.#listeners) listener(change);
  }

  list(path: string, options?: ListOptions): Promise<readonly DirectoryRow[]> {
    return this.#call("list", path, async () => {
      const rows = await this.#inner.list(path, options);
      return rows.map(({ tag, ...row }) => (tag ? { ...row, tag: this.#seen(tag) ?? tag } : row));
    });
  }

  stat(path: string): Promise<FileTag | undefined> {
    return this.#call("stat", path, async () => this.#seen(await this.#inner.stat(path)));
  }

  read(path: string): Promise<{ readonly bytes: Uint8Array; readonly tag: FileTag }> {
    return this.#call("read", path, async () => {
      const { bytes, tag } = await this.#inner.read(path);
      return { bytes, tag: this.#seen(tag) ?? tag };
    });
  }

  write(path: string, bytes: Uint8Array): Promise<FileTag> {
    return this.#call("write", path, async () => {
      const tag = await this.#inner.write(path, bytes);
      return this.#seen(tag) ?? tag;
    });
  }

  makeDirectory(path: string): Promise<void> {
    return this.#call("makeDirectory", path, () => this.#inner.makeDirectory(path));
  }

  remove(path: string): Promise<void> {
    return this.#call("remove", path, () => this.#inner.remove(path));
  }

  #seen(tag: FileTag | undefined): FileTag | undefined {
    if (!tag || !this.#coarse) return tag;
    return { kind: tag.kind, size: tag.size, modified: Math.floor(tag.modified / 1e6) * 1e6 };
  }

  async #call<T>(method: Method, path: string, work: () => Promise<T>): Promise<T> {
    this.#calls.push([method, path]);
    await this.before(method, path);
    return work();
  }
}
