import { LocalBackend } from "../../../dist/index.js";

/** A kept workspace. On Node, `root` is a folder; in a browser, one of the origin private file system. */
export class Engine {
  #files;

  static async open(root, { layout }) {
    const engine = new Engine();
    engine.#files = await LocalBackend.open({ root, layout });
    return engine;
  }

  async grep(needle) {
    return (await this.#files.grep(needle, { fixedString: true, ignoreHidden: false })).matches.length;
  }

  /** Settles when every file has been compared with the real one. */
  async verified() {
    while (!(await this.#files.status()).verified) await new Promise((resolve) => setTimeout(resolve, 5));
  }

  async write(path, text) {
    const { error } = await this.#files.write(path, text);
    if (error) throw new Error(error.message);
  }

  async writeMany(pairs) {
    const { error } = await this.#files.import(pairs);
    if (error) throw new Error(error.message);
  }

  close() {
    return this.#files.close();
  }
}
