import {
  type Directory,
  DirectoryError,
  type DirectoryRow,
  type FileTag,
  type ListOptions,
} from "../../../js/stores/directory.js";
import { joined } from "../../../js/stores/directory-paths.js";
import { type BlobInfo, type Volume, VolumeError } from "../../../js/stores/volume.js";

/** How a call fails: without an effect, after its effect, or after half of it. */
export type Manner = "before" | "after" | "half";

/** Counts calls, and has those with certain numbers fail; or has everything fail from one on, as after a kill. */
export class Faults {
  calls = 0;
  #at = Number.POSITIVE_INFINITY;
  #count = 0;
  #manner: Manner = "before";
  #quiet = false;

  /** From now on the `at`-th call fails, and the `count - 1` after it. */
  arm(at: number, count: number, manner: Manner): void {
    this.calls = 0;
    this.#at = at;
    this.#count = count;
    this.#manner = manner;
  }

  /** Runs `work` as if there were no faults, and counts none of its calls. */
  async quietly<T>(work: () => Promise<T>): Promise<T> {
    this.#quiet = true;
    try {
      return await work();
    } finally {
      this.#quiet = false;
    }
  }

  get hit(): boolean {
    return this.calls >= this.#at;
  }

  /** Runs one call. `half` does a part of it. */
  async call<T>(work: () => Promise<T>, half: () => Promise<unknown>, refuse: () => Error): Promise<T> {
    if (this.#quiet) return work();
    const number = ++this.calls;
    if (number < this.#at || number >= this.#at + this.#count) return work();
    // Those after the first find nobody who could do anything.
    if (number === this.#at && this.#manner === "after") await work();
    if (number === this.#at && this.#manner === "half") await half();
    throw refuse();
  }
}

const nothing = async (): Promise<void> => undefined;

/** A directory whose calls fail as told. */
export class FaultyDirectory implements Directory {
  readonly kind = "memory";
  readonly makesEmptyFiles: boolean;
  readonly move?: (from: string, to: string) => Promise<void>;
  readonly #inner: Directory;
  readonly #faults: Faults;

  /** `canMove` as disks; otherwise there is no rename, and a new file is empty at first, as in browsers. */
  constructor(inner: Directory, faults: Faults, canMove: boolean) {
    this.makesEmptyFiles = !canMove;
    this.#inner = inner;
    this.#faults = faults;
    if (canMove) this.move = (from, to) => this.#call(from, async () => inner.move?.(from, to));
  }

  list(path: string, options?: ListOptions): Promise<readonly DirectoryRow[]> {
    return this.#call(path, () => this.#inner.list(path, options));
  }

  stat(path: string): Promise<FileTag | undefined> {
    return this.#call(path, () => this.#inner.stat(path));
  }

  read(path: string): Promise<{ readonly bytes: Uint8Array; readonly tag: FileTag }> {
    return this.#call(path, () => this.#inner.read(path));
  }

  write(path: string, bytes: Uint8Array): Promise<FileTag> {
    const half = async () => {
      if (this.makesEmptyFiles && !(await this.#inner.stat(path))) await this.#inner.write(path, new Uint8Array(0));
    };
    return this.#call(path, () => this.#inner.write(path, bytes), half);
  }

  makeDirectory(path: string): Promise<void> {
    return this.#call(path, () => this.#inner.makeDirectory(path));
  }

  /** Half done, the first entry of a directory is gone. */
  remove(path: string): Promise<void> {
    const half = async () => {
      if ((await this.#inner.stat(path))?.kind !== "directory") return;
      const [first] = await this.#inner.list(path);
      if (first) await this.#inner.remove(joined(path, first.name));
    };
    return this.#call(path, () => this.#inner.remove(path), half);
  }

  #call<T>(path: string, work: () => Promise<T>, half: () => Promise<unknown> = nothing): Promise<T> {
    return this.#faults.call(work, half, () => new DirectoryError("io", path, `The disk failed at '${path}'`));
  }
}

/** A volume whose calls fail as told. */
export class FaultyVolume implements Volume {
  readonly kind = "memory";
  readonly #inner: Volume;
  readonly #faults: Faults;

  constructor(inner: Volume, faults: Faults) {
    this.#inner = inner;
    this.#faults = faults;
  }

  list(): Promise<readonly BlobInfo[]> {
    return this.#call(() => this.#inner.list());
  }

  read(name: string, offset: number, length: number): Promise<Uint8Array> {
    return this.#call(() => this.#inner.read(name, offset, length));
  }

  /** Half done, it is torn. */
  create(name: string, content: number | Uint8Array): Promise<void> {
    const half = async () => {
      if (typeof content === "number") return;
      const torn = content.slice();
      torn.fill(0, content.length / 2);
      await this.#inner.create(name, torn);
    };
    return this.#call(() => this.#inner.create(name, content), half);
  }

  write(name: string, offset: number, bytes: Uint8Array): Promise<void> {
    return this.#call(() => this.#inner.write(name, offset, bytes));
  }

  flush(): Promise<void> {
    return this.#call(() => this.#inner.flush());
  }

  remove(name: string): Promise<void> {
    return this.#call(() => this.#inner.remove(name));
  }

  release(): Promise<void> {
    return this.#inner.release();
  }

  #call<T>(work: () => Promise<T>, half: () => Promise<unknown> = nothing): Promise<T> {
    return this.#faults.call(work, half, () => new VolumeError("io", "The volume failed"));
  }
}
