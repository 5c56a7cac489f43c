/** Paths that are normalised already: absolute, without empty or `.` segments. */

/** Whether `path` is `directory` or lies below it. */
export function isWithin(path: string, directory: string): boolean {
  return directory === "/" || path === directory || path.startsWith(`${directory}/`);
}

export function parentOf(path: string): string {
  return path.slice(0, path.lastIndexOf("/")) || "/";
}

export function nameOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

/** `path`, which lies below `directory`, as seen from there. */
export function relativeTo(path: string, directory: string): string {
  return path.slice(directory === "/" ? 1 : directory.length + 1);
}

/** `path` and the directories above it, the longest first and without `/`. */
export function upwards(path: string): readonly string[] {
  const found: string[] = [];
  for (let at = path; at !== "/"; at = parentOf(at)) found.push(at);
  return found;
}

/** `raw` with empty and `.` segments taken out, and nothing checked. */
export function tidy(raw: string): string {
  return `/${raw
    .split("/")
    .filter((segment) => segment !== "" && segment !== ".")
    .join("/")}`;
}
