import { mkdir, realpath } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import { platform } from "node:process";
import { DirectoryError } from "./directory.js";
import { segmentsOf } from "./directory-paths.js";
import { directoryError } from "./disk-directory-error.js";

const windowsCharacters = /[<>:"|?*\\\u0001-\u001f]|[. ]$/;
const windowsDevice =
  /^(con|prn|aux|nul|com[0-9\u00b9\u00b2\u00b3]|lpt[0-9\u00b9\u00b2\u00b3]|conin\$|conout\$) *(\.|$)/i;

/** The real directories that may be touched: the root, and those allowed beside it. */
export class Territory {
  readonly root: string;
  readonly #directories: readonly string[];

  private constructor(root: string, directories: readonly string[]) {
    this.root = root;
    this.#directories = directories;
  }

  /** Makes what is missing, and resolves it, once and for all. */
  static async open(root: string, allowed: readonly string[]): Promise<Territory> {
    const real: string[] = [];
    for (const directory of [root, ...allowed]) real.push(await realDirectory(directory));
    const [first = ""] = real;
    return new Territory(first, [...new Set(real)]);
  }

  /** Where a workspace path is on this host, links unresolved. */
  hostPath(path: string): string {
    const segments = segmentsOf(path);
    for (const segment of platform === "win32" ? segments : []) {
      if (windowsCharacters.test(segment) || windowsDevice.test(segment)) {
        throw new DirectoryError("invalid_path", path, `Windows cannot have a file of the name '${segment}'`);
      }
    }
    return join(this.root, ...segments);
  }

  /** Where a real path is within the directory that it is in; undefined outside all of them. */
  pathOf(real: string): string | undefined {
    const directory = this.#directories.find((one) => isWithin(real, one));
    return directory === undefined ? undefined : `/${relative(directory, real).replaceAll(sep, "/")}`;
  }

  /** The path that a real one has when links are not counted, where it is not `path`. */
  pathWithoutLinks(real: string, path: string): string | undefined {
    const inside = this.pathOf(real);
    if (inside === undefined || inside === path) return undefined;
    if (isWithin(real, this.root)) return inside;
    // Another directory has no path here, only the names that links to it have.
    return inside === "/" || path.endsWith(inside) ? undefined : inside;
  }

  contains(real: string): boolean {
    return this.#directories.some((directory) => isWithin(real, directory));
  }

  /** Whether `real` is one of the directories, so that what it lies in is not ours. */
  isTop(real: string): boolean {
    return this.#directories.includes(real);
  }

  outside(path: string): DirectoryError {
    const directories = this.#directories.join(", ");
    return new DirectoryError(
      "outside",
      path,
      `Access denied: '${path}' is outside allowed directories (${directories})`,
    );
  }
}

function isWithin(real: string, directory: string): boolean {
  return real === directory || real.startsWith(directory.endsWith(sep) ? directory : directory + sep);
}

async function realDirectory(directory: string): Promise<string> {
  try {
    await mkdir(directory, { recursive: true });
    const real = await realpath(directory);
    // What stands for bytes that are no UTF-8 would make two directories look like one.
    if (!real.includes("\uFFFD")) return real;
  } catch (error) {
    throw directoryError(error, directory);
  }
  throw new DirectoryError("invalid_path", directory, `The name of the folder '${directory}' is not valid UTF-8`);
}
