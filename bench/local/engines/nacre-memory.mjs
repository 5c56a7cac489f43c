import { StateBackend } from "../../../dist/index.js";

/** The same files in memory alone: what searching costs without keeping anything. */
export class Engine {
  #files;

  static async open() {
    const engine = new Engine();
    engine.#files = await StateBackend.create();
    return engine;
  }

  async grep(needle) {
    return (await this.#files.grep(needle, { fixedString: true, ignoreHidden: false })).matches.length;
  }

  async write(path, text) {
    const { error } = await this.#files.write(path, text);
    if (error) throw new Error(error.message);
  }

  async writeMany(pairs) {
    const { error } = await this.#files.import(pairs);
    if (error) throw new Error(error.message);
  }

  async close() {
    this.#files.dispose();
  }
}
