import { isNamed } from "./opfs-calls.js";

/** As many names as Chromium tries. */
const maxSwapNames = 100;

/** `x`, `x.crswap`, `x.1.crswap` and so `x.1` are of one family. */
const swapEndings = /(?:\.crswap|\.\d+)+$/;

/**
 * What `createWritable` shows of a file before it is whole: the file itself, empty, when it is new; and in Chromium
 * `NAME.crswap`. Such a name is hidden only while we write NAME: any other file of such a name is the user's.
 */
export class FilesInMaking {
  readonly #hidden = new Map<string, number>();
  readonly #last = new Map<string, Promise<unknown>>();

  isHidden(path: string): boolean {
    return this.#hidden.has(path);
  }

  /** Runs `work` while its paths are hidden. */
  async hiding<T>(paths: readonly string[], work: () => Promise<T>): Promise<T> {
    for (const path of paths) this.#hidden.set(path, (this.#hidden.get(path) ?? 0) + 1);
    try {
      return await work();
    } finally {
      for (const path of paths) {
        const left = (this.#hidden.get(path) ?? 1) - 1;
        if (left === 0) this.#hidden.delete(path);
        else this.#hidden.set(path, left);
      }
    }
  }

  /**
   * Runs `work` after all earlier work on the same path: two writers of one file must not meet. Nor must those of a file
   * and of one that has the name which Chromium writes the first one to.
   */
  async inTurn<T>(path: string, work: () => Promise<T>): Promise<T> {
    const family = path.replace(swapEndings, "");
    const running = (this.#last.get(family) ?? Promise.resolve()).then(work, work);
    this.#last.set(family, running);
    try {
      return await running;
    } finally {
      if (this.#last.get(family) === running) this.#last.delete(family);
    }
  }
}

/** The name that Chromium is going to write `name` to: the first one that is free. */
export async function swapNameOf(parent: FileSystemDirectoryHandle, name: string): Promise<string> {
  for (let count = 0; count < maxSwapNames; count++) {
    const swapName = count === 0 ? `${name}.crswap` : `${name}.${count}.crswap`;
    if (!(await lookUp(parent, swapName))) return swapName;
  }
  return `${name}.crswap`;
}

/** The file of that name in a directory, or that there is a directory. */
export async function lookUp(
  parent: FileSystemDirectoryHandle,
  name: string,
): Promise<FileSystemFileHandle | "directory" | undefined> {
  try {
    return await parent.getFileHandle(name);
  } catch (error) {
    if (isNamed(error, "NotFoundError")) return undefined;
    if (isNamed(error, "TypeMismatchError")) return "directory";
    throw error;
  }
}
