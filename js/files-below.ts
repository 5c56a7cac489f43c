import type { Backend, CallOptions, FileInfo } from "./backend.js";
import { inParallel } from "./in-parallel.js";
import { orThrow } from "./source-failure.js";
import { compareText } from "./text-order.js";
import { readsAtOnce, walk } from "./walk.js";

/** A file or directory of a listing, and its path from where the listing began. */
export interface EntryBelow extends FileInfo {
  readonly relative: string;
}

/** A file with its bytes, or a directory without any. */
export interface FileBelow extends EntryBelow {
  readonly bytes: Uint8Array | undefined;
}

/** All files and directories below `path` in path order; a file lists itself. Throws failures as `NacreError`. */
export async function listBelow(backend: Backend, path: string, { signal }: CallOptions): Promise<EntryBelow[]> {
  const top = orThrow(await backend.stat(path, { signal }));
  if (!top.isDir) return [{ ...top, relative: top.name }];
  const start = top.path === "/" ? 1 : top.path.length + 1;
  const found: EntryBelow[] = [];
  for await (const { entries } of walk((at) => backend.ls(at, { signal }), top, { signal })) {
    for (const entry of entries) found.push({ ...entry, relative: entry.path.slice(start) });
  }
  return found.sort((a, b) => compareText(a.path, b.path));
}

/** The entries with their bytes, in the same order, several read at a time. Throws failures as `NacreError`. */
export function readBelow(
  backend: Backend,
  entries: readonly EntryBelow[],
  { signal }: CallOptions,
): AsyncIterable<FileBelow> {
  return inParallel(entries, readsAtOnce, async (entry) => {
    const bytes = entry.isDir ? undefined : orThrow(await backend.readBytes(entry.path, { signal })).bytes;
    return { ...entry, bytes };
  });
}
