import type { CallOptions } from "../abort.js";
import type { Backend } from "../backend.js";
import { NacreError } from "../core/errors.js";
import type { Outcome } from "../failure.js";
import type { ImportProgress } from "../file-import.js";
import { type FileBelow, listBelow, readBelow } from "../files-below.js";
import { inParallel } from "../in-parallel.js";
import { failureOrThrow } from "../source-failure.js";
import type { Directory } from "../stores/directory.js";
import { maxReadBytes } from "../stores/directory-paths.js";
import { folderFailure } from "./files/folder-failure.js";
import { KnownFiles } from "./files/known.js";
import { callsAtOnce, Surveyor } from "./files/survey.js";
import { refuseTwins } from "./twin-names.js";

export interface ExportToOptions extends CallOptions {
  /** What is exported, as the root of the folder. Default `/`. */
  readonly path?: string | undefined;
  /** Called after each file. */
  readonly onProgress?: ((progress: ImportProgress) => void) | undefined;
}

export type ExportToResult = Outcome<{
  readonly files: number;
  readonly directories: number;
  readonly bytes: number;
}>;

/** Files that are written at once. */
const writesAtOnce = 16;

/**
 * Writes the files of a workspace into a real folder: how one that is packed is handed to other programs. What is there
 * of the same name is replaced, and what else is there stays; so does what was written before a failure or an abort. Two
 * names that the folder takes for one, such as `a` and `A` on many disks, are refused before anything is written.
 *
 * @example
 * ```ts
 * import { exportTo, StateBackend } from "nacre";
 * import { MemoryDirectory } from "nacre/stores";
 *
 * using files = await StateBackend.create({ files: { "/src/a.ts": "1", "/src/b.ts": "2" } });
 * const folder = new MemoryDirectory();
 * const result = await exportTo(files, folder, { path: "/src" });
 * if (!result.error) console.log(result.files, (await folder.list("/")).length); // 2 2
 * ```
 */
export async function exportTo(
  workspace: Backend,
  directory: Directory,
  options: ExportToOptions = {},
): Promise<ExportToResult> {
  const { path = "/", signal, onProgress } = options;
  signal?.throwIfAborted();
  try {
    const entries = await listBelow(workspace, path, { signal });
    const files = entries.filter(({ isDir }) => !isDir);
    const directories = entries.filter(({ isDir }) => isDir);
    const targets = entries.map(({ relative }) => `/${relative}`);
    await orRefusal(refuseTwins(targets, directory));
    // In path order, so that what is above is there.
    for (const { relative } of directories) {
      signal?.throwIfAborted();
      await orRefusal(directory.makeDirectory(`/${relative}`));
    }
    const write = async ({ relative, bytes = new Uint8Array(0) }: FileBelow): Promise<number> => {
      await orRefusal(directory.write(`/${relative}`, bytes));
      return bytes.length;
    };
    let done = 0;
    let bytes = 0;
    for await (const size of inParallel(readBelow(workspace, files, { signal }), writesAtOnce, write)) {
      bytes += size;
      done++;
      onProgress?.({ done, total: files.length, bytes });
      signal?.throwIfAborted();
    }
    return { files: files.length, directories: directories.length, bytes };
  } catch (error) {
    return failureOrThrow(error);
  }
}

/**
 * The files of a real folder, for `import`: all of them, or the import fails. Directories without files are left out.
 *
 * @example
 * ```ts
 * import { importFrom, StateBackend } from "nacre";
 * import { MemoryDirectory } from "nacre/stores";
 *
 * const folder = new MemoryDirectory();
 * await folder.write("/a.txt", new TextEncoder().encode("one"));
 * using files = await StateBackend.create({ files: importFrom(folder) });
 * console.log(await files.exists("/a.txt")); // true
 * ```
 */
export async function* importFrom(
  directory: Directory,
  { signal }: CallOptions = {},
): AsyncGenerator<readonly [path: string, content: Uint8Array]> {
  const surveyor = new Surveyor(directory, new KnownFiles(), maxReadBytes);
  try {
    const paths = async function* (): AsyncGenerator<string> {
      for await (const finding of surveyor.survey("/", { signal })) {
        if (finding.kind === "leftOut") throw new NacreError(finding.reason.code, finding.reason.message);
        if (finding.kind === "file") yield finding.path;
      }
    };
    const read = async (path: string) => [path, (await directory.read(path)).bytes] as const;
    yield* inParallel(paths(), callsAtOnce, read);
  } catch (error) {
    throw refusal(error);
  }
}

async function orRefusal<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw refusal(error);
  }
}

/** What a folder threw, as an error that `import` and others read as a failure. */
function refusal(thrown: unknown): NacreError {
  if (NacreError.isInstance(thrown) && thrown.name === "NacreError") return thrown;
  const { code, message } = folderFailure(thrown).error;
  return new NacreError(code, message, { cause: thrown });
}
