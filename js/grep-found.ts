import type { GrepMatch, GrepOptions } from "./backend.js";

/** Matching lines of a file. */
export interface Count {
  readonly path: string;
  readonly count: number;
}

/** What a backend found, without what is not to be seen. */
export interface Found {
  readonly matches: readonly GrepMatch[];
  readonly files: readonly Count[];
  readonly skipped: readonly { readonly path: string; readonly reason: string }[];
  readonly truncated: boolean;
  readonly filesSearched: number;
  /** Some of what the backend found is not to be seen, and counted against the bound all the same. */
  readonly narrowed: boolean;
}

export function countsOf(matches: readonly GrepMatch[]): readonly Count[] {
  const counts = new Map<string, number>();
  for (const { path } of matches) counts.set(path, (counts.get(path) ?? 0) + 1);
  return [...counts].map(([path, count]) => ({ path, count }));
}

/** How much of `maxMatches` was used: lines, or files where only those are wanted. */
export function sizeOf({ matches, files }: Found, { output = "content" }: GrepOptions): number {
  return output === "content" ? matches.length : files.length;
}

/** The first of what was found, where it is more than was asked for. */
export function cut(found: Found, options: GrepOptions): Found {
  const { maxMatches = Number.POSITIVE_INFINITY, output = "content" } = options;
  if (sizeOf(found, options) <= maxMatches) return found;
  if (output !== "content") return { ...found, files: found.files.slice(0, maxMatches), truncated: true };
  const matches = found.matches.slice(0, maxMatches);
  return { ...found, matches, files: countsOf(matches), truncated: true };
}

/** Matching lines in all files. */
export function total(files: readonly Count[]): number {
  return files.reduce((sum, { count }) => sum + count, 0);
}
