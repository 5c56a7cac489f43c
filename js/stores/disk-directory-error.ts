import { DirectoryError, type DirectoryErrorCode } from "./directory.js";
import { isDirectory, notDirectory, notFound } from "./directory-paths.js";

/** The system's name of a failure, such as `ENOENT`; Deno's refusals have a class instead. */
export function systemCode(error: unknown): string {
  if (typeof error !== "object" || error === null) return "";
  if ("code" in error && typeof error.code === "string") return error.code;
  return "name" in error ? String(error.name) : "";
}

type Words = readonly [code: DirectoryErrorCode, words: (path: string) => string];

const denied: Words = ["permission_denied", (path) => `Permission denied for '${path}'`];
const readOnly: Words = ["permission_denied", (path) => `Permission denied for '${path}': the disk is read-only`];
const full: Words = ["quota_exceeded", (path) => `No room left on the disk for '${path}'`];
const refused: Words = ["invalid_path", (path) => `This system cannot have a file of the name '${path}'`];

const meanings: Readonly<Record<string, Words>> = {
  EACCES: denied,
  EPERM: denied,
  NotCapable: denied,
  PermissionDenied: denied,
  EROFS: readOnly,
  ENOSPC: full,
  EDQUOT: full,
  EFBIG: full,
  ENAMETOOLONG: refused,
  EINVAL: refused,
  EILSEQ: refused,
  ELOOP: ["io", (path) => `'${path}' is a link that leads to itself, or through too many links`],
  ESTALE: ["io", (path) => `'${path}' was moved or replaced while it was used`],
  EXDEV: ["io", (path) => `'${path}' is on another disk, where a rename cannot go`],
};

/** What was thrown at `path`, in our terms. */
export function directoryError(error: unknown, path: string): DirectoryError {
  if (error instanceof DirectoryError) return error;
  const code = systemCode(error);
  if (code === "ENOENT") return notFound(path);
  if (code === "ENOTDIR") return notDirectory(path);
  if (code === "EISDIR") return isDirectory(path);
  const [meaning, words] = meanings[code] ?? ["io", () => `The disk failed at '${path}': ${code || String(error)}`];
  return new DirectoryError(meaning, path, words(path), { cause: error });
}
