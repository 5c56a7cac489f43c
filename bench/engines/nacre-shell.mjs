import { StateBackend } from "../../dist/index.js";
import { createBashSandbox } from "../../dist/just-bash.js";

const quote = (text) => `'${text.replaceAll("'", "'\\''")}'`;

/** just-bash over nacre's files, with nacre's own commands. */
export class Engine {
  static label = "nacre/just-bash";
  #sandbox;

  async load(entries) {
    const files = await StateBackend.create({ files: entries });
    this.#sandbox = await createBashSandbox(files, {
      limits: { timeoutMs: 600_000, outputChars: 64 << 20, outputBytes: 64 << 20 },
    });
  }

  async #count(command) {
    const { stdout, stderr, exitCode } = await this.#sandbox.execute(command);
    if (exitCode > 1) throw new Error(stderr);
    return stdout === "" ? 0 : stdout.trimEnd().split("\n").length;
  }

  grepLiteral(needle) {
    return this.#count(`grep -rnF ${quote(needle)} /`);
  }

  grepRegex(source) {
    return this.#count(`grep -rnP ${quote(source)} /`);
  }

  globTypeScript() {
    return this.#count("find / -name '*.ts' -type f");
  }

  readPage(path, offset, limit) {
    return this.#count(`sed -n '${offset + 1},${offset + limit}p' ${quote(path)} | cat -n`);
  }

  edit(path, before, after) {
    return this.#count(`sed -i 's/${before}/${after}/' ${quote(path)}`);
  }
}
