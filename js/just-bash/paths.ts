import { compareText } from "../text-order.js";

/** The absolute, normalised path that `path` means in directory `base`. `..` stops at the root, as in any shell. */
export function resolvePath(base: string, path: string): string {
  const segments: string[] = [];
  for (const segment of (path.startsWith("/") ? path : `${base}/${path}`).split("/")) {
    if (segment === "" || segment === ".") continue;
    if (segment === "..") segments.pop();
    else segments.push(segment);
  }
  return `/${segments.join("/")}`;
}

/** Whether a name in a relative path begins with a dot. */
export function isHidden(relative: string): boolean {
  return /(?:^|\/)\./.test(relative);
}

/** The path of `name` in `directory`. */
export function joinPath(directory: string, name: string): string {
  return directory.endsWith("/") ? `${directory}${name}` : `${directory}/${name}`;
}

/** Compares as a walk visits: name by name, a directory before what follows it. */
export function compareWalk(a: string, b: string): number {
  return compareText(a.replaceAll("/", "\0"), b.replaceAll("/", "\0"));
}
