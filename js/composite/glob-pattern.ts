import type { Core } from "../core/core.js";
import { type Failure, isFailure, type Outcome } from "../failure.js";
import { malformedText } from "../well-formed.js";

/** A pattern for what lies below a directory. One that is not exact matches more than it should. */
export interface PatternBelow {
  readonly pattern: string;
  readonly exact: boolean;
}

/** Braces that hold names and no slash, so that cutting the pattern at slashes keeps its meaning. */
const plainSegment = /^(?:[^{}]|\{[.-]*\w[\w.-]*(?:,[.-]*\w[\w.-]*)*\})*$/;

function isPlain(segment: string): boolean {
  return !segment.includes("\\") && (!/[{}]/.test(segment) || (!segment.includes("[") && plainSegment.test(segment)));
}

const everything: PatternBelow = { pattern: "**", exact: false };

/** A glob of the core, and what is left of it below a directory. */
export class GlobPattern {
  readonly #core: Core;
  readonly #text: string;
  readonly #dot: boolean;

  private constructor(core: Core, text: string, dot: boolean) {
    this.#core = core;
    this.#text = text;
    this.#dot = dot;
  }

  /** Fails as the core does for a pattern that makes no sense. */
  static compile(core: Core, text: string, dot: boolean): Outcome<{ readonly glob: GlobPattern }> {
    const args = { pattern: text, paths: [], dot };
    const flaw = malformedText(args) ?? core.call<Failure | object>("glob.match", args).value;
    return isFailure(flaw) ? flaw : { glob: new GlobPattern(core, text, dot) };
  }

  /** Those of `paths` that match. */
  select(paths: readonly string[]): ReadonlySet<string> {
    return this.#match(this.#text, paths);
  }

  /** What a path below `directory` must match, seen from there; undefined when none can. */
  below(directory: string): PatternBelow | undefined {
    const segments = this.#text.split("/").filter((segment) => segment !== "" && segment !== ".");
    if (!segments.every(isPlain)) return everything;
    let starts: readonly number[] = [0];
    for (const name of directory.split("/")) starts = this.#pass(segments, starts, name);
    const end = this.#text.endsWith("/") ? "/" : "";
    const rests = starts.filter((at) => at < segments.length).map((at) => segments.slice(at).join("/") + end);
    const [rest] = rests;
    if (rest === undefined) return undefined;
    if (rests.length === 1) return { pattern: rest, exact: true };
    return rests.some((one) => /[[\]{},]/.test(one)) ? everything : { pattern: `{${rests.join(",")}}`, exact: true };
  }

  /** Where in the pattern matching can go on once `name` has been matched from one of `starts`. */
  #pass(segments: readonly string[], starts: readonly number[], name: string): readonly number[] {
    const next = new Set<number>();
    for (const start of starts) {
      for (let at = start; at < segments.length; at++) {
        const segment = segments[at] ?? "";
        const isDeep = segment === "**";
        if (this.#match(segment, [name]).size > 0) next.add(isDeep ? at : at + 1);
        if (!isDeep) break;
      }
    }
    return [...next];
  }

  #match(pattern: string, paths: readonly string[]): ReadonlySet<string> {
    const args = { pattern, paths, dot: this.#dot };
    return new Set(this.#core.call<{ readonly matches: readonly string[] }>("glob.match", args).value.matches);
  }
}
