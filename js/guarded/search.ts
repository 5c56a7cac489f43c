import type { Backend, CallOptions, GlobOptions, GlobResult, GrepOptions, GrepResult, Outcome } from "../backend.js";
import { countsOf, cut, type Found, sizeOf, total } from "../grep-found.js";
import type { Gate } from "./gate.js";

/** How fast more is asked for when what is hidden takes up the bound, and where that ends. */
const growth = 4;
const highestBound = 1_000_000;

const withheldReason = "files that the rules deny for grep or read are left out";

/** Searches with a higher bound while hidden files take the place of others: the answer must not depend on them. */
async function pastHidden<F extends { readonly truncated: boolean; readonly narrowed: boolean }>(
  wanted: number | undefined,
  search: (bound: number | undefined) => Promise<Outcome<F>>,
  size: (found: F) => number,
): Promise<Outcome<F>> {
  for (let bound = wanted; ; bound = Math.min(bound * growth, highestBound)) {
    const found = await search(bound);
    if (found.error || bound === undefined || !(bound < highestBound)) return found;
    if (!found.truncated || !found.narrowed || size(found) > (wanted ?? 0)) return found;
  }
}

function pathsOf(...lists: readonly (readonly { readonly path: string }[] | undefined)[]): readonly string[] {
  return lists.flatMap((list) => list ?? []).map(({ path }) => path);
}

function without<T extends { readonly path: string }>(
  all: readonly T[],
  hides: (path: string) => boolean,
): readonly T[] {
  return all.filter(({ path }) => !hides(path));
}

/** Globs; files that the rules deny for it are left out. */
export async function globGuarded(
  backend: Backend,
  gate: Gate,
  pattern: string,
  options: GlobOptions,
): Promise<GlobResult> {
  const { limit } = options;
  const found = await pastHidden(
    limit,
    async (bound) => {
      const answer = await backend.glob(pattern, { ...options, limit: bound });
      if (answer.error) return answer;
      const { skipped } = answer;
      const hides = await gate.hiding(["glob"], pathsOf(answer.matches, skipped), options);
      const matches = without(answer.matches, hides);
      const narrowed = matches.length < answer.matches.length;
      return { ...answer, matches, narrowed, ...(skipped && { skipped: without(skipped, hides) }) };
    },
    ({ matches }) => matches.length,
  );
  if (found.error) return found;
  const { narrowed: _, ...shown } = found;
  const matches = shown.matches.slice(0, limit);
  const truncated = shown.truncated || matches.length < shown.matches.length;
  return { ...shown, matches, truncated };
}

async function sift(found: GrepResult, gate: Gate, options: CallOptions): Promise<Outcome<Found>> {
  if (found.error) return found;
  const files = found.files?.length ? found.files : countsOf(found.matches);
  const hides = await gate.hiding(["grep", "read"], pathsOf(found.matches, files, found.skipped), options);
  const skipped = without(found.skipped, hides);
  const seen = without(files, hides);
  const withheld = found.skipped.length - skipped.length;
  return {
    matches: without(found.matches, hides),
    files: seen,
    skipped,
    truncated: found.truncated,
    // Whether a denied file was searched or skipped can depend on what is in it.
    filesSearched: found.filesSearched + withheld,
    narrowed: withheld > 0 || seen.length < files.length,
  };
}

/**
 * Greps; files that the rules deny for it or for reading are left out. `skipped` says that there may be such files, and
 * never which: that would tell whether they match.
 */
export async function grepGuarded(
  backend: Backend,
  gate: Gate,
  pattern: string,
  options: GrepOptions & { readonly path: string },
): Promise<GrepResult> {
  if (!gate.may("grep", "deny") && !gate.may("read", "deny")) return backend.grep(pattern, options);
  const found = await pastHidden(
    options.maxMatches,
    async (bound) => sift(await backend.grep(pattern, { ...options, maxMatches: bound }), gate, options),
    (sifted) => sizeOf(sifted, options),
  );
  if (found.error) return found;
  const { matches, files, skipped, truncated, filesSearched } = cut(found, options);
  return {
    matches,
    files,
    matchCount: total(files),
    truncated,
    skipped: gate.judgesAll ? [{ path: options.path, reason: withheldReason }, ...skipped] : skipped,
    // How far a search came that stopped early can depend on what is in denied files.
    filesSearched: truncated ? files.length : filesSearched,
  };
}
