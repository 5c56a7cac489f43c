import type { Backend, CallOptions, FileInfo, MoveOptions, MoveResult, Outcome } from "../backend.js";
import type { Core } from "../core/core.js";
import { fail } from "../failure.js";
import { inParallel } from "../in-parallel.js";
import { parentOf, relativeTo } from "../paths.js";
import { failureOrThrow } from "../source-failure.js";
import { readsAtOnce, walk } from "../walk.js";
import { UndoLog } from "./undo-log.js";

interface Found {
  readonly files: readonly FileInfo[];
  readonly emptyDirectories: readonly FileInfo[];
}

async function contentsOf(files: Backend, top: FileInfo, { signal }: CallOptions): Promise<Found> {
  const found: FileInfo[] = [];
  const emptyDirectories: FileInfo[] = [];
  for await (const { directory, entries } of walk((path) => files.ls(path, { signal }), top, { signal })) {
    if (entries.length === 0) emptyDirectories.push(directory);
    for (const entry of entries) if (!entry.isDir) found.push(entry);
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

/** A move between backends, from a path of `files` to another. */
class MoveByCopy {
  readonly #files: Backend;
  readonly #core: Core;
  readonly #options: MoveOptions;
  /** The version of each file that was copied, by where it was. */
  readonly #copied = new Map<string, string>();

  constructor(files: Backend, core: Core, options: MoveOptions) {
    this.#files = files;
    this.#core = core;
    this.#options = options;
  }

  async copy(source: FileInfo, to: string): Promise<Outcome<object>> {
    if (!source.isDir) return this.#copyFile(source.path, to, this.#options);
    const { signal } = this.#options;
    const found = await contentsOf(this.#files, source, { signal });
    const target = (path: string): string => (path === source.path ? to : `${to}/${relativeTo(path, source.path)}`);
    for (const { path } of found.emptyDirectories) {
      const made = await this.#files.mkdir(target(path), { signal });
      if (made.error) return made;
    }
    for (const { path } of found.files) {
      const copied = await this.#copyFile(path, target(path), { signal });
      if (copied.error) return copied;
    }
    return {};
  }

  /** Fails when somebody has changed what was copied: removing it would lose that. */
  async check(source: FileInfo): Promise<Outcome<object>> {
    const { signal } = this.#options;
    const files = source.isDir ? (await contentsOf(this.#files, source, { signal })).files : [source];
    const isSame = async ({ path }: FileInfo): Promise<boolean> => {
      const content = await this.#files.readBytes(path, { signal });
      return !content.error && this.#versionOf(content.bytes) === this.#copied.get(path);
    };
    const isAll = files.length === this.#copied.size;
    let same = 0;
    for await (const one of inParallel(files, readsAtOnce, isSame)) {
      if (!one) break;
      same++;
    }
    if (isAll && same === files.length) return {};
    const path = files[same]?.path ?? source.path;
    return fail("conflict", `'${path}' was changed while it was moved`, path);
  }

  async #copyFile(from: string, to: string, { overwrite = false, signal }: MoveOptions): Promise<Outcome<object>> {
    const content = await this.#files.readBytes(from, { signal });
    if (content.error) return content;
    this.#copied.set(from, this.#versionOf(content.bytes));
    return this.#files.write(to, content.bytes, { createOnly: !overwrite, signal });
  }

  #versionOf(bytes: Uint8Array): string {
    return this.#core.call<{ readonly version: string }>("text.version", {}, bytes).value.version;
  }
}

/**
 * Moves from one backend to another: copies, then removes what is still the same. When that fails the copy is removed
 * again. When the removal throws, nobody knows how far it came, and the copy stays.
 */
export async function moveByCopy(
  files: Backend,
  core: Core,
  from: string,
  to: string,
  options: MoveOptions,
): Promise<MoveResult> {
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
  const move = new MoveByCopy(files, core, options);
  const copied = await log.guard(async () => {
    if (source.isDir) log.note(to, back);
    const copy = source.isDir
      ? await move.copy(source, to).catch(failureOrThrow)
      : await log.step(to, () => move.copy(source, to), back);
    signal?.throwIfAborted();
    return copy.error ? copy : move.check(source).catch(failureOrThrow);
  });
  if (copied.error) return copied;
  const gone = await files.remove(from, { recursive: true, signal });
  return gone.error ? log.takeBack(gone) : { path: to, from };
}
