import type { Backend, CallOptions, Outcome } from "../backend.js";
import { listBelow } from "../files-below.js";
import { failureOrThrow } from "../source-failure.js";

/** `path` and all files and directories below it. What is not there is alone. */
export async function pathsAt(
  backend: Backend,
  path: string,
  { signal }: CallOptions,
): Promise<Outcome<{ readonly paths: readonly string[] }>> {
  const info = await backend.stat(path, { signal });
  if (info.error) return info.error.code === "not_found" ? { paths: [path] } : info;
  if (!info.isDir) return { paths: [path] };
  try {
    const below = await listBelow(backend, path, { signal });
    return { paths: [path, ...below.map((entry) => entry.path)] };
  } catch (error) {
    return failureOrThrow(error);
  }
}
