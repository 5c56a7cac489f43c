import type { GrepMatch, GrepOptions } from "../../backend.js";
import { nameOf, relativeTo } from "../../paths.js";
import { complaintOf } from "../host.js";
import { isHidden, resolvePath } from "../paths.js";
import { type Matcher, pathWildcard, wildcard } from "../wildcard.js";
import { type CommandInput, type CommandResult, Report, type WorkspaceCommand } from "./command.js";
import { countOf, type Flag, parseFlags } from "./flags.js";
import { IgnoreRules } from "./ignore-rules.js";
import { printMatches } from "./match-printer.js";
import { type CorePattern, corePattern } from "./pattern.js";

const known: readonly Flag[] = [
  { name: "pattern", letter: "e", long: "regexp", value: true },
  { name: "fixed", letter: "F", long: "fixed-strings" },
  { name: "word", letter: "w", long: "word-regexp" },
  { name: "line", letter: "x", long: "line-regexp" },
  { name: "ignoreCase", letter: "i", long: "ignore-case" },
  { name: "caseSensitive", letter: "s", long: "case-sensitive" },
  { name: "smartCase", letter: "S", long: "smart-case" },
  { name: "lineNumbers", letter: "n", long: "line-number" },
  { name: "noLineNumbers", letter: "N", long: "no-line-number" },
  { name: "withFilename", letter: "H", long: "with-filename" },
  { name: "noFilename", letter: "I", long: "no-filename" },
  { name: "list", letter: "l", long: "files-with-matches" },
  { name: "count", letter: "c", long: "count" },
  { name: "files", long: "files" },
  { name: "glob", letter: "g", long: "glob", value: true },
  { name: "type", letter: "t", long: "type", value: true },
  { name: "before", letter: "B", long: "before-context", value: true },
  { name: "after", letter: "A", long: "after-context", value: true },
  { name: "context", letter: "C", long: "context", value: true },
  { name: "hidden", long: "hidden" },
  { name: "noIgnore", long: "no-ignore" },
  { name: "noHeading", long: "no-heading" },
  { name: "colour", long: "color", value: true },
];

const types: Readonly<Record<string, readonly string[]>> = {
  c: ["c", "h"],
  cpp: ["cpp", "cc", "cxx", "hpp", "hh", "hxx", "h"],
  css: ["css", "scss", "sass", "less"],
  go: ["go"],
  html: ["html", "htm", "xhtml"],
  java: ["java"],
  js: ["js", "mjs", "cjs", "jsx"],
  json: ["json", "jsonc", "json5"],
  py: ["py", "pyi", "pyw"],
  rust: ["rs"],
  ts: ["ts", "tsx", "mts", "cts"],
};

interface RgRequest {
  readonly has: (name: string) => boolean;
  readonly patterns: readonly string[];
  readonly operands: readonly string[];
  readonly before: number;
  readonly after: number;
  /** Whether a file, by its name and as it is called, is searched. */
  readonly selects: (display: string) => boolean;
}

/** What `-u` stands for, once and twice. */
const unrestricted: Readonly<Record<string, readonly string[]>> = {
  "-u": ["--no-ignore"],
  "-uu": ["--no-ignore", "--hidden"],
};

function globMatcher(glob: string): Matcher {
  const whole = pathWildcard(glob);
  const name = wildcard(glob);
  return (display) => whole(display) || (!glob.includes("/") && name(nameOf(display)));
}

function readRequest(args: readonly string[]): RgRequest | undefined {
  const parsed = parseFlags(args, known);
  if (!parsed) return undefined;
  const { flags } = parsed;
  const all = (name: string): string[] => flags.filter(([flag]) => flag === name).map(([, value]) => value);
  const has = (name: string): boolean => flags.some(([flag]) => flag === name);
  const operands = [...parsed.operands];
  const patterns = all("pattern");
  if (patterns.length === 0 && !has("files")) {
    const pattern = operands.shift();
    if (pattern === undefined) return undefined;
    patterns.push(pattern);
  }
  const numbers = ["before", "after", "context"].flatMap(all).map(countOf);
  const unusual = all("glob").some((glob) => /[{\\]/.test(glob) || glob.startsWith("/") || glob.startsWith("!/"));
  if (numbers.includes(undefined) || unusual || all("type").some((type) => !types[type])) return undefined;
  if (all("colour").some((when) => when === "always") || has("smartCase")) return undefined;
  const context = (name: string): number => Math.max(0, ...[...all(name), ...all("context")].map(Number));
  const extensions = all("type").flatMap((type) => types[type] ?? []);
  const wanted = all("glob")
    .filter((glob) => !glob.startsWith("!"))
    .map(globMatcher);
  const unwanted = all("glob")
    .filter((glob) => glob.startsWith("!"))
    .map((glob) => globMatcher(glob.slice(1)));
  const selects = (display: string): boolean => {
    const lower = nameOf(display).toLowerCase();
    if (extensions.length > 0 && !extensions.some((extension) => lower.endsWith(`.${extension}`))) return false;
    if (wanted.length > 0 && !wanted.some((matches) => matches(display))) return false;
    return !unwanted.some((matches) => matches(display));
  };
  return { has, patterns, operands, before: context("before"), after: context("after"), selects };
}

class Ripgrep {
  readonly #input: CommandInput;
  readonly #request: RgRequest;
  readonly #report = new Report();
  #failed = false;

  constructor(input: CommandInput, request: RgRequest) {
    this.#input = input;
    this.#request = request;
  }

  async run(pattern: CorePattern | undefined): Promise<CommandResult | undefined> {
    const { has, operands } = this.#request;
    const found = new Map<string, readonly GrepMatch[] | number>();
    let searchedDirectory = false;
    for (const operand of operands.length > 0 ? operands : ["."]) {
      const path = resolvePath(this.#input.cwd, operand);
      try {
        const { isDir } = await this.#input.host.stat(path);
        searchedDirectory ||= isDir;
        const understood = pattern
          ? await this.#search(pattern, operand, path, isDir, found)
          : await this.#collect(operand, path, isDir, found);
        if (!understood) return undefined;
      } catch (error) {
        this.#failed = true;
        this.#report.complain(`rg: ${operand}: ${complaintOf(error)}`);
      }
    }
    const single = operands.length === 1 && !searchedDirectory;
    const filenames = !has("noFilename") && (has("withFilename") || !single);
    const lineNumbers = has("lineNumbers") || (!has("noLineNumbers") && !single);
    for (const display of [...found.keys()].sort())
      this.#print(display, found.get(display) ?? 0, filenames, lineNumbers);
    return this.#report.end(this.#failed ? 2 : found.size > 0 ? 0 : 1);
  }

  #print(display: string, result: readonly GrepMatch[] | number, filenames: boolean, lineNumbers: boolean): void {
    const { has, before, after } = this.#request;
    if (has("list") || has("files")) this.#report.print(display);
    else if (typeof result === "number") this.#report.print(filenames ? `${display}:${result}` : `${result}`);
    else {
      const filename = filenames ? display : "";
      printMatches(this.#report, result, { filename, lineNumbers, context: before + after > 0 });
    }
  }

  async #search(
    { pattern, fixedString }: CorePattern,
    operand: string,
    path: string,
    isDir: boolean,
    found: Map<string, readonly GrepMatch[] | number>,
  ): Promise<boolean> {
    const { has, before, after, patterns } = this.#request;
    const output = has("list") ? "files" : has("count") ? "count" : "content";
    const sensitive = has("caseSensitive") || (!has("ignoreCase") && patterns.some((text) => /[A-Z]/.test(text)));
    const options: GrepOptions = {
      path,
      fixedString,
      ignoreCase: !sensitive,
      ignoreHidden: isDir && !has("hidden"),
      output,
      ...(output === "content" && { before, after }),
    };
    const result = await this.#input.host.grep(pattern, options);
    if (result.error?.code === "permission_denied") {
      this.#failed = true;
      this.#report.complain(`rg: ${operand}: ${result.error.message}`);
      return true;
    }
    if (result.error || result.truncated) return false;
    const display = await this.#displayer(operand, path, isDir);
    const groups = new Map<string, GrepMatch[]>();
    for (const match of result.matches) {
      const group = groups.get(match.path);
      if (group) group.push(match);
      else groups.set(match.path, [match]);
    }
    for (const [file, matches] of groups) this.#keep(found, display(file), matches);
    if (output !== "content") for (const file of result.files ?? []) this.#keep(found, display(file.path), file.count);
    return true;
  }

  async #collect(
    operand: string,
    path: string,
    isDir: boolean,
    found: Map<string, readonly GrepMatch[] | number>,
  ): Promise<boolean> {
    const display = await this.#displayer(operand, path, isDir);
    const hidden = this.#request.has("hidden");
    for (const file of isDir ? await this.#input.host.glob("**", path) : [path]) {
      if (hidden || !isDir || !isHidden(relativeTo(file, path))) this.#keep(found, display(file), 1);
    }
    return true;
  }

  #keep<T>(found: Map<string, T>, display: string | undefined, result: T): void {
    if (display !== undefined && this.#request.selects(display)) found.set(display, result);
  }

  /** How a file is called, seen from the command line; nothing for one that is ignored. */
  async #displayer(operand: string, root: string, isDir: boolean): Promise<(path: string) => string | undefined> {
    if (!isDir) return () => operand;
    const rules = this.#request.has("noIgnore") ? undefined : await IgnoreRules.read(this.#input.host, root);
    const prefix = operand === "." ? "" : operand.endsWith("/") ? operand : `${operand}/`;
    return (path) => {
      if (rules?.ignores(path, root)) return undefined;
      return prefix + relativeTo(path, root);
    };
  }
}

/** `rg` over the core, for the usual options; the original command does the rest, and searches what a pipe brings. */
export const rg: WorkspaceCommand = async (input) => {
  const request = readRequest(input.args.flatMap((arg) => unrestricted[arg] ?? [arg]));
  if (!request) return undefined;
  const { has, operands, patterns } = request;
  if (operands.length === 0 && String(input.context.stdin) !== "" && !has("files")) return undefined;
  if (has("files")) return new Ripgrep(input, request).run(undefined);
  const options = { mode: has("fixed") ? "fixed" : "perl", word: has("word"), line: has("line") } as const;
  const pattern = corePattern(patterns, options);
  return pattern && new Ripgrep(input, request).run(pattern);
};
