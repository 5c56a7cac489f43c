import { Bash } from "just-bash";

const LIMITS = { maxExecutionTimeMs: 3_600_000, maxFileSystemBytes: 1 << 30, maxOutputSize: 1 << 30 };
const quote = (text) => `'${text.replaceAll("'", "'\\''")}'`;

/** just-bash with its own commands. */
export class Engine {
  static label = "just-bash";
  static slow = true;
  #bash;

  load(entries) {
    this.#bash = new Bash({ files: Object.fromEntries(entries), executionLimits: LIMITS });
  }

  async #count(command) {
    const { stdout, stderr, exitCode } = await this.#bash.exec(command, { cwd: "/" });
    if (exitCode > 1) throw new Error(stderr);
    return stdout === "" ? 0 : stdout.trimEnd().split("\n").length;
  }

  grepLiteral(needle) {
    return this.#count(`grep -rnF ${quote(needle)} /`);
  }

  grepRegex(source) {
    return this.#count(`grep -rnE ${quote(source)} /`);
  }

  globTypeScript() {
    return this.#count("find / -name '*.ts' -type f");
  }

  readPage(path, offset, limit) {
    return this.#count(`sed -n '${offset + 1},${offset + limit}p' ${quote(path)} | cat -n`);
  }

  async edit(path, before, after) {
    return this.#count(`sed -i 's/${before}/${after}/' ${quote(path)}`);
  }
}
