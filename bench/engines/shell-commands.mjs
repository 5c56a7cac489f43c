const quote = (text) => `'${text.replaceAll("'", "'\\''")}'`;

/** The tasks as command lines, for engines that are shells: `run(command)` answers what it printed, and its exit code. */
export class ShellCommands {
  async #count(command) {
    const { stdout, stderr, exitCode } = await this.run(command);
    if (exitCode > 1) throw new Error(stderr);
    return stdout === "" ? 0 : stdout.trimEnd().split("\n").length;
  }

  grepLiteral(needle) {
    return this.#count(`grep -rnF ${quote(needle)} /`);
  }

  grepRegex(source) {
    return this.#count(`grep -rn${this.constructor.dialect} ${quote(source)} /`);
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
