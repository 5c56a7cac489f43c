import { Volume } from "memfs";

/** memfs, with the loop its user would write. */
export class Engine {
  static label = "memfs";
  #volume = new Volume();
  #paths = [];

  load(entries) {
    for (const [path, text] of entries) {
      this.#volume.mkdirSync(path.slice(0, path.lastIndexOf("/")) || "/", { recursive: true });
      this.#volume.writeFileSync(path, text);
      this.#paths.push(path);
    }
  }

  #grep(matches) {
    const found = [];
    for (const path of this.#paths) {
      const text = this.#volume.readFileSync(path, "utf8");
      if (!matches(text)) continue;
      for (const [index, line] of text.split("\n").entries())
        if (matches(line)) found.push({ path, line: index + 1, text: line });
    }
    return found.length;
  }

  grepLiteral(needle) {
    return this.#grep((text) => text.includes(needle));
  }

  grepRegex(source) {
    const regex = new RegExp(source, "m");
    return this.#grep((text) => regex.test(text));
  }

  globTypeScript() {
    return this.#volume.globSync("/**/*.ts").length;
  }

  readPage(path, offset, limit) {
    const lines = this.#volume
      .readFileSync(path, "utf8")
      .split("\n")
      .slice(offset, offset + limit);
    return lines.map((line, i) => `${String(offset + i + 1).padStart(6)}\t${line}`).join("\n").length;
  }

  edit(path, before, after) {
    const text = this.#volume.readFileSync(path, "utf8");
    const at = text.indexOf(before);
    this.#volume.writeFileSync(path, text.slice(0, at) + after + text.slice(at + before.length));
    return at;
  }
}
