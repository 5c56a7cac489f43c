import type { Backend } from "../backend.js";
import type { Core } from "../core/core.js";
import { MisuseError } from "../core/errors.js";
import { listBelow, readBelow } from "../files-below.js";
import { orThrow } from "../source-failure.js";
import { StateBackend } from "../state-backend.js";
import type { ArchiveFormat } from "./format.js";
import { gzip } from "./gzip.js";
import { streamFrom } from "./stream-from.js";
import { type ZipOptions, zip } from "./zip.js";

export interface ExportArchiveOptions extends ZipOptions {
  /** Default `zip`. */
  readonly format?: ArchiveFormat | undefined;
  /** The core that makes a tar archive, where the backend has none. Default: the one that `loadCore()` shares. */
  readonly core?: Core | undefined;
}

/** The files of `backend` in a workspace, with their times: the core makes a tar archive of one. */
async function copyOf(backend: Backend, options: ExportArchiveOptions): Promise<StateBackend> {
  const { path = "/", core, signal, onProgress } = options;
  let time = 0;
  const copy = await StateBackend.create({ core, signal, clock: () => time });
  try {
    const entries = await listBelow(backend, path, { signal });
    const total = entries.filter(({ isDir }) => !isDir).length;
    let [done, size] = [0, 0];
    for await (const { relative, bytes, modifiedAt } of readBelow(backend, entries, { signal })) {
      time = Date.parse(modifiedAt ?? "") || 0;
      orThrow(await (bytes ? copy.write(`/${relative}`, bytes) : copy.mkdir(`/${relative}`)));
      if (!bytes) continue;
      done += 1;
      size += bytes.length;
      onProgress?.({ done, total, bytes: size });
    }
    return copy;
  } catch (error) {
    copy.dispose();
    throw error;
  }
}

async function tarOf(backend: Backend, options: ExportArchiveOptions): Promise<Uint8Array> {
  const { path = "/", signal, onProgress } = options;
  if (!(backend instanceof StateBackend)) {
    using copy = await copyOf(backend, options);
    return orThrow(await copy.exportTar("/", { signal })).bytes;
  }
  const { bytes } = orThrow(await backend.exportTar(path, { signal }));
  const files = (await listBelow(backend, path, { signal })).filter(({ isDir }) => !isDir);
  const size = files.reduce((sum, file) => sum + (file.size ?? 0), 0);
  onProgress?.({ done: files.length, total: files.length, bytes: size });
  return bytes;
}

function tar(backend: Backend, options: ExportArchiveOptions): ReadableStream<Uint8Array> {
  return streamFrom(async (writable) => {
    const writer = writable.getWriter();
    await writer.write(await tarOf(backend, options));
    await writer.close();
  });
}

/**
 * The files at or below `path` as an archive, named from there on: a stream for a `Response`, a download or a file. A
 * zip archive is made file by file, as it is read; a tar archive is whole in memory first. What goes wrong errors the
 * stream with a `NacreError`. A zip archive needs the package `@zip.js/zip.js`.
 *
 * @example
 * ```ts
 * import { StateBackend } from "nacre";
 * import { bytesOf, exportArchive } from "nacre/archive";
 *
 * using files = await StateBackend.create({ files: { "/src/a.ts": "export {};\n", "/b.txt": "b" } });
 * const archive = exportArchive(files, { format: "zip", onProgress: ({ done, total }) => console.log(done, total) }); // 2 2
 * console.log((await bytesOf(archive)).length > 0); // true
 * ```
 */
export function exportArchive(backend: Backend, options: ExportArchiveOptions = {}): ReadableStream<Uint8Array> {
  const { format = "zip" } = options;
  if (format === "zip") return zip(backend, options);
  if (format === "tar") return tar(backend, options);
  if (format === "tar.gz") return gzip(tar(backend, options));
  throw new MisuseError(`Format must be zip, tar or tar.gz, not '${String(format)}'`);
}
