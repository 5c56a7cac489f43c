import type { Backend, CallOptions } from "../backend.js";
import type { Core } from "../core/core.js";
import { MisuseError, NacreError } from "../core/errors.js";
import { fail, type Outcome } from "../failure.js";
import type {
  FileSource,
  ImportOptions,
  ImportProgress,
  ImportResult,
  ImportTarOptions,
  ImportTarResult,
} from "../file-import.js";
import { type EntryBelow, type FileBelow, listBelow, readBelow } from "../files-below.js";
import { type SkippedFile, skipped } from "../outside-name.js";
import { failureOrThrow, orThrow } from "../source-failure.js";
import { StateBackend } from "../state-backend.js";
import type { DiffResult } from "../versions.js";
import { type ArchiveData, atHand, sizeOf } from "./bytes.js";
import { type ArchiveFormat, firstBytes, formatOf, headBytes } from "./format.js";
import { expanded } from "./gzip.js";
import { type ArchiveLimits, type CheckedLimits, checkedLimits, checkUnpacked } from "./limits.js";
import { inMemory, partOf } from "./paced.js";
import { unzip } from "./unzip.js";

export interface ImportArchiveOptions extends CallOptions {
  /** Where the files go. Default `/`. */
  readonly path?: string | undefined;
  /** Default: what the first bytes tell. */
  readonly format?: ArchiveFormat | undefined;
  readonly limits?: ArchiveLimits | undefined;
  readonly onProgress?: ((progress: ImportProgress) => void) | undefined;
  /** The core to unpack in, where the backend has none. Default: the one that `loadCore()` shares. */
  readonly core?: Core | undefined;
}

export type ImportArchiveResult = Outcome<{
  readonly format: ArchiveFormat;
  /** Files. */
  readonly created: number;
  /** Files that were there before; of a tar archive in a `StateBackend` or `LocalBackend`, those that are different now. */
  readonly modified: number;
  readonly bytes: number;
  /** What has no place in a backend, such as links and names that lead outside. */
  readonly skipped: readonly SkippedFile[];
}>;

interface Importing {
  import(files: FileSource, options?: ImportOptions): Promise<ImportResult>;
}

/** A backend that unpacks tar archives itself, with their times, and can tell what that has changed. */
interface Untarring {
  importTar(archive: Uint8Array, options?: ImportTarOptions): Promise<ImportTarResult>;
  snapshot(): Version | Promise<Version>;
  diff(before: Version, options?: CallOptions): Promise<DiffResult>;
}

interface Version {
  dispose(): void;
}

interface Totals {
  readonly created: number;
  readonly modified: number;
  readonly bytes: number;
}

const formats: ReadonlySet<unknown> = new Set<ArchiveFormat>(["zip", "tar", "tar.gz"]);

function importing(backend: Backend): (Backend & Importing) | undefined {
  return "import" in backend && typeof backend.import === "function" ? (backend as Backend & Importing) : undefined;
}

function untarring(backend: Backend): Untarring | undefined {
  const methods = ["importTar", "snapshot", "diff"] as const;
  const has = (name: string): boolean => typeof (backend as unknown as Record<string, unknown>)[name] === "function";
  return methods.every(has) ? (backend as unknown as Untarring) : undefined;
}

/** The result of unpacking into a workspace whose quotas are the limits of the archive. */
function withinLimits<T>(result: Outcome<T>): T {
  const isQuota = result.error?.code === "quota_exceeded";
  return orThrow(isQuota ? fail("limit_exceeded", `Archive holds too much: ${result.error.message}`) : result);
}

/** Directories that no file or directory of `entries` is in. */
function emptyOf(entries: readonly EntryBelow[]): string[] {
  const parents = new Set(entries.map(({ path }) => path.slice(0, path.lastIndexOf("/"))));
  return entries.filter(({ isDir, path }) => isDir && !parents.has(path)).map(({ path }) => path);
}

async function* pairsOf(below: AsyncIterable<FileBelow>): AsyncGenerator<readonly [string, Uint8Array]> {
  for await (const { path, bytes } of below) if (bytes) yield [path, bytes];
}

/** One archive on its way into a backend. */
class Unpacking {
  readonly #backend: Backend;
  readonly #options: ImportArchiveOptions;
  readonly #limits: CheckedLimits;
  readonly #skipped: SkippedFile[] = [];

  constructor(backend: Backend, options: ImportArchiveOptions) {
    this.#backend = backend;
    this.#options = options;
    this.#limits = checkedLimits(options.limits);
  }

  async run(archive: ArchiveData): Promise<ImportArchiveResult> {
    const { signal, format: given } = this.#options;
    if (given !== undefined && !formats.has(given)) {
      throw new MisuseError(`Format must be zip, tar or tar.gz, not '${String(given)}'`);
    }
    signal?.throwIfAborted();
    const data = await atHand(archive, this.#limits, signal);
    const head = await inMemory(partOf(data, 0, headBytes));
    const format = given ?? formatOf(head);
    if (!format) return fail("unsupported", `Not a zip, tar or gzip archive: it ${firstBytes(head)}`);
    const totals = format === "zip" ? await this.#unzip(data) : await this.#untar(await this.#tarOf(data, format));
    return { format, created: totals.created, modified: totals.modified, bytes: totals.bytes, skipped: this.#skipped };
  }

  async #unzip(data: Uint8Array | Blob): Promise<Totals> {
    const { path, signal, onProgress } = this.#options;
    const source = unzip(data, { path, signal, limits: this.#limits });
    const target = importing(this.#backend);
    if (!target) {
      using scratch = await this.#scratch();
      withinLimits(await scratch.import(source, { signal }));
      this.#leaveOut(source.skipped);
      await this.#makeDirectories(scratch, source.emptyDirectories);
      return await this.#copyFrom(scratch);
    }
    const report = onProgress && ((progress: ImportProgress) => onProgress({ ...progress, total: source.size }));
    const totals = orThrow(await target.import(source, { signal, onProgress: report }));
    this.#leaveOut(source.skipped);
    await this.#makeDirectories(target, source.emptyDirectories);
    return totals;
  }

  async #tarOf(data: Uint8Array | Blob, format: ArchiveFormat): Promise<Uint8Array> {
    if (format === "tar") {
      checkUnpacked(sizeOf(data), sizeOf(data), this.#limits);
      return inMemory(data);
    }
    const tar = await expanded(data, this.#limits, this.#options.signal);
    if (this.#options.format || formatOf(tar.subarray(0, headBytes)) === "tar") return tar;
    throw new NacreError("unsupported", `Gzip that holds no tar archive: what it holds ${firstBytes(tar)}`);
  }

  async #untar(tar: Uint8Array): Promise<Totals> {
    const { path = "/", limits = {}, signal } = this.#options;
    const target = untarring(this.#backend);
    const isBounded = limits.maxFileBytes !== undefined || limits.maxEntries !== undefined;
    if (this.#backend instanceof StateBackend && !isBounded) return await this.#untarInto(this.#backend, tar, path);
    using scratch = await this.#scratch();
    const { skipped: left } = withinLimits(await scratch.importTar(tar, { path, signal }));
    if (target) return await this.#untarInto(target, tar, path);
    this.#leaveOut(left);
    return await this.#copyFrom(scratch);
  }

  async #untarInto(target: Untarring, tar: Uint8Array, path: string): Promise<Totals> {
    const { signal, onProgress } = this.#options;
    const before = await target.snapshot();
    try {
      const { skipped: left, bytes } = orThrow(await target.importTar(tar, { path, signal }));
      this.#leaveOut(left);
      // The core counts directories, too.
      const { changes } = orThrow(await target.diff(before));
      const files = changes.filter(({ isDir }) => !isDir);
      const created = files.filter(({ kind }) => kind === "added").length;
      onProgress?.({ done: files.length, total: files.length, bytes });
      return { created, modified: files.length - created, bytes };
    } finally {
      before.dispose();
    }
  }

  #leaveOut(files: readonly SkippedFile[]): void {
    for (const file of files) this.#skipped.push(file);
  }

  async #scratch(): Promise<StateBackend> {
    const { maxBytes, maxEntries, maxFileBytes } = this.#limits;
    const own = this.#backend instanceof StateBackend ? this.#backend.core : undefined;
    const limits = { maxBytes, maxFileBytes, maxFiles: maxEntries };
    return StateBackend.create({ ...limits, core: this.#options.core ?? own, signal: this.#options.signal });
  }

  /** Brings all of a workspace over: at once where the backend can, or else file by file. */
  async #copyFrom(scratch: StateBackend): Promise<Totals> {
    const { signal, onProgress } = this.#options;
    const entries = await listBelow(scratch, "/", { signal });
    const total = entries.filter(({ isDir }) => !isDir).length;
    const below = readBelow(scratch, entries, { signal });
    const report = onProgress && ((progress: ImportProgress) => onProgress({ ...progress, total }));
    const target = importing(this.#backend);
    const totals = target
      ? orThrow(await target.import(pairsOf(below), { signal, onProgress: report }))
      : await this.#writeEach(pairsOf(below), total);
    await this.#makeDirectories(this.#backend, emptyOf(entries));
    return totals;
  }

  async #writeEach(files: AsyncIterable<readonly [string, Uint8Array]>, total: number): Promise<Totals> {
    const { signal, onProgress } = this.#options;
    let [created, modified, size] = [0, 0, 0];
    for await (const [path, bytes] of files) {
      const result = await this.#backend.write(path, bytes, { signal });
      if (result.error) {
        const { code, message } = result.error;
        throw new NacreError(code, `${message} (${created + modified} of ${total} files were written before)`);
      }
      if (result.created) created += 1;
      else modified += 1;
      size += bytes.length;
      onProgress?.({ done: created + modified, total, bytes: size });
    }
    return { created, modified, bytes: size };
  }

  /** The files are in by then, so a directory that cannot be made is no failure. */
  async #makeDirectories(backend: Backend, paths: readonly string[]): Promise<void> {
    for (const path of paths) {
      const { error } = await backend.mkdir(path, { signal: this.#options.signal });
      if (error) this.#skipped.push(skipped(path, error.message));
    }
  }
}

/**
 * Unpacks a zip, tar or gzipped tar archive into a backend, and tells them apart by their first bytes. All or none where
 * the backend has `import`; elsewhere the archive is checked to its end before the first file is written. A zip archive
 * needs the package `@zip.js/zip.js`.
 *
 * @example
 * ```ts
 * import { StateBackend } from "nacre";
 * import { exportArchive, importArchive } from "nacre/archive";
 *
 * using files = await StateBackend.create({ files: { "/src/a.ts": "export {};\n" } });
 * using copy = await StateBackend.create();
 * const result = await importArchive(copy, exportArchive(files, { format: "tar.gz" }), { path: "/copy" });
 * if (!result.error) console.log(result.format, result.created); // tar.gz 1
 * console.log((await importArchive(copy, new Uint8Array([71, 73, 70]))).error?.code); // unsupported
 * ```
 */
export async function importArchive(
  backend: Backend,
  archive: ArchiveData,
  options: ImportArchiveOptions = {},
): Promise<ImportArchiveResult> {
  try {
    return await new Unpacking(backend, options).run(archive);
  } catch (error) {
    return failureOrThrow(error);
  }
}
