import type { FileEntry, ZipReader } from "@zip.js/zip.js";
import { type CallOptions, orAborted } from "../abort.js";
import { NacreError } from "../core/errors.js";
import { pathBelow, type SkippedFile, skipped, whyOutside } from "../outside-name.js";
import { type ArchiveData, atHand, joined, sizeOf } from "./bytes.js";
import { firstBytes, formatOf, headBytes } from "./format.js";
import { loadZip, pacedReader } from "./library.js";
import { type ArchiveLimits, type CheckedLimits, checkedLimits, checkUnpacked, exceeded } from "./limits.js";
import { inMemory, partOf } from "./paced.js";

export interface UnzipOptions extends CallOptions {
  /** Where the files go. Default `/`. */
  readonly path?: string | undefined;
  readonly limits?: ArchiveLimits | undefined;
}

/** The files of an archive, for `import` or a loop. What the archive lists is known once the loop has begun. */
export interface ArchiveFiles extends AsyncIterable<readonly [path: string, content: Uint8Array]> {
  /** How many files there are. */
  readonly size: number | undefined;
  /** Directories that hold no file, which a source of files cannot bring. */
  readonly emptyDirectories: readonly string[];
  /** What has no place in a backend: names that lead outside, links, devices, encrypted files, unknown methods. */
  readonly skipped: readonly SkippedFile[];
}

/** Stored and deflated: what the runtime's own compression expands. */
const methods: ReadonlySet<number> = new Set([0, 8]);

const kindMask = 0o170_000;
const plainKinds: ReadonlySet<number> = new Set([0, 0o100_000, 0o040_000]);

const strictUtf8 = new TextDecoder("utf-8", { fatal: true });

function isUtf8(bytes: Uint8Array): boolean {
  try {
    strictUtf8.decode(bytes);
    return true;
  } catch {
    return false;
  }
}

function nameOf(entry: { readonly filename: string; readonly directory: boolean }): string {
  return entry.directory ? entry.filename.replace(/\/+$/, "") : entry.filename;
}

type Listed = Awaited<ReturnType<ZipReader<unknown>["getEntries"]>>[number];

function whySkipped(entry: Listed): string | undefined {
  const unsafe = whyOutside(nameOf(entry));
  if (unsafe) return unsafe;
  if (entry.bitFlag?.languageEncodingFlag && !isUtf8(entry.rawFilename)) return "name that is not UTF-8";
  if (entry.symlink) return "symbolic link";
  if (!plainKinds.has((entry.unixMode ?? 0) & kindMask)) return "device or unknown kind of member";
  if (entry.directory) return undefined;
  if (entry.encrypted) return "encrypted";
  return methods.has(entry.compressionMethod) ? undefined : `compression method ${entry.compressionMethod}`;
}

/** What the library says when it does not find the list of files, which is the last thing in an archive. */
const noList: readonly string[] = ["End of central directory not found", "File format is not recognized"];

/** `head` are the first bytes of the archive. */
function unlisted(error: unknown, head: Uint8Array): NacreError {
  if (!(error instanceof Error) || !noList.includes(error.message)) return damaged(error);
  if (formatOf(head) !== "zip") return new NacreError("corrupt", `Not a zip archive: it ${firstBytes(head)}`);
  return new NacreError("corrupt", "Archive is cut short: the list of its files, which ends it, is missing");
}

function damaged(error: unknown, where = ""): NacreError {
  return new NacreError("corrupt", `Archive is damaged${where}: ${error instanceof Error ? error.message : error}`);
}

class ZipFiles implements ArchiveFiles {
  readonly #archive: ArchiveData;
  readonly #limits: CheckedLimits;
  readonly #options: UnzipOptions;
  #files = new Map<string, FileEntry>();
  #directories = new Set<string>();
  #skipped: SkippedFile[] = [];
  #listed = false;

  constructor(archive: ArchiveData, options: UnzipOptions) {
    this.#archive = archive;
    this.#limits = checkedLimits(options.limits);
    this.#options = options;
  }

  get size(): number | undefined {
    return this.#listed ? this.#files.size : undefined;
  }

  get emptyDirectories(): readonly string[] {
    const full = new Set<string>();
    for (const path of this.#files.keys()) {
      for (let at = path.lastIndexOf("/"); at > 0 && !full.has(path.slice(0, at)); at = path.lastIndexOf("/", at - 1)) {
        full.add(path.slice(0, at));
      }
    }
    return [...this.#directories].filter((path) => !full.has(path));
  }

  get skipped(): readonly SkippedFile[] {
    return this.#skipped;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<readonly [path: string, content: Uint8Array]> {
    const { signal } = this.#options;
    const library = await orAborted(loadZip(), signal);
    const data = await atHand(this.#archive, this.#limits, signal);
    const reader = new library.ZipReader(pacedReader(library, data), {
      useWebWorkers: false,
      checkCrc32: true,
      checkOverlappingEntry: true,
      filenameValidation: "tolerant",
    });
    try {
      await this.#list(reader);
    } catch (error) {
      signal?.throwIfAborted();
      throw NacreError.isInstance(error) ? error : unlisted(error, await inMemory(partOf(data, 0, headBytes)));
    }
    this.#checkSizes(sizeOf(data));
    for (const [path, entry] of this.#files) {
      signal?.throwIfAborted();
      yield [path, await contentOf(entry, signal)];
    }
  }

  /** Reads the directory of the archive. A later entry at a path wins. */
  async #list(reader: ZipReader<unknown>): Promise<void> {
    const { path: into = "/", signal } = this.#options;
    this.#files = new Map();
    this.#directories = new Set();
    this.#skipped = [];
    let count = 0;
    for await (const entry of reader.getEntriesGenerator()) {
      signal?.throwIfAborted();
      if (++count > this.#limits.maxEntries) {
        throw exceeded("Archive holds too many files and directories", "maxEntries", this.#limits.maxEntries);
      }
      const reason = whySkipped(entry);
      const path = pathBelow(into, entry.filename);
      if (reason) this.#skipped.push(skipped(entry.filename, reason));
      else if (entry.directory) this.#directories.add(path);
      else this.#files.set(path, entry);
    }
    this.#listed = true;
  }

  /** What is declared is checked before anything is expanded, and each file is then held to it. */
  #checkSizes(archiveBytes: number): void {
    const { maxFileBytes } = this.#limits;
    let bytes = 0;
    for (const { filename, uncompressedSize } of this.#files.values()) {
      if (uncompressedSize > maxFileBytes) throw exceeded(`'${filename}' is too large`, "maxFileBytes", maxFileBytes);
      bytes += uncompressedSize;
    }
    checkUnpacked(bytes, archiveBytes, this.#limits);
  }
}

/** The library stops when a file grows past the size it declares, and checks size and checksum at the end. */
async function contentOf(entry: FileEntry, signal: AbortSignal | undefined): Promise<Uint8Array> {
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  const writable = new WritableStream<Uint8Array<ArrayBuffer>>({ write: (chunk) => void chunks.push(chunk) });
  try {
    await orAborted(entry.getData(writable, signal ? { signal } : {}), signal);
  } catch (error) {
    signal?.throwIfAborted();
    throw damaged(error, ` at '${entry.filename}'`);
  }
  return joined(chunks);
}

/**
 * The files of a zip archive: a source for `import`. The archive is checked as it is read: sizes against `limits` before
 * anything is expanded, then each file against its declared size and checksum. Failures are thrown as `NacreError` into
 * the loop, and `import` gives them as values. Needs the package `@zip.js/zip.js`.
 *
 * @example
 * ```ts
 * import { StateBackend } from "nacre";
 * import { bytesOf, unzip, zip } from "nacre/archive";
 *
 * const archive = await bytesOf(zip({ "/src/a.ts": "export {};\n" }));
 * using files = await StateBackend.create();
 * const source = unzip(archive, { path: "/copy" });
 * const result = await files.import(source);
 * console.log(result.error ?? result.created, source.skipped.length); // 1 0
 * console.log(await files.exists("/copy/src/a.ts")); // true
 * ```
 */
export function unzip(archive: ArchiveData, options: UnzipOptions = {}): ArchiveFiles {
  return new ZipFiles(archive, options);
}
