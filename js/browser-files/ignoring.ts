import type { CallOptions } from "../abort.js";
import type { Core } from "../core/core.js";
import { orThrow } from "../source-failure.js";
import { StateBackend } from "../state-backend.js";

/**
 * What to leave out: globs, or a function of the path from the top, such as `site/dist`. A glob without a slash matches
 * names at any depth, one with a slash paths from the top. A folder that matches is left out with all that is in it.
 */
export type Ignore = readonly string[] | ((path: string, isDir: boolean) => boolean);

/** A file or folder, by its path from the top. */
export interface Place {
  readonly path: string;
  readonly isDir: boolean;
}

/** Which of the places, which are in one folder, are left out. */
export type Ignoring = (places: readonly Place[]) => Promise<ReadonlySet<string>>;

function patternOf(glob: string): string {
  const trimmed = glob.replace(/\/+$/, "");
  return trimmed.includes("/") ? trimmed.replace(/^\/+/, "") : `**/${trimmed}`;
}

/** `ignore` as a question about a folder. The globs are the core's own, asked in a workspace of their own. */
export function ignoringOf(ignore: Ignore, options: CallOptions & { readonly core?: Core | undefined }): Ignoring {
  if (typeof ignore === "function") {
    return async (places) => new Set(places.filter(({ path, isDir }) => ignore(path, isDir)).map(({ path }) => path));
  }
  const patterns = ignore.map(patternOf);
  return async (places) => {
    const found = new Set<string>();
    if (patterns.length === 0) return found;
    using names = await StateBackend.create({ ...options, files: places.map(({ path }) => [`/${path}`, ""] as const) });
    for (const pattern of patterns) {
      const { matches } = orThrow(
        await names.glob(pattern, { dot: true, limit: places.length, signal: options.signal }),
      );
      for (const { path } of matches) found.add(path.slice(1));
    }
    return found;
  };
}
