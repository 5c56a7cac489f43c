import { StateBackend } from "../../dist/index.js";

export class Engine {
  static label = "nacre";
  #files;

  async load(entries) {
    this.#files = await StateBackend.create({ files: entries });
  }

  async grepLiteral(needle) {
    return (await this.#files.grep(needle, { fixedString: true, ignoreHidden: false })).matches.length;
  }

  async grepRegex(source) {
    return (await this.#files.grep(source, { ignoreHidden: false })).matches.length;
  }

  async globTypeScript() {
    return (await this.#files.glob("**/*.ts", { dot: true })).matches.length;
  }

  async readPage(path, offset, limit) {
    return (await this.#files.read(path, { offset, limit })).text.length;
  }

  async edit(path, before, after) {
    const edited = await this.#files.edit(path, before, after);
    if (edited.error) throw new Error(edited.error.message);
    return edited.occurrences;
  }
}
