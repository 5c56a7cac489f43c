import type { FileInfo, GlobOptions, GlobResult, Outcome } from "../backend.js";
import type { Core } from "../core/core.js";
import { relativeTo } from "../paths.js";
import { compareText } from "../text-order.js";
import { GlobPattern, type PatternBelow } from "./glob-pattern.js";
import type { Member } from "./member.js";
import type { Mounts } from "./mounts.js";
import { askAll, oneMore, type Part, type Skipped } from "./parts.js";

interface GlobPart extends Part {
  readonly rest: PatternBelow;
}

interface Found {
  readonly matches: readonly FileInfo[];
  readonly truncated: boolean;
  readonly skipped: readonly Skipped[];
  /** Some of what the backend found is not to be seen, and counted against the limit all the same. */
  readonly narrowed: boolean;
}

function timeOf({ modifiedAt = "" }: FileInfo): number {
  const time = Date.parse(modifiedAt);
  return Number.isNaN(time) ? Number.NEGATIVE_INFINITY : time;
}

function newestFirst(a: FileInfo, b: FileInfo): number {
  const [ours, theirs] = [timeOf(a), timeOf(b)];
  if (ours !== theirs) return theirs > ours ? 1 : -1;
  // Within a millisecond, the digits that a Date drops decide.
  return compareText(b.modifiedAt ?? "", a.modifiedAt ?? "") || compareText(a.path, b.path);
}

/** One backend's answer about a directory of which it holds all. */
export function globbed(member: Member, result: GlobResult, path: string): GlobResult {
  if (result.error) return member.failure(result, path);
  const { matches, skipped } = result;
  return {
    ...result,
    matches: matches.map((match) => member.entry(match)),
    ...(skipped && { skipped: member.placed(skipped) }),
  };
}

/** Searches directory `path`, which several backends have a share in. */
export async function globAcross(
  core: Core,
  mounts: Mounts,
  pattern: string,
  path: string,
  options: GlobOptions,
): Promise<GlobResult> {
  const compiled = GlobPattern.compile(core, pattern, options.dot === true);
  if (compiled.error) return compiled;
  const { glob } = compiled;
  const bound = oneMore(options.limit);

  const parts: GlobPart[] = [{ member: mounts.ownerOf(path), at: path, rest: { pattern, exact: true } }];
  for (const member of mounts.below(path)) {
    const rest = glob.below(relativeTo(member.mount, path));
    if (rest) parts.push({ member, at: member.mount, rest });
  }

  async function search({ member, at, rest }: GlobPart, limit: number | undefined): Promise<Outcome<Found>> {
    const dot = rest.exact ? options.dot : true;
    const found = await member.backend.glob(rest.pattern, { ...options, dot, limit, path: member.inner(at) });
    if (found.error) return found;
    const shown = found.matches.map((match) => member.entry(match)).filter((match) => mounts.shows(match.path, member));
    const selected = rest.exact ? undefined : glob.select(shown.map((match) => relativeTo(match.path, path)));
    const matches = selected ? shown.filter((match) => selected.has(relativeTo(match.path, path))) : shown;
    const skipped = member.placed(found.skipped ?? []);
    return { matches, skipped, truncated: found.truncated, narrowed: matches.length < found.matches.length };
  }

  async function ask(part: GlobPart): Promise<Outcome<Found>> {
    const first = await search(part, bound);
    const isShort = !first.error && first.truncated && first.narrowed && first.matches.length < (bound ?? 0);
    return isShort ? search(part, undefined) : first;
  }

  const answers = await askAll(parts, ask, options);
  if (answers.error) return answers;
  const { given } = answers;
  const skipped = [...given.flatMap((found) => found.skipped), ...answers.skipped];
  const all = given.flatMap(({ matches }) => matches);
  all.sort(options.sort === "modified" ? newestFirst : (a, b) => compareText(a.path, b.path));
  const matches = all.slice(0, options.limit);
  const truncated = matches.length < all.length || given.some((found) => found.truncated);
  return { matches, truncated, ...(skipped.length > 0 && { skipped }) };
}
