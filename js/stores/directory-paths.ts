import { indexOfLoneSurrogate, loneSurrogateMessage } from "../core/text.js";
import { DirectoryError } from "./directory.js";

/** Bytes of a file that `Directory.read` gives at most. */
export const maxReadBytes = 512 * 1024 * 1024;

/** The segments of a workspace path. Throws `invalid_path` for one that is not absolute and normalised. */
export function segmentsOf(path: string): string[] {
  const refuse = (why: string): never => {
    throw new DirectoryError("invalid_path", path, why);
  };
  const lone = indexOfLoneSurrogate(path);
  if (lone >= 0) refuse(loneSurrogateMessage("Path", path, lone));
  if (path.includes("\0")) refuse(`Path '${path.replaceAll("\0", "\\0")}' holds a NUL character`);
  if (path === "/") return [];
  const segments = path.slice(1).split("/");
  if (!path.startsWith("/") || segments.some((segment) => segment === "" || segment === "." || segment === "..")) {
    refuse(`Path '${path}' must be absolute and normalised, such as '/a/b'`);
  }
  return segments;
}

/** The directory that a path other than "/" is in. */
export function parentOf(path: string): string {
  return path.slice(0, Math.max(1, path.lastIndexOf("/")));
}

export function joined(directory: string, name: string): string {
  return directory === "/" ? `/${name}` : `${directory}/${name}`;
}

export function nameOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

/** The failure for a file that is over the limit. */
export function tooLarge(path: string, size: number): DirectoryError {
  const megabytes = maxReadBytes / 1024 / 1024;
  return new DirectoryError("io", path, `File '${path}' has ${size} bytes, over the limit of ${megabytes} MiB`);
}

export function notFound(path: string): DirectoryError {
  return new DirectoryError("not_found", path, `'${path}' not found`);
}

export function isDirectory(path: string): DirectoryError {
  return new DirectoryError("is_a_directory", path, `'${path}' is a directory`);
}

export function notDirectory(path: string): DirectoryError {
  return new DirectoryError("not_a_directory", path, `'${path}' is not a directory, or below a file`);
}

export function cannotMoveInto(from: string, to: string): DirectoryError {
  return new DirectoryError("invalid_path", to, `Cannot move '${from}' into itself, to '${to}'`);
}

/** Refuses what would take the folder itself away. */
export function refuseRoot(path: string): void {
  if (path === "/") throw new DirectoryError("invalid_path", path, "'/' is the folder itself and stays");
}

export function reservedPath(path: string): DirectoryError {
  return new DirectoryError("invalid_path", path, `'${path}' is reserved`);
}

/** Names in a folder, at any depth, that belong to somebody else: not to be seen, nor used. */
export class ReservedNames {
  readonly #names: ReadonlySet<string>;

  constructor(names: readonly string[]) {
    this.#names = new Set(names.map(folded));
  }

  covers(path: string): boolean {
    return this.#names.size > 0 && path.split("/").some((name) => this.#names.has(folded(name)));
  }

  /** Why an entry has to be told as one that cannot be used; not those at the top, which are the folder's own. */
  reasonFor(path: string): string | undefined {
    return this.covers(path) && parentOf(path) !== "/" ? reservedPath(path).message : undefined;
  }
}

/** Hosts may take names that differ in case or composition for the same one. */
function folded(name: string): string {
  return name.normalize("NFC").toLowerCase();
}
