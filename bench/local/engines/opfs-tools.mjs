import { dir, write } from "opfs-tools";
import { atOnce, LANES, linesWith } from "./lines.mjs";

/** opfs-tools, which writes through workers of its own and so is for windows. */
export class Engine {
  #root;

  static async open(root) {
    const engine = new Engine();
    engine.#root = `/${root}`;
    return engine;
  }

  async #list(folder, found) {
    for (const child of await folder.children()) {
      if (child.kind === "dir") await this.#list(child, found);
      else found.push(child);
    }
    return found;
  }

  async grep(needle) {
    const hits = [];
    await atOnce(await this.#list(dir(this.#root), []), LANES, async (file) =>
      hits.push(...linesWith(needle, file.path, await (await file.getOriginFile()).text())),
    );
    return hits.length;
  }

  write(path, text) {
    return write(this.#root + path, text);
  }

  writeMany(pairs) {
    return atOnce(pairs, LANES, ([path, text]) => this.write(path, text));
  }

  async close() {}
}
