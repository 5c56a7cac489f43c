import { StateBackend } from "../../dist/index.js";
import { createBashSandbox } from "../../dist/just-bash.js";
import { ShellCommands } from "./shell-commands.mjs";

/** just-bash over nacre's files, with nacre's own commands. */
export class Engine extends ShellCommands {
  static label = "nacre/just-bash";
  static dialect = "P";
  #sandbox;

  async load(entries) {
    const files = await StateBackend.create({ files: entries });
    this.#sandbox = await createBashSandbox(files, {
      limits: { timeoutMs: 600_000, outputChars: 64 << 20, outputBytes: 64 << 20 },
    });
  }

  run(command) {
    return this.#sandbox.execute(command);
  }
}
