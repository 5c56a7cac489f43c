import type { Core } from "../core/core.js";
import { StateBackend } from "../state-backend.js";

/** Which directories hold vendored names, such as `node_modules`: the core says, by what a grep leaves out. */
export class VendoredNames {
  readonly #known = new Map<string, boolean>();

  /** Whether a name in `path` is vendored. For mounts and what is above them: every answer is kept. */
  async has(core: Core, path: string): Promise<boolean> {
    const known = this.#known.get(path);
    if (known !== undefined) return known;
    using scratch = await StateBackend.create({ core });
    const written = await scratch.write(`${path}/x`, "x");
    const found = await scratch.grep("x", { ignoreVendored: true, ignoreHidden: false, output: "files" });
    const answer = !written.error && !found.error && found.filesSearched === 0;
    this.#known.set(path, answer);
    return answer;
  }
}
