/** A program that takes `-c` and a command, or a program and the arguments that come before the command. */
export type ShellProgram = string | readonly [program: string, ...args: string[]];

/** What to start, with which arguments. */
export interface Invocation {
  readonly program: string;
  readonly args: readonly string[];
  /** The arguments are for Windows as they stand. */
  readonly verbatim: boolean;
}

/** How `command` is run: by `shell`, or by the system's own. */
export function invocationOf(
  { windows }: { readonly windows: boolean },
  shell: ShellProgram | undefined,
  command: string,
): Invocation {
  if (typeof shell === "string") return { program: shell, args: ["-c", command], verbatim: false };
  if (shell) {
    const [program, ...args] = shell;
    return { program, args: [...args, command], verbatim: false };
  }
  if (!windows) return { program: "/bin/sh", args: ["-c", command], verbatim: false };
  return { program: "cmd.exe", args: ["/d", "/s", "/c", `"${command}"`], verbatim: true };
}
