import type { GlobOptions, GrepOptions } from "../backend.js";
import { FileFilter } from "../composite/file-filter.js";
import { GlobPattern } from "../composite/glob-pattern.js";
import type { Core } from "../core/core.js";
import type { FailureReason } from "../failure.js";
import { normalPath } from "../normal-path.js";
import { isWithin, parentOf, relativeTo } from "../paths.js";
import { StateBackend } from "../state-backend.js";
import { compareText } from "../text-order.js";

/** An entry that a listing or search has left out, and why. */
export interface Skipped {
  readonly path: string;
  readonly reason: string;
}

/** So many places are searched; the rest counts as searched. */
const mostPlaced = 2000;
/** As many are named; the rest is counted. */
const mostNamed = 100;

/** Tells which of the entries that a workspace cannot hold a listing or search would have shown or looked at. */
export class SkippedEntries {
  readonly #core: Core;
  readonly #leftOut: ReadonlyMap<string, FailureReason>;

  /** `leftOut` goes on changing. */
  constructor(core: Core, leftOut: ReadonlyMap<string, FailureReason>) {
    this.#core = core;
    this.#leftOut = leftOut;
  }

  /** Those in directory `path`, which is normalised. */
  inListing(path: string): readonly Skipped[] {
    return this.#named(path, (one) => parentOf(one) === path);
  }

  /** What is no file may be a directory: it counts when something below it could match. */
  ofGlob(pattern: string, { path, dot = false }: GlobOptions): readonly Skipped[] {
    const top = this.#top(path);
    if (top === undefined) return [];
    const compiled = GlobPattern.compile(this.#core, pattern, dot);
    return compiled.error ? [] : this.#named(top, (one) => passes(compiled.glob, relativeTo(one, top)));
  }

  async ofGrep({ path, glob = "", ignoreHidden, ignoreVendored }: GrepOptions): Promise<readonly Skipped[]> {
    const top = this.#top(path);
    if (top === undefined) return [];
    const compiled = glob === "" ? undefined : FileFilter.compile(this.#core, glob);
    if (compiled?.error) return [];
    const seen = await this.#searched(top, { ignoreHidden, ignoreVendored });
    return this.#named(top, (one) => {
      return seen.has(one) && (!compiled || passes(compiled.filter, relativeTo(one, top)));
    });
  }

  /** The directory of a search, where something below it is left out. */
  #top(raw = "/"): string | undefined {
    const place = this.#leftOut.size > 0 ? normalPath(this.#core, raw) : undefined;
    return place && !place.error && this.#below(place.path).length > 0 ? place.path : undefined;
  }

  #below(top: string): readonly string[] {
    return [...this.#leftOut.keys()].filter((path) => path !== top && isWithin(path, top));
  }

  /** Those that a search does not pass by: the core says, of files in their places. */
  async #searched(path: string, options: GrepOptions): Promise<ReadonlySet<string>> {
    const below = this.#below(path);
    using scratch = await StateBackend.create({ core: this.#core });
    const unsure: string[] = [];
    for (const [index, one] of below.entries()) {
      // A path that is too long, say, can have no place.
      if (index >= mostPlaced || (await scratch.write(one, "x")).error) unsure.push(one);
    }
    const found = await scratch.grep("x", { ...options, path, output: "files" });
    return new Set([...unsure, ...(found.error ? [] : (found.files ?? []).map((file) => file.path))]);
  }

  #named(top: string, isMeant: (path: string) => boolean): readonly Skipped[] {
    const meant = this.#below(top).filter(isMeant).sort(compareText);
    const rows = meant.slice(0, mostNamed).map((path) => ({ path, reason: this.#leftOut.get(path)?.message ?? "" }));
    const rest = meant.length - rows.length;
    return rest > 0 ? [...rows, { path: top, reason: `${rest} more entries cannot be shown` }] : rows;
  }
}

function passes(pattern: GlobPattern | FileFilter, path: string): boolean {
  return pattern.select([path]).size > 0 || pattern.below(path) !== undefined;
}
