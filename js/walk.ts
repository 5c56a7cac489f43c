import { breathe, type CallOptions } from "./abort.js";
import type { FileInfo, LsResult } from "./backend.js";
import { NacreError } from "./core/errors.js";
import { inParallel } from "./in-parallel.js";
import { orThrow } from "./source-failure.js";

/** Reads and listings that wait at once. */
export const readsAtOnce = 16;

/** What a tree may have: one that has more lists a directory in itself, as likely as not. The core's paths end there, too. */
const most = { entries: 1_000_000, depth: 256 };

/** A directory and what is in it. */
export interface Level {
  readonly directory: FileInfo;
  readonly entries: readonly FileInfo[];
}

/**
 * Lists the directory `top` with `ls`, and those below it that `enters` says. Lets events happen meanwhile. Throws failures as
 * `NacreError`, `limit_exceeded` among them.
 */
export async function* walk(
  ls: (path: string) => Promise<LsResult>,
  top: FileInfo,
  { signal }: CallOptions,
  enters: (entry: FileInfo) => boolean = () => true,
): AsyncGenerator<Level> {
  let count = 0;
  const list = async (directory: FileInfo): Promise<Level> => {
    const { entries } = orThrow(await ls(directory.path));
    return { directory, entries };
  };
  let level = [top];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > most.depth) throw tooMuch(`Directories more than ${most.depth} levels deep`, top);
    await breathe();
    signal?.throwIfAborted();
    const deeper: FileInfo[] = [];
    for await (const found of inParallel(level, readsAtOnce, list)) {
      signal?.throwIfAborted();
      count += found.entries.length;
      if (count > most.entries) throw tooMuch(`More than ${most.entries} files and directories`, top);
      yield found;
      for (const entry of found.entries) if (entry.isDir && enters(entry)) deeper.push(entry);
    }
    level = deeper;
  }
}

function tooMuch(what: string, { path }: FileInfo): NacreError {
  return new NacreError("limit_exceeded", `${what} below '${path}'`);
}
