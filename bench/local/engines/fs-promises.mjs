import { atOnce, LANES, linesWith } from "./lines.mjs";

/** Files through an `fs.promises`, whoever made it, from the folder `root` on. */
export class PromisedFiles {
  #fs;
  #root;
  #folders = new Map([["", undefined]]);

  constructor(fs, root) {
    this.#fs = fs;
    this.#root = root;
  }

  async #list(path, found) {
    for (const name of await this.#fs.readdir(`${this.#root}${path}` || "/")) {
      const child = `${path}/${name}`;
      if ((await this.#fs.stat(this.#root + child)).isDirectory()) await this.#list(child, found);
      else found.push(child);
    }
    return found;
  }

  async grep(needle) {
    const hits = [];
    await atOnce(await this.#list("", []), LANES, async (path) =>
      hits.push(...linesWith(needle, path, await this.#fs.readFile(this.#root + path, "utf8"))),
    );
    return hits.length;
  }

  write(path, text) {
    return this.#fs.writeFile(this.#root + path, text);
  }

  #folder(path) {
    if (!this.#folders.has(path)) {
      const above = this.#folder(path.slice(0, path.lastIndexOf("/")));
      const made = Promise.resolve(above).then(() => this.#fs.mkdir(this.#root + path));
      this.#folders.set(
        path,
        made.catch((error) => error.code !== "EEXIST" && Promise.reject(error)),
      );
    }
    return this.#folders.get(path);
  }

  writeMany(pairs) {
    return atOnce(pairs, LANES, async ([path, text]) => {
      await this.#folder(path.slice(0, path.lastIndexOf("/")));
      await this.write(path, text);
    });
  }

  async close() {}
}
