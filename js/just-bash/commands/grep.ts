import type { GrepMatch, GrepOptions, GrepResult } from "../../backend.js";
import { nameOf, relativeTo } from "../../paths.js";
import { complaintOf } from "../host.js";
import { compareWalk, isHidden, resolvePath } from "../paths.js";
import { wildcard } from "../wildcard.js";
import { type CommandInput, type CommandResult, Report, type WorkspaceCommand } from "./command.js";
import { type GrepRequest, readGrepRequest } from "./grep-request.js";
import { printMatches } from "./match-printer.js";
import { type CorePattern, corePattern } from "./pattern.js";

/** A file or directory named on the command line. */
interface Target {
  readonly operand: string;
  readonly path: string;
  readonly isDir: boolean;
}

/** Where the files of a search are, and how they are called. */
class Scope {
  readonly #target: Target;
  readonly #skips: (name: string) => boolean;
  readonly #skipsDir: (name: string) => boolean;

  constructor(target: Target, { include, exclude, excludeDir }: GrepRequest) {
    this.#target = target;
    const [included, excluded, excludedDirs] = [include, exclude, excludeDir].map((patterns) =>
      patterns.map((pattern) => wildcard(pattern)),
    );
    this.#skips = (name) =>
      excluded?.some((matches) => matches(name)) === true ||
      (include.length > 0 && included?.some((matches) => matches(name)) !== true);
    this.#skipsDir = (name) => excludedDirs?.some((matches) => matches(name)) === true;
  }

  /** How the file is called, seen from the command line; nothing when options leave it out. */
  display(path: string): string | undefined {
    const { operand, path: root, isDir } = this.#target;
    if (this.#skips(nameOf(path))) return undefined;
    if (!isDir) return operand;
    const relative = relativeTo(path, root);
    const directories = [nameOf(operand), ...relative.split("/").slice(0, -1)];
    if (directories.some(this.#skipsDir)) return undefined;
    return operand === "." ? relative : `${operand}/${relative}`;
  }
}

class Grep {
  readonly #input: CommandInput;
  readonly #request: GrepRequest;
  readonly #pattern: CorePattern;
  readonly #report = new Report();
  #matched = false;
  #failed = false;

  constructor(input: CommandInput, request: GrepRequest, pattern: CorePattern) {
    this.#input = input;
    this.#request = request;
    this.#pattern = pattern;
  }

  async run(): Promise<CommandResult | undefined> {
    const { recursive, operands, quiet, filenames } = this.#request;
    const names = operands.length > 0 ? operands : ["."];
    const showNames = filenames ?? (recursive || names.length > 1);
    for (const operand of names) {
      const target = await this.#target(operand);
      if (!target) continue;
      const understood = await this.#search(target, showNames);
      if (!understood) return undefined;
      if (quiet && this.#matched) return { stdout: "", stderr: "", exitCode: 0 };
    }
    const exitCode = this.#failed ? 2 : this.#matched ? 0 : 1;
    const result = this.#report.end(exitCode);
    return quiet ? { ...result, stdout: "" } : result;
  }

  async #target(operand: string): Promise<Target | undefined> {
    const path = resolvePath(this.#input.cwd, operand);
    try {
      const { isDir } = await this.#input.host.stat(path);
      if (!isDir || this.#request.recursive) return { operand, path, isDir };
      this.#complain(operand, "Is a directory");
    } catch (error) {
      this.#failed = true;
      this.#complain(operand, complaintOf(error));
    }
    return undefined;
  }

  async #search(target: Target, showNames: boolean): Promise<boolean> {
    const { count, list, quiet } = this.#request;
    const output = quiet || list ? "files" : count ? "count" : "content";
    const result = await this.#grep(target, output);
    if (result.error?.code === "permission_denied") {
      this.#failed = true;
      this.#complain(target.operand, result.error.message);
      return true;
    }
    if (result.error || (count && result.skipped.length > 0)) return false;
    if (result.truncated) this.#complain(target.operand, "too many matches; the rest is left out");
    const scope = new Scope(target, this.#request);
    if (output === "content") {
      this.#printContent(result.matches, scope, showNames);
      this.#printBinary(result.skipped, scope);
      return true;
    }
    const counts = new Map((result.files ?? []).map((file) => [file.path, file.count]));
    for (const { path } of result.skipped) counts.set(path, 1);
    await this.#printCounts(counts, target, scope, showNames);
    return true;
  }

  #grep(target: Target, output: "content" | "files" | "count"): Promise<GrepResult> {
    const { ignoreCase, before, after, include } = this.#request;
    const [only = ""] = include;
    const options: GrepOptions = {
      path: target.path,
      fixedString: this.#pattern.fixedString,
      ignoreCase,
      ignoreHidden: target.isDir,
      output,
      ...(output === "content" && { before, after }),
      ...(include.length === 1 && target.isDir && /^[\w.*-]+$/.test(only) && { glob: only }),
    };
    return this.#input.host.grep(this.#pattern.pattern, options);
  }

  #printContent(matches: readonly GrepMatch[], scope: Scope, showNames: boolean): void {
    const { lineNumbers, before, after, max = Number.POSITIVE_INFINITY } = this.#request;
    const byFile = new Map<string, GrepMatch[]>();
    for (const match of matches) {
      const file = byFile.get(match.path);
      if (file) file.push(match);
      else byFile.set(match.path, [match]);
    }
    for (const path of [...byFile.keys()].sort(compareWalk)) {
      const display = scope.display(path);
      if (display === undefined) continue;
      this.#matched = true;
      printMatches(this.#report, byFile.get(path)?.slice(0, max) ?? [], {
        filename: showNames ? display : "",
        lineNumbers,
        context: before + after > 0,
      });
    }
  }

  #printBinary(skipped: readonly { readonly path: string }[], scope: Scope): void {
    for (const { path } of skipped) {
      const display = scope.display(path);
      if (display === undefined) continue;
      this.#matched = true;
      this.#report.print(`grep: ${display}: binary file matches`);
    }
  }

  async #printCounts(
    counts: ReadonlyMap<string, number>,
    target: Target,
    scope: Scope,
    showNames: boolean,
  ): Promise<void> {
    const { list, quiet } = this.#request;
    const everyFile = !quiet && list !== "matching";
    const paths = everyFile ? await this.#filesOf(target) : [...counts.keys()].sort(compareWalk);
    for (const path of paths) {
      const display = scope.display(path);
      if (display === undefined) continue;
      const count = counts.get(path) ?? 0;
      this.#matched ||= count > 0;
      if (list === "matching" || (list === "others" && count === 0)) this.#report.print(display);
      else if (!list) this.#report.print(showNames ? `${display}:${count}` : `${count}`);
    }
  }

  async #filesOf({ path, isDir }: Target): Promise<string[]> {
    if (!isDir) return [path];
    const files = await this.#input.host.glob("**", path);
    return files.filter((file) => !isHidden(relativeTo(file, path))).sort(compareWalk);
  }

  #complain(operand: string, reason: string): void {
    if (!this.#request.silent) this.#report.complain(`grep: ${operand}: ${reason}`);
  }
}

/** The options without those that the original command does not have and that do not change its answer. */
function forOriginal(args: readonly string[]): string[] {
  return args.filter((arg) => !/^--colou?r(=(never|auto))?$|^--no-messages$/.test(arg));
}

async function narrowed(
  input: CommandInput,
  request: GrepRequest,
  pattern: CorePattern,
): Promise<CommandResult | undefined> {
  const targets = request.operands.length > 0 ? request.operands : ["."];
  const files: string[] = [];
  for (const operand of targets) {
    const path = resolvePath(input.cwd, operand);
    const isDir = await input.host.stat(path).then(
      (entry) => entry.isDir,
      () => undefined,
    );
    if (isDir === undefined || (isDir && !request.recursive)) return undefined;
    const found = await input.host.grep(pattern.pattern, {
      path,
      fixedString: pattern.fixedString,
      ignoreCase: request.ignoreCase,
      ignoreHidden: isDir,
      output: "files",
    });
    if (found.error || found.truncated || found.skipped.length > 0) return undefined;
    const scope = new Scope({ operand, path, isDir }, request);
    const paths = (found.files ?? []).map((file) => file.path).sort(compareWalk);
    files.push(...paths.flatMap((file) => scope.display(file) ?? []));
  }
  if (files.some((file) => /[*?[]/.test(file))) return undefined;
  if (files.length === 0) return { stdout: "", stderr: "", exitCode: 1 };
  const kept = forOriginal(input.args).filter((arg) => !/^--(include|exclude|exclude-dir)=/.test(arg));
  const options = kept.slice(0, kept.length - request.operands.length);
  return input.context.origCommand?.([...options, "--", ...files]);
}

/**
 * `grep` over the core. It searches whole trees at once; text from a pipe, inverted matches and expressions beyond RE2
 * go to the original command. Unlike the original it searches the working directory for `-r` without a file, complains
 * about files that are not there in a recursive search too, and understands several `-e`, `-H`, `-s` and `--color`.
 */
export const grep: WorkspaceCommand = async (input) => {
  const request = readGrepRequest(input.args);
  const { origCommand } = input.context;
  if (!request) return undefined;
  const original = async (): Promise<CommandResult | undefined> => origCommand?.(forOriginal(input.args));
  const fromPipe = request.operands.includes("-") || (request.operands.length === 0 && !request.recursive);
  const wild = request.operands.some((operand) => /[*?[]/.test(operand));
  if (fromPipe || wild || request.invert || request.patternFiles.length > 0) return original();
  if (request.max !== undefined && request.before + request.after > 0) return original();
  const pattern = corePattern(request.patterns, request);
  if (!pattern) return original();
  if (request.only && !request.count && !request.list && !request.quiet) {
    const trailing = input.args.slice(input.args.length - request.operands.length);
    const plain = trailing.every((arg, index) => arg === request.operands[index]) && request.filenames === undefined;
    return (plain ? await narrowed(input, request, pattern) : undefined) ?? original();
  }
  return (await new Grep(input, request, pattern).run()) ?? original();
};
