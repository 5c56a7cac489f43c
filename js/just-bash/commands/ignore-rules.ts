import { relativeTo } from "../../paths.js";
import type { ShellHost } from "../host.js";
import { joinPath, resolvePath } from "../paths.js";
import { type Matcher, pathWildcard } from "../wildcard.js";

interface IgnoreRule {
  readonly matches: Matcher;
  readonly negated: boolean;
  readonly directoriesOnly: boolean;
}

const ignoreFiles = [".gitignore", ".ignore", ".rgignore"];
/** Directories that a search passes over unless it is told not to ignore anything. */
const commonlyIgnored: ReadonlySet<string> = new Set([
  "node_modules",
  ".git",
  ".svn",
  ".hg",
  "__pycache__",
  ".pytest_cache",
  ".mypy_cache",
  "venv",
  ".venv",
  ".next",
  ".nuxt",
  ".cargo",
]);
const utf8 = new TextDecoder();

function ruleOf(line: string): IgnoreRule | undefined {
  let pattern = line.replace(/\s+$/, "");
  if (pattern === "" || pattern.startsWith("#")) return undefined;
  const negated = pattern.startsWith("!");
  if (negated) pattern = pattern.slice(1);
  const directoriesOnly = pattern.endsWith("/");
  if (directoriesOnly) pattern = pattern.slice(0, -1);
  const anchored = pattern.includes("/");
  const rooted = pattern.startsWith("/") ? pattern.slice(1) : pattern;
  return { matches: pathWildcard(anchored ? rooted : `**/${rooted}`), negated, directoriesOnly };
}

/** The ignore files of a workspace, as far as a search from `root` meets them. */
export class IgnoreRules {
  readonly #rules: ReadonlyMap<string, readonly IgnoreRule[]>;
  readonly #verdicts = new Map<string, boolean>();

  private constructor(rules: ReadonlyMap<string, readonly IgnoreRule[]>) {
    this.#rules = rules;
  }

  /** Reads those in `root`, above it and below it. */
  static async read(host: ShellHost, root: string): Promise<IgnoreRules> {
    const paths = new Set(await host.glob("**/{.gitignore,.ignore,.rgignore}", root));
    for (let directory = root; ; directory = resolvePath(directory, "..")) {
      for (const name of ignoreFiles) paths.add(joinPath(directory, name));
      if (directory === "/") break;
    }
    const rules = new Map<string, IgnoreRule[]>();
    for (const path of paths) {
      const bytes = await host.readBytes(path).catch(() => undefined);
      if (!bytes) continue;
      const directory = resolvePath(path, "..");
      const lines = utf8.decode(bytes).split("\n");
      rules.set(directory, [...(rules.get(directory) ?? []), ...lines.flatMap((line) => ruleOf(line) ?? [])]);
    }
    return new IgnoreRules(rules);
  }

  /** Whether a search from `root` passes over the file at `path`. */
  ignores(path: string, root: string): boolean {
    const below = relativeTo(path, root).split("/");
    let at = root;
    for (const [index, name] of below.entries()) {
      at = joinPath(at, name);
      if (this.#ignored(at, name, index < below.length - 1)) return true;
    }
    return false;
  }

  #ignored(path: string, name: string, isDir: boolean): boolean {
    if (commonlyIgnored.has(name)) return true;
    if (this.#rules.size === 0) return false;
    let verdict = this.#verdicts.get(path);
    if (verdict === undefined) {
      verdict = this.#judge(path, isDir);
      this.#verdicts.set(path, verdict);
    }
    return verdict;
  }

  /** The last rule that matches decides; rules of deeper directories come later. */
  #judge(path: string, isDir: boolean): boolean {
    for (let directory = resolvePath(path, ".."); ; directory = resolvePath(directory, "..")) {
      const relative = relativeTo(path, directory);
      const rules = this.#rules.get(directory) ?? [];
      const rule = rules.findLast((candidate) => (isDir || !candidate.directoriesOnly) && candidate.matches(relative));
      if (rule) return !rule.negated;
      if (directory === "/") return false;
    }
  }
}
