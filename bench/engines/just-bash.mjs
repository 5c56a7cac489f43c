import { Bash } from "just-bash";
import { ShellCommands } from "./shell-commands.mjs";

const LIMITS = { maxExecutionTimeMs: 3_600_000, maxFileSystemBytes: 1 << 30, maxOutputSize: 1 << 30 };

/** just-bash with its own commands. */
export class Engine extends ShellCommands {
  static label = "just-bash";
  static slow = true;
  static dialect = "E";
  #bash;

  load(entries) {
    this.#bash = new Bash({ files: Object.fromEntries(entries), executionLimits: LIMITS });
  }

  run(command) {
    return this.#bash.exec(command, { cwd: "/" });
  }
}
