import { type CallOptions, orAborted } from "../abort.js";
import type { Core } from "../core/core.js";
import { NacreError } from "../core/errors.js";
import { failureOf } from "../failure.js";
import type { ImportProgress } from "../file-import.js";
import { inParallel } from "../in-parallel.js";
import { pathBelow } from "../outside-name.js";
import { readsAtOnce } from "../walk.js";
import type { FolderNode, FolderNodes } from "./folder-node.js";
import { type Ignore, type Ignoring, ignoringOf } from "./ignoring.js";

export interface BrowserFilesOptions extends CallOptions {
  /** Where the files go. Default `/`. */
  readonly path?: string | undefined;
  readonly ignore?: Ignore | undefined;
  /** Bring what is in `.git` and `node_modules`, too. Default false. */
  readonly vendored?: boolean | undefined;
  /** Called after each file. */
  readonly onProgress?: ((progress: ImportProgress) => void) | undefined;
  /** The core that reads the globs of `ignore`. Default: the one that `loadCore()` shares. */
  readonly core?: Core | undefined;
}

/** Files of the user's, for `import` or a loop. */
export type BrowserFiles = AsyncIterable<readonly [path: string, content: Uint8Array]>;

interface Found {
  readonly path: string;
  readonly open: () => Promise<Blob>;
}

const vendoredNames: ReadonlySet<string> = new Set([".git", "node_modules"]);

/** As many folders as a path in a backend may have. */
const mostDepth = 256;

/** What a browser rejects with, as an error that `import` reads as a failure. */
function told(error: unknown, path: string): NacreError {
  const { code, message } = failureOf(error).error;
  return new NacreError(code, `'${path}' cannot be read: ${message}`, { cause: error });
}

class Walk {
  readonly #options: BrowserFilesOptions;
  readonly #ignoring: Ignoring;

  constructor(options: BrowserFilesOptions) {
    const { ignore = [], core, signal } = options;
    this.#options = options;
    this.#ignoring = ignoringOf(ignore, { core, signal });
  }

  async *files(nodes: FolderNodes, above = "", depth = 0): AsyncGenerator<Found> {
    const { vendored = false, signal } = this.#options;
    if (depth > mostDepth) throw new NacreError("limit_exceeded", `Folders more than ${mostDepth} deep at '${above}'`);
    const found = (await this.#all(nodes, above))
      .filter(({ name }) => vendored || !vendoredNames.has(name))
      .map((node) => ({ path: above === "" ? node.name : `${above}/${node.name}`, node }));
    const ignored = await this.#ignoring(found.map(({ path, node }) => ({ path, isDir: node.isDir })));
    for (const { path, node } of found) {
      signal?.throwIfAborted();
      if (ignored.has(path)) continue;
      if (node.isDir) yield* this.files(node.children(), path, depth + 1);
      else yield { path, open: () => node.open() };
    }
  }

  async #all(nodes: FolderNodes, path: string): Promise<FolderNode[]> {
    const all: FolderNode[] = [];
    try {
      for await (const node of nodes) all.push(node);
    } catch (error) {
      throw told(error, path);
    }
    return all;
  }
}

/** The files of `nodes` and of all folders below them, several read at a time. */
export async function* contentsOf(
  nodes: FolderNodes,
  options: BrowserFilesOptions,
): AsyncGenerator<readonly [path: string, content: Uint8Array]> {
  const { path: into = "/", signal, onProgress } = options;
  let [done, bytes] = [0, 0];
  const read = async ({ path, open }: Found): Promise<readonly [string, Uint8Array]> => {
    try {
      const file = await orAborted(open(), signal);
      return [pathBelow(into, path), new Uint8Array(await orAborted(file.arrayBuffer(), signal))];
    } catch (error) {
      signal?.throwIfAborted();
      throw told(error, path);
    }
  };
  for await (const pair of inParallel(new Walk(options).files(nodes), readsAtOnce, read)) {
    done += 1;
    bytes += pair[1].length;
    onProgress?.({ done, total: undefined, bytes });
    yield pair;
  }
}
