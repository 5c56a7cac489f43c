import { StateBackend } from "deepagents";

/** deepagents' in-memory backend in its best case: state held by the caller and updated in place. */
export class Engine {
  static label = "deepagents";
  #state = { files: {} };
  #backend = new StateBackend({ state: this.#state });

  load(entries) {
    for (const [path, text] of entries) Object.assign(this.#state.files, this.#backend.write(path, text).filesUpdate);
  }

  grepLiteral(needle) {
    return this.#backend.grep(needle).matches.length;
  }

  globTypeScript() {
    return this.#backend.glob("**/*.ts", "/").files.length;
  }

  readPage(path, offset, limit) {
    return this.#backend.read(path, offset, limit).content.length;
  }

  edit(path, before, after) {
    const edited = this.#backend.edit(path, before, after);
    if (edited.error) throw new Error(edited.error);
    Object.assign(this.#state.files, edited.filesUpdate);
    return edited.occurrences;
  }
}
