import type { CallOptions } from "../../abort.js";
import { type Failure, fail } from "../../failure.js";
import { inParallel } from "../../in-parallel.js";
import { DirectoryError } from "../../stores/directory.js";
import { folderFailure, isLost, isMissing } from "./folder-failure.js";
import { looksSame } from "./known.js";
import type { RealFiles } from "./real-files.js";
import type { FileSize } from "./store-access.js";
import { callsAtOnce } from "./survey.js";

/** What came of loading: paths whose files are not what is known of them, so that they have to be looked at first. */
export interface Loaded {
  readonly stale: readonly string[];
  readonly failure?: Failure | undefined;
}

/** Loads contents of a workspace from the real files that have them. */
export class FileLoader {
  readonly #files: RealFiles;

  constructor(files: RealFiles) {
    this.#files = files;
  }

  /** Loads what is wanted, as far as the real files still have it. `attempt` is 0 for the first one. */
  async load(wanted: readonly number[], attempt: number, options: CallOptions): Promise<Loaded> {
    const { files, lost } = this.#files.locate(wanted);
    // What stood nowhere a moment ago may only have been about to be replaced.
    if (lost > 0 && attempt > 0) return { stale: [], failure: gone() };
    // What was loaded for the same call stays.
    if (attempt === 0) this.#files.makeRoom(files.reduce((sum, { size }) => sum + size, 0));
    return this.loadFiles(files, options);
  }

  /** Loads the contents of settled files. */
  async loadFiles(files: readonly FileSize[], { signal }: CallOptions): Promise<Loaded> {
    const stale: string[] = [];
    try {
      for await (const path of inParallel(files, callsAtOnce, ({ path }) => this.#load(path))) {
        signal?.throwIfAborted();
        if (path !== undefined) stale.push(path);
      }
      return { stale };
    } catch (error) {
      return { stale: [], failure: folderFailure(error) };
    }
  }

  /** Takes over what files are by now. Only where nobody else changes the workspace. */
  async renew(stale: readonly string[]): Promise<Failure | undefined> {
    const { known, surveyor } = this.#files;
    for (const path of stale) {
      const file = known.get(path);
      if (file && !file.leftOut) known.set(path, { ...file, doubtful: true });
    }
    try {
      await this.#files.absorb(surveyor.inspect(stale, { because: "named" }));
      return undefined;
    } catch (error) {
      return folderFailure(error);
    }
  }

  /** The path, when there is something else by now. */
  async #load(path: string): Promise<string | undefined> {
    try {
      const { bytes, tag } = await this.#files.directory.read(path);
      // What is known may have become something else meanwhile, and what is settled with it.
      const isKnown = looksSame(this.#files.known.get(path)?.tag, tag);
      return isKnown && this.#files.store.load(path, this.#files.settled, bytes) ? undefined : path;
    } catch (error) {
      if (isMissing(error)) return path;
      if (!DirectoryError.isInstance(error) || error.code === "io" || isLost(error)) throw error;
      return path;
    }
  }
}

/** Why contents cannot be had that no settled file has. */
export function gone(): Failure {
  return fail(
    "conflict",
    "Somebody else has changed a file since this state was taken, and its old content is not loaded",
  );
}
