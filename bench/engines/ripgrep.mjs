import { spawnSync } from "node:child_process";

/** Native ripgrep over the same files on disk, in the system's cache. */
export class Engine {
  static label = "ripgrep (native, disk)";
  #folder;

  constructor(folder) {
    this.#folder = folder;
  }

  #run(args) {
    const { stdout, stderr, status } = spawnSync(
      "rg",
      ["--no-ignore", "--hidden", "--color=never", "--no-messages", ...args, this.#folder],
      {
        encoding: "utf8",
        maxBuffer: 1 << 30,
      },
    );
    if (status !== 0 && status !== 1) throw new Error(stderr);
    return stdout === "" ? 0 : stdout.trimEnd().split("\n").length;
  }

  grepLiteral(needle) {
    return this.#run(["-nF", needle]);
  }

  grepRegex(source) {
    return this.#run(["-n", source]);
  }

  globTypeScript() {
    return this.#run(["--files", "-g", "*.ts"]);
  }
}
