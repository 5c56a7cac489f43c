import { countOf, type Flag, parseFlags } from "./flags.js";
import type { PatternMode } from "./pattern.js";

/** A grep command line, understood. */
export interface GrepRequest {
  readonly patterns: readonly string[];
  readonly patternFiles: readonly string[];
  readonly operands: readonly string[];
  readonly mode: PatternMode;
  readonly ignoreCase: boolean;
  readonly word: boolean;
  readonly line: boolean;
  readonly invert: boolean;
  readonly only: boolean;
  readonly recursive: boolean;
  readonly lineNumbers: boolean;
  readonly count: boolean;
  readonly list: "matching" | "others" | undefined;
  readonly quiet: boolean;
  readonly silent: boolean;
  /** Whether names are printed; nothing leaves it to how many files there are. */
  readonly filenames: boolean | undefined;
  readonly before: number;
  readonly after: number;
  readonly max: number | undefined;
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  readonly excludeDir: readonly string[];
}

const known: readonly Flag[] = [
  { name: "extended", letter: "E", long: "extended-regexp" },
  { name: "fixed", letter: "F", long: "fixed-strings" },
  { name: "basic", letter: "G", long: "basic-regexp" },
  { name: "perl", letter: "P", long: "perl-regexp" },
  { name: "pattern", letter: "e", long: "regexp", value: true },
  { name: "file", letter: "f", long: "file", value: true },
  { name: "ignoreCase", letter: "i", long: "ignore-case" },
  { name: "word", letter: "w", long: "word-regexp" },
  { name: "line", letter: "x", long: "line-regexp" },
  { name: "invert", letter: "v", long: "invert-match" },
  { name: "only", letter: "o", long: "only-matching" },
  { name: "recursive", letter: "r", long: "recursive" },
  { name: "recursive", letter: "R", long: "dereference-recursive" },
  { name: "lineNumbers", letter: "n", long: "line-number" },
  { name: "count", letter: "c", long: "count" },
  { name: "matching", letter: "l", long: "files-with-matches" },
  { name: "others", letter: "L", long: "files-without-match" },
  { name: "quiet", letter: "q", long: "quiet" },
  { name: "quiet", long: "silent" },
  { name: "silent", letter: "s", long: "no-messages" },
  { name: "withFilename", letter: "H", long: "with-filename" },
  { name: "noFilename", letter: "h", long: "no-filename" },
  { name: "before", letter: "B", long: "before-context", value: true },
  { name: "after", letter: "A", long: "after-context", value: true },
  { name: "context", letter: "C", long: "context", value: true },
  { name: "max", letter: "m", long: "max-count", value: true },
  { name: "include", long: "include", value: true },
  { name: "exclude", long: "exclude", value: true },
  { name: "excludeDir", long: "exclude-dir", value: true },
  { name: "colour", long: "color", value: true },
  { name: "colour", long: "colour", value: true },
];

/** Reads the command line; nothing when there is something in it that is not known here. */
export function readGrepRequest(args: readonly string[]): GrepRequest | undefined {
  const parsed = parseFlags(args, known);
  if (!parsed) return undefined;
  const { flags } = parsed;
  const has = (name: string): boolean => flags.some(([flag]) => flag === name);
  const all = (name: string): string[] => flags.filter(([flag]) => flag === name).map(([, value]) => value);
  const last = (...names: string[]): readonly [string, string] | undefined =>
    flags.filter(([flag]) => names.includes(flag)).at(-1);
  const numbers = ["before", "after", "context", "max"].flatMap(all).map(countOf);
  if (numbers.includes(undefined) || all("colour").some((when) => when === "always")) return undefined;

  const operands = [...parsed.operands];
  const patterns = all("pattern").flatMap((pattern) => pattern.split("\n"));
  const patternFiles = all("file");
  if (patterns.length === 0 && patternFiles.length === 0) {
    const pattern = operands.shift();
    if (pattern === undefined) return undefined;
    patterns.push(...pattern.split("\n"));
  }
  const mode = last("extended", "fixed", "basic", "perl")?.[0] as PatternMode | undefined;
  const lister = last("matching", "others")?.[0] as "matching" | "others" | undefined;
  const naming = last("withFilename", "noFilename")?.[0];
  const context = (name: string): number => countOf(last(name, "context")?.[1] ?? "0") ?? 0;
  return {
    patterns,
    patternFiles,
    operands,
    mode: mode ?? "basic",
    ignoreCase: has("ignoreCase"),
    word: has("word"),
    line: has("line"),
    invert: has("invert"),
    only: has("only"),
    recursive: has("recursive"),
    lineNumbers: has("lineNumbers"),
    count: has("count"),
    list: lister,
    quiet: has("quiet"),
    silent: has("silent"),
    filenames: naming === undefined ? undefined : naming === "withFilename",
    before: context("before"),
    after: context("after"),
    max: countOf(last("max")?.[1] ?? ""),
    include: all("include"),
    exclude: all("exclude"),
    excludeDir: all("excludeDir"),
  };
}
