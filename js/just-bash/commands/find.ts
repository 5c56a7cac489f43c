import { nameOf } from "../../paths.js";
import { complaintOf, type TreeEntry } from "../host.js";
import { resolvePath } from "../paths.js";
import { Report, type WorkspaceCommand } from "./command.js";
import { FindParser } from "./find-expression.js";

function startOfExpression(args: readonly string[]): number {
  const at = args.findIndex((arg) => arg.startsWith("-") || ["(", ")", "!", "\\(", "\\)"].includes(arg));
  return at === -1 ? args.length : at;
}

/** `find` over the core, for expressions that only look. What acts (`-exec`, `-delete`) goes to the original command. */
export const find: WorkspaceCommand = async ({ args, cwd, host }) => {
  const start = startOfExpression(args);
  const report = new Report();
  const parser = new FindParser(args.slice(start), {
    print: (display, end) => {
      report.write(`${display}${end}`);
    },
    modifiedOf: (operand) =>
      host.stat(resolvePath(cwd, operand)).then(
        (entry) => entry.modified,
        () => undefined,
      ),
  });
  const expression = await parser.parse();
  if (!expression) return undefined;
  const { test, minDepth, maxDepth } = expression;
  let exitCode = 0;
  for (const given of start === 0 ? ["."] : args.slice(0, start)) {
    const operand = given.length > 1 && given.endsWith("/") ? given.slice(0, -1) : given;
    const path = resolvePath(cwd, operand);
    let entries: readonly TreeEntry[] = [];
    try {
      entries = await host.tree(path, { hidden: true, maxDepth });
    } catch (error) {
      report.complain(`find: ${operand}: ${complaintOf(error)}`);
      exitCode = 1;
    }
    for (const entry of entries) {
      const depth = entry.path === "" ? 0 : entry.path.split("/").length;
      if (depth < minDepth) continue;
      const prefix = operand.endsWith("/") ? operand : `${operand}/`;
      const display = entry.path === "" ? operand : `${prefix}${entry.path}`;
      test({ entry, name: entry.path === "" ? nameOf(operand) || operand : entry.name, display });
    }
  }
  return report.end(exitCode);
};
