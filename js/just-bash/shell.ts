import type { Bash, BashOptions, CustomCommand } from "just-bash";
import type { CommandResult, WorkspaceCommand } from "./commands/command.js";
import { find } from "./commands/find.js";
import { grep } from "./commands/grep.js";
import { ls } from "./commands/ls.js";
import { rg } from "./commands/rg.js";
import { WorkspaceFileSystem } from "./file-system.js";
import { refusedPrefix, type ShellHost } from "./host.js";
import { redirectionChecker, redirectionGuard } from "./redirections.js";

/** One command line and how to run it: plain data. */
export interface ShellTask {
  readonly command: string;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly stdin: string;
  /** Bytes of output after which the command fails. */
  readonly limits: NonNullable<BashOptions["executionLimits"]>;
}

export interface ShellOutcome extends CommandResult {
  /** A limit of the shell ended the command. */
  readonly limited: boolean;
}

/** The part of the package `just-bash` that is used. */
export interface JustBash {
  readonly Bash: typeof Bash;
  readonly defineCommand: typeof import("just-bash").defineCommand;
}

const commands: Readonly<Record<string, WorkspaceCommand>> = { grep, rg, find, ls };

function withDialect(dialect: string, args: readonly string[]): readonly string[] {
  return [dialect, ...args];
}

function ours(justBash: JustBash, host: ShellHost): CustomCommand[] {
  const define = (name: string, command: WorkspaceCommand, adapt = (args: readonly string[]) => args): CustomCommand =>
    justBash.defineCommand(name, async (args, context) => {
      const help = args.includes("--help");
      const result = help ? undefined : await command({ args: adapt(args), cwd: context.cwd, host, context });
      if (result) return result;
      const original = await context.origCommand?.(args);
      return original ?? { stdout: "", stderr: `${name}: not available\n`, exitCode: 127 };
    });
  return [
    ...Object.entries(commands).map(([name, command]) => define(name, command)),
    define("egrep", grep, (args) => withDialect("-E", args)),
    define("fgrep", grep, (args) => withDialect("-F", args)),
    redirectionChecker(justBash, host),
  ];
}

/** Runs one command line in a shell of its own. Never rejects because of what the command does. */
export async function runShell(
  justBash: JustBash,
  host: ShellHost,
  task: ShellTask,
  signal?: AbortSignal,
): Promise<ShellOutcome> {
  const bash = new justBash.Bash({
    fs: new WorkspaceFileSystem(host),
    cwd: task.cwd,
    env: { HOME: "/", ...task.env },
    customCommands: ours(justBash, host),
    executionLimits: task.limits,
    defenseInDepth: false,
  });
  bash.registerTransformPlugin(redirectionGuard);
  try {
    const { stdout, stderr, exitCode } = await bash.exec(task.command, {
      stdin: task.stdin,
      ...(signal && { signal }),
    });
    const limited = exitCode === 126 && /limit exceeded/.test(stderr);
    return { stdout, stderr: stderr.replaceAll(`${refusedPrefix}/`, "/"), exitCode, limited };
  } catch (error) {
    signal?.throwIfAborted();
    const message = error instanceof Error ? error.message : String(error);
    return { stdout: "", stderr: `bash: ${message}\n`, exitCode: 1, limited: false };
  }
}
