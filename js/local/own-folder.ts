import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { ProcessLock } from "../stores/process-lock.js";
import type { Lease, WriterLock } from "../stores/writer-lock.js";

/** Makes the folder of nacre in a root, and those in it; what is there stays. A root that is gone is not made again. */
export async function makeOwnFolder(own: string, inside: readonly string[]): Promise<void> {
  await mkdir(own).catch(ignore);
  // Version control is not to see it.
  await writeFile(join(own, ".gitignore"), "*\n", { flag: "wx" }).catch(ignore);
  for (const name of inside) await mkdir(join(own, name), { mode: 0o700 }).catch(ignore);
}

/** Whoever uses the folder meets why it could not be made. */
const ignore = (): void => undefined;

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
