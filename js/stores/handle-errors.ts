import { DirectoryError, type DirectoryErrorCode } from "./directory.js";
import { notDirectory, notFound } from "./directory-paths.js";
import { isNamed } from "./opfs-calls.js";

/** What a page is to do about a folder that it may not use. */
export function askAgain(path: string, folder: string, cause?: unknown): DirectoryError {
  const message = `The browser does not let this page use '${path}' in the folder '${folder}': the page must ask again, with requestPermission({ mode: "readwrite" }) in a click or key press`;
  return new DirectoryError("permission_denied", path, message, { cause });
}

/** What a browser threw at `path` of a folder, in our terms. */
export function handleError(error: unknown, path: string, folder: string): DirectoryError {
  if (error instanceof DirectoryError) return error;
  const as = (code: DirectoryErrorCode, message: string): DirectoryError =>
    new DirectoryError(code, path, message, { cause: error });
  if (isNamed(error, "NotFoundError")) return notFound(path);
  if (isNamed(error, "TypeMismatchError")) return notDirectory(path);
  if (isNamed(error, "NotAllowedError")) return askAgain(path, folder, error);
  if (isNamed(error, "SecurityError")) {
    return as("outside", `Access denied: '${path}' is a link, or a file that the browser keeps from pages`);
  }
  if (isNamed(error, "QuotaExceededError", "NS_ERROR_FILE_NO_DEVICE_SPACE")) {
    return as("quota_exceeded", `The browser has no room left for '${path}'`);
  }
  if (isNamed(error, "NoModificationAllowedError"))
    return as("io", `'${path}' is in use elsewhere, such as in another tab`);
  if (isNamed(error, "TypeError")) return as("invalid_path", `This browser cannot have a file of the name '${path}'`);
  return as("io", `The browser failed at '${path}': ${String(error)}`);
}
