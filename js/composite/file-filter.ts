import type { Core } from "../core/core.js";
import type { Outcome } from "../failure.js";
import { nameOf, relativeTo, upwards } from "../paths.js";
import { GlobPattern } from "./glob-pattern.js";

/** What a grep below a mount is to be asked for. */
export interface FilterBelow {
  readonly glob: string | undefined;
  /** False when files that it lets through must still be looked at with `selects`. */
  readonly exact: boolean;
}

const all: FilterBelow = { glob: undefined, exact: true };

const mostExcluded = 2000;

/** A filter that leaves out these directories, seen from the search root; undefined when it would be too long. */
export function excluding(directories: readonly string[]): string | undefined {
  const names = directories.map((path) => path.replace(/[\\*?[\]{},]/g, "\\$&"));
  const text = names.length === 1 ? `!/${names[0]}` : `!/{${names.join(",")}}`;
  return names.length === 0 || text.length > mostExcluded ? undefined : text;
}

/** The `glob` of a grep, which is matched from the search root on, as a mount below that root needs it. */
export class FileFilter {
  readonly #given: string;
  readonly #glob: GlobPattern;
  readonly #negated: boolean;
  /** Matched against the path and not against the name alone. */
  readonly #byPath: boolean;

  private constructor(given: string, glob: GlobPattern, negated: boolean, byPath: boolean) {
    this.#given = given;
    this.#glob = glob;
    this.#negated = negated;
    this.#byPath = byPath;
  }

  /** Fails as the core does for a pattern that makes no sense. */
  static compile(core: Core, given: string): Outcome<{ readonly filter: FileFilter }> {
    const negated = given.startsWith("!");
    const whole = negated ? given.slice(1) : given;
    let end = whole.length;
    while (end > 1 && whole[end - 1] === "/") end -= 1;
    const body = whole.slice(0, end);
    const pattern = body === whole ? body : `${body.includes("/") ? "" : "**/"}${body}/**`;
    const compiled = GlobPattern.compile(core, pattern, true);
    if (compiled.error) return compiled;
    return { filter: new FileFilter(given, compiled.glob, negated, pattern.includes("/")) };
  }

  /** What to ask below `directory`; undefined when no file there can pass. */
  below(directory: string): FilterBelow | undefined {
    if (this.#negated && !this.#selects(directory)) return undefined;
    if (!this.#byPath) return { glob: this.#given, exact: true };
    const rest = this.#glob.below(directory);
    if (!rest) return this.#negated ? all : undefined;
    if (!rest.exact) return { glob: undefined, exact: false };
    return { glob: `${this.#negated ? "!" : ""}/${rest.pattern}`, exact: true };
  }

  /** Those of `paths`, seen from the search root, that pass. */
  select(paths: readonly string[]): ReadonlySet<string> {
    return this.#negated ? new Set(paths.filter((path) => this.#selects(path))) : this.#glob.select(paths);
  }

  /** Whether neither `path` nor a directory above it is excluded. */
  #selects(path: string): boolean {
    const above = upwards(`/${path}`).map((at) => (this.#byPath ? relativeTo(at, "/") : nameOf(at)));
    return this.#glob.select(above).size === 0;
  }
}
