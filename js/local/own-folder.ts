import { access, constants, mkdir, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { DirectoryError } from "../stores/directory.js";
import { systemCode } from "../stores/disk-directory-error.js";
import type { ProcessLock } from "../stores/process-lock.js";
import type { Lease, WriterLock } from "../stores/writer-lock.js";

/** How systems say that something may not be written. */
const cannotWrite: ReadonlySet<string> = new Set(["EACCES", "EPERM", "EROFS"]);

/** Makes the folder of nacre, and the root that it is in. False where the root is there and may only be read. */
export async function canMakeOwnFolder(own: string): Promise<boolean> {
  try {
    await mkdir(own, { recursive: true });
    await access(own, constants.W_OK);
    return true;
  } catch (error) {
    const root = await stat(dirname(own)).catch(() => undefined);
    if (!root?.isDirectory() || !cannotWrite.has(systemCode(error))) throw error;
    return false;
  }
}

/** Makes the folder of nacre in a root, and those in it; what is there stays. A root that is gone is not made again. */
export async function makeOwnFolder(own: string, inside: readonly string[]): Promise<void> {
  await mkdir(own).catch(ignore);
  // Version control is not to see it.
  await writeFile(join(own, ".gitignore"), "*\n", { flag: "wx" }).catch(ignore);
  for (const name of inside) await mkdir(join(own, name), { mode: 0o700 }).catch(ignore);
}

/** Whoever uses the folder meets why it could not be made. */
const ignore = (): void => undefined;

/** In the place of a lock where nothing may be written: whoever wants to is told so. */
export class ReadOnlyLock implements WriterLock {
  readonly #root: string;

  constructor(root: string) {
    this.#root = root;
  }

  async acquire(): Promise<Lease> {
    const why = `The folder '${this.#root}' may only be read by this process, so that this workspace is read-only`;
    throw new DirectoryError("permission_denied", "/", why);
  }
}

/** A lock in the folder of nacre, which is made again when somebody has removed it, as `git clean` does. */
export class RemakingLock implements WriterLock {
  readonly keepMs: number;
  readonly #lock: ProcessLock;
  readonly #remake: () => Promise<void>;

  constructor(lock: ProcessLock, remake: () => Promise<void>) {
    this.keepMs = lock.keepMs;
    this.#lock = lock;
    this.#remake = remake;
  }

  async acquire(signal?: AbortSignal): Promise<Lease> {
    await this.#remake();
    return this.#lock.acquire(signal);
  }
}
