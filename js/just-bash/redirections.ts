import type { Bash, CustomCommand } from "just-bash";
import type { ShellHost } from "./host.js";
import { refusedPrefix } from "./host.js";
import { resolvePath } from "./paths.js";
import type { JustBash } from "./shell.js";

type Plugin = Parameters<Bash["registerTransformPlugin"]>[0];
type Script = ReturnType<Plugin["transform"]>["ast"];

const checker = "nacre-redirect-target";
const outputOperators: ReadonlySet<unknown> = new Set([">", ">>", ">|", "&>", "&>>"]);

interface Node {
  readonly [key: string]: unknown;
}

function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null;
}

/** The word `"$(nacre-redirect-target WORD)"`. */
function checked(word: unknown): Node {
  const name = { type: "Word", parts: [{ type: "Literal", value: checker }] };
  const command = { type: "SimpleCommand", assignments: [], name, args: [word], redirections: [] };
  const pipeline = { type: "Pipeline", commands: [command], negated: false };
  const statement = { type: "Statement", pipelines: [pipeline], operators: [], background: false };
  const body = { type: "Script", statements: [statement] };
  const substitution = { type: "CommandSubstitution", body, legacy: false };
  return { type: "Word", parts: [{ type: "DoubleQuoted", parts: [substitution] }] };
}

function rewrite(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(rewrite);
  if (!isNode(value)) return value;
  const node = Object.fromEntries(Object.entries(value).map(([key, child]) => [key, rewrite(child)]));
  const redirects = node["type"] === "Redirection" && outputOperators.has(node["operator"]);
  return redirects ? { ...node, target: checked(node["target"]) } : node;
}

/**
 * Has every file that output is sent to looked at before it is opened, so that one that cannot be written fails that
 * command as a shell does, instead of ending the whole script with what it has printed so far.
 */
export const redirectionGuard: Plugin = {
  name: "nacre-redirections",
  transform: ({ ast }) => ({ ast: rewrite(ast) as Script }),
};

/** The command that looks: prints the path, or one that cannot be opened. */
export function redirectionChecker({ defineCommand }: JustBash, host: ShellHost): CustomCommand {
  return defineCommand(checker, async ([target, ...others], { cwd }) => {
    if (target === undefined || others.length > 0)
      return { stdout: "", stderr: "bash: ambiguous redirect\n", exitCode: 1 };
    const path = resolvePath(cwd, target);
    const writable = path.startsWith("/dev/") || (await host.isWritable(path));
    return { stdout: writable ? target : refusedPrefix + path, stderr: "", exitCode: 0 };
  });
}
