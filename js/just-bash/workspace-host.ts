import type { Backend, FailureReason, FileInfo, GrepOptions, GrepResult, LsResult } from "../backend.js";
import { NacreError } from "../core/errors.js";
import { type Failure, failureOf } from "../failure.js";
import { nameOf, relativeTo } from "../paths.js";
import { compareText } from "../text-order.js";
import { walk } from "../walk.js";
import type { Access, PathGuard } from "./guard.js";
import { FileSystemError, type HostEntry, type ShellHost, type TreeEntry } from "./host.js";
import { compareWalk, joinPath } from "./paths.js";

const wordings: Readonly<Record<string, readonly [code: string, words: string]>> = {
  not_found: ["ENOENT", "no such file or directory"],
  already_exists: ["EEXIST", "file already exists"],
  not_a_directory: ["ENOTDIR", "not a directory"],
  is_a_directory: ["EISDIR", "illegal operation on a directory"],
  permission_denied: ["EACCES", "permission denied"],
  quota_exceeded: ["ENOSPC", "no space left on device"],
  limit_exceeded: ["EFBIG", "file too large"],
  invalid_path: ["EINVAL", "invalid path"],
};

function systemError({ code, message }: FailureReason, call: string, path: string): FileSystemError {
  const [name, words] = wordings[code] ?? ["EIO", message];
  return new FileSystemError({ code: name, message: `${name}: ${words}, ${call} '${path}'` });
}

function entryOf({ name, isDir, size, modifiedAt }: FileInfo): HostEntry {
  const modified = modifiedAt === undefined ? 0 : Date.parse(modifiedAt);
  return { name, isDir, size: size ?? 0, modified: Number.isNaN(modified) ? 0 : modified };
}

/** A backend under path rules, as a shell sees it. Made for one command. */
export class WorkspaceHost implements ShellHost {
  readonly #backend: Backend;
  readonly #guard: PathGuard;
  readonly #signal: AbortSignal | undefined;

  constructor(backend: Backend, guard: PathGuard, signal: AbortSignal | undefined) {
    this.#backend = backend;
    this.#guard = guard;
    this.#signal = signal;
  }

  async exists(path: string): Promise<boolean> {
    const result = await this.#backend.stat(path, this.#options());
    return !result.error;
  }

  async stat(path: string): Promise<HostEntry> {
    await this.#allow("ls", path, "stat");
    return entryOf(this.#value(await this.#backend.stat(path, this.#options()), "stat", path));
  }

  async list(path: string): Promise<readonly HostEntry[]> {
    await this.#allow("ls", path, "scandir");
    const info = this.#value(await this.#backend.stat(path, this.#options()), "scandir", path);
    if (!info.isDir) throw systemError({ code: "not_a_directory", message: "" }, "scandir", path);
    return this.#entries(path);
  }

  async readBytes(path: string): Promise<Uint8Array> {
    await this.#allow("read", path, "open");
    return this.#value(await this.#backend.readBytes(path, this.#options()), "open", path).bytes;
  }

  async write(path: string, bytes: Uint8Array): Promise<void> {
    await this.#allow("write", path, "open");
    this.#value(await this.#backend.write(path, bytes, this.#options()), "open", path);
  }

  async append(path: string, bytes: Uint8Array): Promise<void> {
    await this.#allow("write", path, "open");
    const there = await this.#backend.readBytes(path, this.#options());
    if (there.error && there.error.code !== "not_found") throw systemError(there.error, "open", path);
    const before = there.error ? new Uint8Array(0) : there.bytes;
    if (!there.error && bytes.length === 0) return;
    const whole = new Uint8Array(before.length + bytes.length);
    whole.set(before);
    whole.set(bytes, before.length);
    this.#value(await this.#backend.write(path, whole, this.#options()), "open", path);
  }

  async mkdir(path: string, recursive: boolean): Promise<void> {
    await this.#allow("write", path, "mkdir");
    this.#value(await this.#backend.mkdir(path, { parents: recursive, ...this.#options() }), "mkdir", path);
  }

  async remove(path: string, { recursive, force }: { recursive: boolean; force: boolean }): Promise<void> {
    await this.#allowBelow(path, "rm", ["write"]);
    const result = await this.#backend.remove(path, { recursive, ...this.#options() });
    if (result.error?.code === "not_found" && force) return;
    if (result.error?.code === "is_a_directory") {
      throw new FileSystemError({ code: "ENOTEMPTY", message: `ENOTEMPTY: directory not empty, rm '${path}'` });
    }
    this.#value(result, "rm", path);
  }

  async copy(from: string, to: string, recursive: boolean): Promise<void> {
    const source = await this.stat(from);
    if (!source.isDir) {
      await this.write(to, await this.readBytes(from));
      return;
    }
    if (!recursive) throw systemError({ code: "is_a_directory", message: "" }, "cp", from);
    if (to === from || to.startsWith(joinPath(from, ""))) {
      throw new FileSystemError({
        code: "EINVAL",
        message: `EINVAL: cannot copy a directory into itself, cp '${from}'`,
      });
    }
    await this.mkdir(to, true);
    for (const { name } of await this.list(from)) await this.copy(joinPath(from, name), joinPath(to, name), true);
  }

  async move(from: string, to: string): Promise<void> {
    await this.#allowBelow(from, "rename", ["read", "write"]);
    await this.#allow("write", to, "rename");
    const result = await this.#backend.move(from, to, { overwrite: true, ...this.#options() });
    this.#value(result, "rename", from);
  }

  async isWritable(path: string): Promise<boolean> {
    if ((await this.#guard.refusal("write", path)) !== undefined) return false;
    const there = await this.#backend.stat(path, this.#options());
    if (!there.error) return true;
    if (there.error.code !== "not_found") return false;
    for (
      let above = path.slice(0, path.lastIndexOf("/"));
      above !== "";
      above = above.slice(0, above.lastIndexOf("/"))
    ) {
      const info = await this.#backend.stat(above, this.#options());
      if (!info.error) return info.isDir;
    }
    return true;
  }

  async touch(path: string): Promise<void> {
    await this.#allow("write", path, "utime");
    const info = this.#value(await this.#backend.stat(path, this.#options()), "utime", path);
    if (info.isDir) return;
    const { bytes } = this.#value(await this.#backend.readBytes(path, this.#options()), "utime", path);
    this.#value(await this.#backend.write(path, bytes, this.#options()), "utime", path);
  }

  async glob(pattern: string, path: string): Promise<readonly string[]> {
    const result = await this.#backend.glob(pattern, { path, dot: true, ...this.#options() });
    if (result.error) return [];
    return result.matches.map((file) => file.path).filter((file) => !this.#guard.hides("ls", file));
  }

  async grep(pattern: string, options: GrepOptions): Promise<GrepResult> {
    const { path = "/" } = options;
    const info = await this.#backend.stat(path, this.#options());
    if (!info.error && !info.isDir) {
      const refusal = await this.#guard.refusal("read", info.path);
      if (refusal !== undefined) return { error: { code: "permission_denied", message: refusal, path } };
    }
    const result = await this.#backend.grep(pattern, { ...options, ...this.#options() });
    if (result.error) return result;
    const shown = new Set((result.files ?? []).map((file) => file.path).filter((file) => !this.#hidden(file)));
    return {
      ...result,
      matches: result.matches.filter((match) => shown.has(match.path) || !this.#hidden(match.path)),
      files: (result.files ?? []).filter((file) => shown.has(file.path)),
      skipped: result.skipped.filter((file) => !this.#hidden(file.path)),
    };
  }

  async tree(
    path: string,
    { hidden, maxDepth }: { readonly hidden: boolean; readonly maxDepth: number },
  ): Promise<readonly TreeEntry[]> {
    const root = { ...(await this.stat(path)), name: nameOf(path) };
    if (!root.isDir) return [{ ...root, path: "", empty: false }];
    const found: TreeEntry[] = [];
    const placeOf = (entry: FileInfo): string => relativeTo(entry.path, path);
    const depthOf = (place: string): number => (place === "" ? 0 : place.split("/").length);
    const shows = ({ name }: FileInfo): boolean => hidden || !name.startsWith(".");
    const list = async (at: string): Promise<LsResult> => ({ path: at, entries: await this.#infos(at) });
    const enters = (entry: FileInfo): boolean => shows(entry) && depthOf(placeOf(entry)) <= maxDepth;
    const top = { path, name: root.name, isDir: true, size: null };
    try {
      for await (const { directory, entries } of walk(list, top, this.#options(), enters)) {
        const place = placeOf(directory);
        const entry = place === "" ? root : entryOf(directory);
        found.push({ ...entry, path: place, empty: entries.length === 0 });
        if (depthOf(place) >= maxDepth) continue;
        for (const file of entries) {
          if (!file.isDir && shows(file)) found.push({ ...entryOf(file), path: placeOf(file), empty: false });
        }
      }
    } catch (error) {
      if (!NacreError.isInstance(error) || error.code !== "limit_exceeded") throw error;
      throw new FileSystemError({ code: "ELOOP", message: `ELOOP: ${error.message}, scandir '${path}'` });
    }
    return found.sort((a, b) => compareWalk(a.path, b.path));
  }

  #options(): { signal: AbortSignal | undefined } {
    return { signal: this.#signal };
  }

  #hidden(path: string): boolean {
    return this.#guard.hides("read", path) || this.#guard.hides("grep", path);
  }

  async #entries(path: string): Promise<HostEntry[]> {
    return (await this.#infos(path)).map(entryOf).sort((a, b) => compareText(a.name, b.name));
  }

  async #infos(path: string): Promise<FileInfo[]> {
    const listing = this.#value(await this.#backend.ls(path, this.#options()), "scandir", path);
    return listing.entries.filter((entry) => !this.#guard.hides("ls", entry.path));
  }

  async #allow(access: Access, path: string, call: string): Promise<void> {
    const refusal = await this.#guard.refusal(access, path);
    if (refusal === undefined) return;
    throw new FileSystemError({ code: "EACCES", message: `EACCES: permission denied, ${call} '${path}' (${refusal})` });
  }

  /** Allows what is done to a whole tree only when every file in it allows it. */
  async #allowBelow(path: string, call: string, accesses: readonly Access[]): Promise<void> {
    if (!this.#guard.hasRules) return;
    for (const access of accesses) await this.#allow(access, path, call);
    const info = await this.#backend.stat(path, this.#options());
    if (info.error || !info.isDir) return;
    const files = this.#value(await this.#backend.glob("**", { path, dot: true, ...this.#options() }), call, path);
    if (files.truncated || files.skipped?.length) {
      throw systemError({ code: "io", message: "not all files below could be checked" }, call, path);
    }
    for (const file of files.matches) {
      for (const access of accesses) await this.#allow(access, file.path, call);
    }
  }

  #value<T extends object>(result: (T & { readonly error?: undefined }) | Failure, call: string, path: string): T {
    if (result.error === undefined) return result as T;
    throw systemError(result.error, call, path);
  }
}

/** Reads something thrown by a host as data that can cross to a worker. */
export function hostErrorOf(thrown: unknown): { readonly code: string; readonly message: string } {
  if (thrown instanceof FileSystemError) return { code: thrown.code, message: thrown.message };
  const { error } = failureOf(thrown);
  return { code: "EIO", message: `EIO: ${error.message}` };
}
