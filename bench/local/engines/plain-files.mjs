import { mkdir, open, readdir, readFile, rename, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { atOnce, LANES, linesWith } from "./lines.mjs";

/** Plain files on disk: written in place, or so that a crash leaves the old or the new content. */
export class Engine {
  #root;
  #safe;
  #names = 0;
  #made = new Set();

  static async open(root, { safe }) {
    const engine = new Engine();
    engine.#root = root;
    engine.#safe = safe;
    return engine;
  }

  async grep(needle) {
    const hits = [];
    const entries = await readdir(this.#root, { recursive: true, withFileTypes: true });
    const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
    await atOnce(files, LANES, async (path) => hits.push(...linesWith(needle, path, await readFile(path, "utf8"))));
    return hits.length;
  }

  async write(path, text) {
    const target = this.#root + path;
    const folder = dirname(target);
    if (!this.#made.has(folder)) {
      await mkdir(folder, { recursive: true });
      this.#made.add(folder);
    }
    if (!this.#safe) return writeFile(target, text);
    const beside = `${target}.${this.#names++}.tmp`;
    const file = await open(beside, "wx");
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(beside, target);
  }

  writeMany(pairs) {
    return atOnce(pairs, LANES, ([path, text]) => this.write(path, text));
  }

  async close() {}
}
