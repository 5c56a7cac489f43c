import type { CallOptions } from "../abort.js";
import type { Backend } from "../backend.js";
import { MisuseError, NacreError } from "../core/errors.js";
import { kindOf } from "../core/kind.js";
import type { FileSource, ImportProgress } from "../file-import.js";
import { listBelow, readBelow } from "../files-below.js";
import { pathBelow, whyOutside } from "../outside-name.js";
import { loadZip } from "./library.js";
import { streamFrom } from "./stream-from.js";

export interface ZipOptions extends CallOptions {
  /** For a backend: what to pack. Names in the archive start below it. Default `/`. */
  readonly path?: string | undefined;
  /** False stores files as they are. Default true. */
  readonly compress?: boolean | undefined;
  /** Called after each file. */
  readonly onProgress?: ((progress: ImportProgress) => void) | undefined;
}

interface Member {
  readonly name: string;
  /** Undefined for a directory. */
  readonly bytes: Uint8Array | undefined;
  readonly modifiedAt?: string;
}

interface Members {
  /** Files, where it is known. */
  readonly total: number | undefined;
  readonly each: AsyncIterable<Member>;
}

/** The first day that a zip archive knows, for files whose time nobody knows: equal files then give equal bytes. */
const noTime = Date.UTC(1980, 0, 1, 12);

const utf8 = new TextEncoder();

/**
 * Where a file is kept until its compressed size is known; it is read when all is written. In place of the library's
 * `TransformStream` without a bound, which workerd has not.
 */
function createTempStream(): { writable: WritableStream<Uint8Array>; readable: ReadableStream<Uint8Array> } {
  const chunks: Uint8Array[] = [];
  const pull = (controller: ReadableStreamDefaultController<Uint8Array>): void => {
    const chunk = chunks.shift();
    if (chunk) controller.enqueue(chunk);
    else controller.close();
  };
  return {
    writable: new WritableStream({ write: (chunk) => void chunks.push(chunk) }),
    readable: new ReadableStream({ pull }, { highWaterMark: 0 }),
  };
}

function isBackend(files: Backend | FileSource): files is Backend {
  return "readBytes" in files && typeof files.readBytes === "function";
}

async function* fromBackend(below: ReturnType<typeof readBelow>): AsyncGenerator<Member> {
  for await (const { relative, bytes, modifiedAt } of below) {
    yield { name: relative, bytes, ...(modifiedAt === undefined ? {} : { modifiedAt }) };
  }
}

async function* fromSource(files: FileSource): AsyncGenerator<Member> {
  const isIterable = Symbol.iterator in files || Symbol.asyncIterator in files;
  const pairs = (isIterable ? files : Object.entries(files)) as AsyncIterable<readonly [string, string | Uint8Array]>;
  for await (const [path, content] of pairs) {
    const name = pathBelow("/", path).slice(1);
    const reason = whyOutside(name);
    if (reason) throw new NacreError("invalid_path", `'${path}' cannot be in an archive: ${reason}`);
    const bytes = typeof content === "string" ? utf8.encode(content) : content;
    if (!(bytes instanceof Uint8Array)) {
      throw new MisuseError(`The content of '${path}' must be a string or a Uint8Array, not ${kindOf(content)}`);
    }
    yield { name, bytes };
  }
}

async function membersOf(files: Backend | FileSource, { path = "/", signal }: ZipOptions): Promise<Members> {
  if (typeof files !== "object" || files === null) {
    throw new MisuseError(`Files must be a backend, an object or an iterable of pairs, not ${kindOf(files)}`);
  }
  if (!isBackend(files)) return { total: undefined, each: fromSource(files) };
  const entries = await listBelow(files, path, { signal });
  const total = entries.filter(({ isDir }) => !isDir).length;
  return { total, each: fromBackend(readBelow(files, entries, { signal })) };
}

/**
 * A zip archive, as it is read: of what is below `path` in a backend, empty directories included, or of any source of
 * files. Beyond 4 GiB or 65,535 files it is a Zip64 archive. What goes wrong errors the stream with a `NacreError`.
 * Needs the package `@zip.js/zip.js`.
 *
 * @example
 * ```ts
 * import { StateBackend } from "nacre";
 * import { bytesOf, zip } from "nacre/archive";
 *
 * using files = await StateBackend.create({ files: { "/src/a.ts": "export {};\n" } });
 * const response = new Response(zip(files, { path: "/src" }), { headers: { "content-type": "application/zip" } });
 * const bytes = new Uint8Array(await response.arrayBuffer());
 * console.log(String.fromCharCode(...bytes.subarray(0, 2))); // PK
 * console.log((await bytesOf(zip({ "/a": "1" }))).length > 100); // true
 * ```
 */
export function zip(files: Backend | FileSource, options: ZipOptions = {}): ReadableStream<Uint8Array> {
  const { signal, compress = true, onProgress } = options;
  return streamFrom(async (writable) => {
    signal?.throwIfAborted();
    const { ZipWriter, Uint8ArrayReader, ERR_DUPLICATED_NAME } = await loadZip();
    const { total, each } = await membersOf(files, options);
    const writer = new ZipWriter(writable, { useWebWorkers: false, bufferedWrite: true, createTempStream });
    let [done, bytes] = [0, 0];
    for await (const member of each) {
      signal?.throwIfAborted();
      const isDir = member.bytes === undefined;
      const lastModDate = new Date(Date.parse(member.modifiedAt ?? "") || noTime);
      const level = compress && member.bytes?.length ? 6 : 0;
      const reader = isDir ? undefined : new Uint8ArrayReader(member.bytes);
      try {
        await writer.add(isDir ? `${member.name}/` : member.name, reader, { lastModDate, level, directory: isDir });
      } catch (error) {
        if (!(error instanceof Error) || error.message !== ERR_DUPLICATED_NAME) throw error;
        throw new NacreError("already_exists", `'${member.name}' was given twice`);
      }
      if (isDir) continue;
      done += 1;
      bytes += member.bytes.length;
      onProgress?.({ done, total, bytes });
    }
    await writer.close();
  });
}
