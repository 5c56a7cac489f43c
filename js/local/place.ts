import { MisuseError } from "../core/errors.js";
import { kindOf } from "../core/kind.js";

/** Where a workspace is, in words that can be sent to a worker. */
export type Place =
  /** A folder in the origin private file system, from its root on. */
  | { readonly kind: "opfs"; readonly path: readonly string[] }
  /** A folder that the user has picked. */
  | { readonly kind: "picked"; readonly handle: FileSystemDirectoryHandle }
  /** A folder of the system that this process runs on. */
  | { readonly kind: "disk"; readonly path: string };

/** Where `root` is. A path is one on disk where there is a disk, and else one in the origin private file system. */
export async function placeOf(root: unknown, onDisk: boolean): Promise<Place> {
  if (isDirectoryHandle(root)) return placeOfHandle(root);
  const text = root instanceof URL ? pathOf(root) : root;
  if (typeof text !== "string" || text.includes("\0")) {
    throw new MisuseError(`root must be a path or a FileSystemDirectoryHandle, not ${kindOf(root)}`);
  }
  if (onDisk) {
    if (text === "") throw new MisuseError("root must not be an empty path");
    return { kind: "disk", path: text };
  }
  const path = text.split("/").filter((segment) => segment !== "" && segment !== ".");
  if (path.includes("..")) throw new MisuseError(`root must not lead upwards: '${text}'`);
  return { kind: "opfs", path };
}

function pathOf(url: URL): string {
  if (url.protocol !== "file:") {
    throw new MisuseError(`root must be a path, a file: URL or a FileSystemDirectoryHandle, not ${url.href}`);
  }
  if (url.host !== "") throw new MisuseError(`root must be a file: URL of this host, not of '${url.host}'`);
  if (/%2f/i.test(url.pathname)) throw new MisuseError("root must be a file: URL without an encoded slash");
  try {
    return decodeURIComponent(url.pathname);
  } catch (cause) {
    throw new MisuseError(`root must be a file: URL that is encoded as UTF-8, not ${url.href}`, { cause });
  }
}

function isDirectoryHandle(value: unknown): value is FileSystemDirectoryHandle {
  return (
    typeof value === "object" &&
    value !== null &&
    "getDirectoryHandle" in value &&
    "kind" in value &&
    value.kind === "directory"
  );
}

async function placeOfHandle(handle: FileSystemDirectoryHandle): Promise<Place> {
  const root = await navigator.storage.getDirectory().catch(() => undefined);
  const path = await root?.resolve(handle);
  return path ? { kind: "opfs", path } : { kind: "picked", handle };
}
