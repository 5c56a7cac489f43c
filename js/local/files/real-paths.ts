import type { CallOptions } from "../../abort.js";
import { inParallel } from "../../in-parallel.js";
import { upwards } from "../../paths.js";
import { DirectoryError } from "../../stores/directory.js";
import { isLost } from "./folder-failure.js";
import type { RealFiles } from "./real-files.js";
import { callsAtOnce } from "./survey.js";

/** As many paths are looked at anew; of more, what is known counts, where it was compared with the real files. */
const mostLookedAt = 16;

/** Where paths lead through links, one for each: itself for a path without links. */
export async function realPaths(
  paths: readonly string[],
  files: RealFiles,
  { signal }: CallOptions,
): Promise<readonly string[]> {
  const trusts = paths.length > mostLookedAt;
  const find = async (path: string): Promise<string> => {
    const known = trusts ? files.known.get(path) : undefined;
    return known?.tag.identity === undefined ? look(path, files) : (known.tag.leadsTo ?? path);
  };
  const found: string[] = [];
  for await (const path of inParallel(paths, callsAtOnce, find)) {
    signal?.throwIfAborted();
    found.push(path);
  }
  return found;
}

/** What is not there is where the directory above it is. */
async function look(path: string, { directory }: RealFiles): Promise<string> {
  try {
    for (const above of upwards(path)) {
      const tag = await directory.stat(above);
      if (tag) return (tag.leadsTo ?? above) + path.slice(above.length);
    }
  } catch (error) {
    if (!DirectoryError.isInstance(error) || isLost(error)) throw error;
    // What cannot be looked at cannot be used either.
  }
  return path;
}
