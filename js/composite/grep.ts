import type { GrepOptions, GrepResult, Outcome } from "../backend.js";
import type { Core } from "../core/core.js";
import { countsOf, cut, type Found, sizeOf, total } from "../grep-found.js";
import { relativeTo } from "../paths.js";
import { compareText } from "../text-order.js";
import { excluding, FileFilter, type FilterBelow } from "./file-filter.js";
import type { Mounts } from "./mounts.js";
import { askAll, oneMore, type Part, type Skipped } from "./parts.js";
import type { VendoredNames } from "./vendored-names.js";

interface GrepPart extends Part {
  readonly filter: FilterBelow;
}

interface Space {
  readonly core: Core;
  readonly mounts: Mounts;
  readonly vendored: VendoredNames;
}

function byPath(a: { readonly path: string }, b: { readonly path: string }): number {
  return compareText(a.path, b.path);
}

function isHidden(relative: string): boolean {
  return relative.split("/").some((name) => name.startsWith("."));
}

function merge(all: readonly Found[], failed: readonly Skipped[]): Found {
  return {
    matches: all.flatMap(({ matches }) => matches).sort(byPath),
    files: all.flatMap(({ files }) => files).sort(byPath),
    skipped: [...all.flatMap(({ skipped }) => skipped), ...failed].sort(byPath),
    truncated: all.some(({ truncated }) => truncated),
    filesSearched: all.reduce((sum, { filesSearched }) => sum + filesSearched, 0),
    narrowed: false,
  };
}

/** Searches `path`, all of which one backend holds. */
export async function grepWithin(
  { core, mounts, vendored }: Space,
  pattern: string,
  path: string,
  options: GrepOptions,
): Promise<GrepResult> {
  const member = mounts.ownerOf(path);
  // The backend does not see that its root is inside a vendored directory.
  const isInside = options.ignoreVendored === true && member.prefix !== "" && (await vendored.has(core, member.prefix));
  const asked = { ...options, ...(isInside && { ignoreVendored: false }), path: member.inner(path) };
  const found = await member.backend.grep(pattern, asked);
  if (found.error) return member.failure(found, path);
  const { matches, skipped, files } = found;
  const placed = { matches: member.placed(matches), skipped: member.placed(skipped) };
  return { ...found, ...placed, ...(files && { files: member.placed(files) }) };
}

/** Searches directory `path`, which several backends have a share in. */
export async function grepAcross(
  { core, mounts, vendored }: Space,
  pattern: string,
  path: string,
  options: GrepOptions,
): Promise<GrepResult> {
  const given = options.glob ?? "";
  const compiled = typeof given === "string" && given !== "" ? FileFilter.compile(core, given) : undefined;
  if (compiled?.error) return compiled;
  const filter = compiled?.filter;
  const bound = oneMore(options.maxMatches);
  const skipsVendored = options.ignoreVendored === true && !(await vendored.has(core, path));

  const own = mounts.ownerOf(path);
  const parts: GrepPart[] = [{ member: own, at: path, filter: { glob: options.glob, exact: true } }];
  for (const member of mounts.below(path)) {
    const relative = relativeTo(member.mount, path);
    if (options.ignoreHidden !== false && isHidden(relative)) continue;
    if (skipsVendored && (await vendored.has(core, `/${relative}`))) continue;
    const below = filter ? filter.below(relative) : { glob: options.glob, exact: true };
    if (below) parts.push({ member, at: member.mount, filter: below });
  }

  function selected(paths: readonly string[]): ReadonlySet<string> {
    const passed = filter?.select(paths.map((one) => relativeTo(one, path)));
    return new Set(paths.filter((one) => passed?.has(relativeTo(one, path)) ?? true));
  }

  function unhidden(at: string): string | undefined {
    return excluding(mounts.below(at).map(({ mount }) => relativeTo(mount, at)));
  }

  async function search(
    { member, at, filter: { glob, exact } }: GrepPart,
    maxMatches?: number,
  ): Promise<Outcome<Found>> {
    const ignoreVendored = options.ignoreVendored === true ? skipsVendored : options.ignoreVendored;
    // What mounts hide need not be searched. Where a filter was asked for, it is dropped from the answer instead.
    const asked = { ...options, ignoreVendored, maxMatches, glob: glob || unhidden(at), path: member.inner(at) };
    const found = await member.backend.grep(pattern, asked);
    if (found.error) return found;
    const files = found.files?.length ? found.files : countsOf(found.matches);
    const spoken = [...new Set([...files, ...found.skipped].map((one) => member.outer(one.path)))];
    const shown = spoken.filter((one) => mounts.shows(one, member));
    const seen = exact ? new Set(shown) : selected(shown);
    const inView = <T extends { readonly path: string }>(all: readonly T[]): readonly T[] =>
      seen.size === spoken.length ? member.placed(all) : member.placed(all).filter((one) => seen.has(one.path));
    return {
      matches: inView(found.matches),
      files: inView(files),
      skipped: inView(found.skipped),
      truncated: found.truncated,
      filesSearched: found.filesSearched,
      narrowed: seen.size < spoken.length,
    };
  }

  async function ask(part: GrepPart): Promise<Outcome<Found>> {
    const first = await search(part, bound);
    const isShort = !first.error && first.truncated && first.narrowed && sizeOf(first, options) < (bound ?? 0);
    return isShort ? search(part) : first;
  }

  const answers = await askAll(parts, ask, options);
  if (answers.error) return answers;
  const { narrowed: _, ...found } = cut(merge(answers.given, answers.skipped), options);
  return { ...found, matchCount: total(found.files) };
}
