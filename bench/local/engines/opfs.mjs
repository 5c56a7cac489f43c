import { atOnce, LANES, linesWith } from "./lines.mjs";

const utf8 = new TextEncoder();

/** One real file for each file in the origin private file system, as people write it. */
export class Engine {
  #folders = new Map();
  #access;

  static async open(root, { access }) {
    const engine = new Engine();
    engine.#access = access;
    const storage = await navigator.storage.getDirectory();
    engine.#folders.set("", storage.getDirectoryHandle(root, { create: true }));
    return engine;
  }

  #folder(path) {
    if (!this.#folders.has(path)) {
      const at = path.lastIndexOf("/");
      const made = this.#folder(path.slice(0, at)).then((above) =>
        above.getDirectoryHandle(path.slice(at + 1), { create: true }),
      );
      this.#folders.set(path, made);
    }
    return this.#folders.get(path);
  }

  async #list(folder, path, found) {
    for await (const [name, handle] of folder.entries()) {
      if (handle.kind === "directory") await this.#list(handle, `${path}/${name}`, found);
      else found.push([`${path}/${name}`, handle]);
    }
    return found;
  }

  async grep(needle) {
    const hits = [];
    await atOnce(await this.#list(await this.#folder(""), "", []), LANES, async ([path, handle]) =>
      hits.push(...linesWith(needle, path, await (await handle.getFile()).text())),
    );
    return hits.length;
  }

  async write(path, text) {
    const at = path.lastIndexOf("/");
    const file = await (await this.#folder(path.slice(0, at))).getFileHandle(path.slice(at + 1), { create: true });
    if (this.#access === "writable") {
      const writable = await file.createWritable();
      await writable.write(text);
      await writable.close();
      return;
    }
    const handle = await file.createSyncAccessHandle();
    handle.truncate(0);
    handle.write(utf8.encode(text), { at: 0 });
    handle.flush();
    handle.close();
  }

  writeMany(pairs) {
    return atOnce(pairs, LANES, ([path, text]) => this.write(path, text));
  }

  async close() {}
}
