import { indexOfLoneSurrogate, loneSurrogateMessage } from "./core/text.js";

/** Something that came from outside and has no place in a backend. */
export interface SkippedFile {
  /** As it was named. */
  readonly path: string;
  /** Such as `symbolic link`, `absolute path`, `encrypted`. */
  readonly reason: string;
}

const quotedCharacters = 200;

function segmentsOf(name: string): string[] {
  return name.split("/").filter((segment) => segment !== "" && segment !== ".");
}

/** Why a file that an archive or a listing calls `name` has no place below a directory; undefined when it has one. */
export function whyOutside(name: string): string | undefined {
  if (name.includes("\0")) return "NUL in its name";
  if (name.includes("\\")) return "backslash in its name";
  if (name.startsWith("/")) return "absolute path";
  if (/^[A-Za-z]:(\/|$)/.test(name)) return "drive letter";
  const lone = indexOfLoneSurrogate(name);
  if (lone >= 0) return loneSurrogateMessage("Path", name, lone);
  const segments = segmentsOf(name);
  if (segments.length === 0) return "empty name";
  return segments.includes("..") ? "'..' in its path" : undefined;
}

/** The absolute path of `name` below `directory`. */
export function pathBelow(directory: string, name: string): string {
  return `/${[...segmentsOf(directory), ...segmentsOf(name)].join("/")}`;
}

export function skipped(name: string, reason: string): SkippedFile {
  const path = name.length > quotedCharacters ? `${name.slice(0, quotedCharacters)}...` : name;
  return { path, reason };
}
