import type { Backend, CallOptions, FileInfo, MoveOptions, MoveResult, Outcome } from "../backend.js";
import { fail } from "../failure.js";
import { parentOf, relativeTo } from "./paths.js";
import { UndoLog } from "./undo-log.js";

interface Found {
  readonly files: readonly string[];
  readonly emptyDirectories: readonly string[];
}

async function walk(files: Backend, start: FileInfo, options: CallOptions): Promise<Outcome<Found>> {
  const found: string[] = [];
  const emptyDirectories: string[] = [];
  const waiting = [start];
  for (let info = waiting.pop(); info; info = waiting.pop()) {
    if (!info.isDir) {
      found.push(info.path);
      continue;
    }
    const listing = await files.ls(info.path, options);
    if (listing.error) return listing;
    if (listing.entries.length === 0) emptyDirectories.push(info.path);
    waiting.push(...listing.entries);
  }
  return { files: found, emptyDirectories };
}

/** Directories that writing `path` would make, the deepest first. */
async function missingAbove(files: Backend, path: string, options: CallOptions): Promise<readonly string[]> {
  const missing: string[] = [];
  for (let at = parentOf(path); at !== "/"; at = parentOf(at)) {
    const info = await files.stat(at, options);
    if (!info.error) break;
    missing.push(at);
  }
  return missing;
}

async function removeAll(files: Backend, path: string, parents: readonly string[]): Promise<object> {
  const result = await files.remove(path, { recursive: true });
  for (const parent of parents) {
    const gone = await files.remove(parent);
    if (gone.error) break;
  }
  return result;
}

async function copyFile(files: Backend, from: string, to: string, options: MoveOptions): Promise<Outcome<object>> {
  const content = await files.readBytes(from, { signal: options.signal });
  if (content.error) return content;
  return files.write(to, content.bytes, { createOnly: options.overwrite !== true, signal: options.signal });
}

async function copyTree(
  files: Backend,
  source: FileInfo,
  to: string,
  { signal }: CallOptions,
): Promise<Outcome<object>> {
  const found = await walk(files, source, { signal });
  if (found.error) return found;
  const target = (path: string): string => (path === source.path ? to : `${to}/${relativeTo(path, source.path)}`);
  for (const path of found.emptyDirectories) {
    const made = await files.mkdir(target(path), { signal });
    if (made.error) return made;
  }
  for (const path of found.files) {
    const copied = await copyFile(files, path, target(path), { signal });
    if (copied.error) return copied;
  }
  return {};
}

/**
 * Moves from one backend to another: copies, then removes. When that fails the copy is removed again. When the removal
 * throws, nobody knows how far it came, and the copy stays.
 */
export async function moveByCopy(files: Backend, from: string, to: string, options: MoveOptions): Promise<MoveResult> {
  const { signal } = options;
  const source = await files.stat(from, { signal });
  if (source.error) return source;
  const target = await files.stat(to, { signal });
  if (target.error && target.error.code !== "not_found") return target;
  if (!target.error && (target.isDir || source.isDir || options.overwrite !== true)) {
    return fail("already_exists", `Path '${to}' already exists`, to);
  }
  const replaced = target.error ? undefined : await files.readBytes(to, { signal });
  if (replaced?.error) return replaced;
  const parents = replaced ? [] : await missingAbove(files, to, { signal });

  const log = new UndoLog();
  const back = (): Promise<object> => (replaced ? files.write(to, replaced.bytes) : removeAll(files, to, parents));
  const copied = await log.guard(async () => {
    if (source.isDir) log.note(to, back);
    const copy = source.isDir
      ? await copyTree(files, source, to, { signal })
      : await log.step(to, () => copyFile(files, from, to, options), back);
    signal?.throwIfAborted();
    return copy;
  });
  if (copied.error) return copied;
  const gone = await files.remove(from, { recursive: true, signal });
  return gone.error ? log.takeBack(gone) : { path: to, from };
}
