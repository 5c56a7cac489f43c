import type { Bash, BashOptions, CustomCommand } from "just-bash";
import type { CommandResult, WorkspaceCommand } from "./commands/command.js";
import { find } from "./commands/find.js";
import { grep } from "./commands/grep.js";
import { ls } from "./commands/ls.js";
import { rg } from "./commands/rg.js";
import { DeniedPaths } from "./denied-paths.js";
import { WorkspaceFileSystem } from "./file-system.js";
import { refusedPrefix, type ShellHost } from "./host.js";
import { redirectionChecker, redirectionGuard } from "./redirections.js";

/** One command line and how to run it: plain data. */
export interface ShellTask {
  readonly command: string;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly stdin: string;
  /** Whether `stdin` has one character a byte. */
  readonly stdinKind: "text" | "bytes";
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
  readonly getCommandNames: typeof import("just-bash").getCommandNames;
}

const commands: Readonly<Record<string, WorkspaceCommand>> = { grep, rg, find, ls };

function withDialect(dialect: string, args: readonly string[]): readonly string[] {
  return [dialect, ...args];
}

/** Commands of our own, and all others with what they say of refused paths set right. */
function commandsOf(justBash: JustBash, host: ShellHost, denied: DeniedPaths): CustomCommand[] {
  const define = (name: string, command?: WorkspaceCommand, adapt = (args: readonly string[]) => args): CustomCommand =>
    justBash.defineCommand(name, async (args, context) => {
      const help = args.includes("--help");
      const own = help ? undefined : await command?.({ args: adapt(args), cwd: context.cwd, host, context });
      const result = own ?? (await context.origCommand?.(args));
      if (!result) return { stdout: "", stderr: `${name}: not available\n`, exitCode: 127 };
      return { ...result, stdout: denied.correct(result.stdout), stderr: denied.correct(result.stderr) };
    });
  const own = [
    ...Object.entries(commands).map(([name, command]) => define(name, command)),
    define("egrep", grep, (args) => withDialect("-E", args)),
    define("fgrep", grep, (args) => withDialect("-F", args)),
  ];
  const names = new Set(own.map(({ name }) => name));
  const others = justBash.getCommandNames().filter((name) => !names.has(name));
  return [...own, ...others.map((name) => define(name)), redirectionChecker(justBash, host)];
}

/** Runs one command line in a shell of its own. Never rejects because of what the command does. */
export async function runShell(
  justBash: JustBash,
  host: ShellHost,
  task: ShellTask,
  signal?: AbortSignal,
): Promise<ShellOutcome> {
  const denied = new DeniedPaths();
  const watched = denied.watch(host);
  const bash = new justBash.Bash({
    fs: new WorkspaceFileSystem(watched),
    cwd: task.cwd,
    env: { HOME: "/", ...task.env },
    customCommands: commandsOf(justBash, watched, denied),
    executionLimits: task.limits,
    defenseInDepth: false,
  });
  bash.registerTransformPlugin(redirectionGuard);
  try {
    const { stdout, stderr, exitCode } = await bash.exec(task.command, {
      stdin: task.stdin,
      stdinKind: task.stdinKind,
      ...(signal && { signal }),
    });
    const limited = exitCode === 126 && /limit exceeded/.test(stderr);
    return { stdout, stderr: denied.correct(stderr.replaceAll(`${refusedPrefix}/`, "/")), exitCode, limited };
  } catch (error) {
    signal?.throwIfAborted();
    const message = error instanceof Error ? error.message : String(error);
    return { stdout: "", stderr: `bash: ${message}\n`, exitCode: 1, limited: false };
  }
}
