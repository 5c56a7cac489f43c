import type { ResolvedCommandContext } from "just-bash";
import type { ShellHost } from "../host.js";

export interface CommandResult {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number;
}

/** What a command of ours works with. */
export interface CommandInput {
  readonly args: readonly string[];
  readonly cwd: string;
  readonly host: ShellHost;
  readonly context: ResolvedCommandContext;
}

/** A command over the workspace; nothing when it is called in a way that only the original understands. */
export type WorkspaceCommand = (input: CommandInput) => Promise<CommandResult | undefined>;

/** Output of a command, put together line by line. */
export class Report {
  readonly #out: string[] = [];
  readonly #err: string[] = [];

  print(line: string): void {
    this.#out.push(line, "\n");
  }

  write(text: string): void {
    this.#out.push(text);
  }

  complain(line: string): void {
    this.#err.push(line, "\n");
  }

  get silent(): boolean {
    return this.#out.length === 0;
  }

  end(exitCode: number): CommandResult {
    return { stdout: this.#out.join(""), stderr: this.#err.join(""), exitCode };
  }
}
