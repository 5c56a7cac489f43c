import { orAborted } from "./abort.js";
import type {
  ApplyPatchOptions,
  ApplyPatchResult,
  Backend,
  CallOptions,
  EditOptions,
  EditResult,
  FileInfo,
  GlobOptions,
  GlobResult,
  GrepOptions,
  GrepResult,
  HashlineEdit,
  HashlineEditOptions,
  HashlineEditResult,
  LsResult,
  MkdirOptions,
  MkdirResult,
  MoveOptions,
  MoveResult,
  Outcome,
  ReadBytesOptions,
  ReadBytesResult,
  ReadOptions,
  ReadResult,
  RemoveOptions,
  RemoveResult,
  Replacement,
  StatResult,
  WriteOptions,
  WriteResult,
} from "./backend.js";
import { NacreError } from "./core/errors.js";
import { loadCore } from "./core/load.js";
import { fail, failureOf, isFailure } from "./failure.js";
import { normalPath } from "./normal-path.js";
import type { SkippedFile } from "./outside-name.js";
import { nameOf, parentOf } from "./paths.js";
import { contentOf, foundBy, globbedBy, listingOf, statOf } from "./plain-answers.js";
import type { AsBackendOptions, PlainBackend } from "./plain-backend.js";
import { orThrow } from "./source-failure.js";
import { StateBackend } from "./state-backend.js";
import { walk } from "./walk.js";

type Moved = { readonly path: string; readonly from: string };

/** A plain object as a backend. What it lacks is made of what it has, in a workspace of the core. */
export class PlainAdapter implements Backend {
  readonly #plain: PlainBackend;
  readonly #options: AsBackendOptions;

  constructor(plain: PlainBackend, options: AsBackendOptions) {
    this.#plain = plain;
    this.#options = options;
  }

  async exists(path: string, options: CallOptions = {}): Promise<boolean> {
    const info = await this.#at(path, options, async (at) => {
      if (!this.#plain.exists) return this.stat(at, options);
      return { isDir: (await this.#plain.exists(at, options)) !== true };
    });
    return !info.error && !info.isDir;
  }

  async stat(path: string, options: CallOptions = {}): Promise<StatResult> {
    return this.#at(path, options, async (at) => {
      if (this.#plain.stat) return statOf(await this.#plain.stat(at, options), at);
      if (at === "/") return { path: at, name: "", isDir: true, size: null };
      const listing = await this.#list(parentOf(at), options);
      const entry = listing.error ? undefined : listing.entries.find(({ name }) => name === nameOf(at));
      return entry ?? fail("not_found", `File '${at}' not found`, at);
    });
  }

  async ls(path = "/", options: CallOptions = {}): Promise<LsResult> {
    return this.#at(path, options, async (at) => {
      const info = await this.stat(at, options);
      if (info.error) return info;
      if (!info.isDir) return { path: at, entries: [info] };
      return this.#list(at, options);
    });
  }

  read(path: string, options: ReadOptions = {}): Promise<ReadResult> {
    return this.#withFile(path, options, (scratch, at) => scratch.read(at, options));
  }

  async readBytes(path: string, options: ReadBytesOptions = {}): Promise<ReadBytesResult> {
    return this.#at(path, options, async (at) => {
      const info = await this.stat(at, options);
      if (info.error) return info;
      if (info.isDir) return fail("is_a_directory", `'${at}' is a directory`, at);
      return contentOf(await this.#plain.readBytes(at, options), at, options);
    });
  }

  async write(path: string, content: string | Uint8Array, options: WriteOptions = {}): Promise<WriteResult> {
    return this.#at(path, options, async (at) => {
      const planned = await this.#plan(at, options, (scratch) => scratch.write(at, content, options));
      if (planned.error) return planned;
      await this.#put(at, planned.content, options);
      return planned.result;
    });
  }

  edit(path: string, oldString: string, newString: string, options?: EditOptions): Promise<EditResult>;
  edit(path: string, edits: readonly Replacement[], options?: EditOptions): Promise<EditResult>;
  async edit(
    path: string,
    what: string | readonly Replacement[],
    second?: string | EditOptions,
    third?: EditOptions,
  ): Promise<EditResult> {
    const options = (typeof second === "object" ? second : third) ?? {};
    return this.#change(path, options, (scratch, at) =>
      typeof what === "string" ? scratch.edit(at, what, String(second), options) : scratch.edit(at, what, options),
    );
  }

  hashlineEdit(
    path: string,
    edits: readonly HashlineEdit[],
    options: HashlineEditOptions = {},
  ): Promise<HashlineEditResult> {
    return this.#change(path, options, (scratch, at) => scratch.hashlineEdit(at, edits, options));
  }

  async applyPatch(patch: string, options: ApplyPatchOptions = {}): Promise<ApplyPatchResult> {
    return this.#guarded(options, async () => {
      const { scratch: copy, skipped } = await this.#searchable("/", options);
      using scratch = copy;
      using before = scratch.snapshot();
      const result = await scratch.applyPatch(patch, options);
      if (result.error || options.dryRun) return result;
      const { changes } = orThrow(await scratch.diff(before, options));
      const files = changes.filter(({ isDir }) => !isDir);
      // It is not known what is there.
      const unread = skipped.find(({ path }) => files.some((file) => file.path === path));
      if (unread) return fail("io", `Could not read '${unread.path}': ${unread.reason}`, unread.path);
      for (const change of files) {
        const content = change.kind === "removed" ? undefined : await scratch.readBytes(change.path);
        if (content && !content.error) await this.#put(change.path, content.bytes, options);
        else await this.remove(change.path, options);
      }
      return result;
    });
  }

  async glob(pattern: string, options: GlobOptions = {}): Promise<GlobResult> {
    return this.#at(options.path ?? "/", options, async (at) => {
      if (this.#plain.glob) return globbedBy(await this.#plain.glob(pattern, { ...options, path: at }));
      const files = await this.#walk(at, options, () => true);
      if (files.error) return files;
      using scratch = await this.#scratch();
      const times = new Map(files.found.map((file) => [file.path, file]));
      const written = await scratch.import(
        files.found.map((file) => [file.path, ""] as const),
        options,
      );
      if (written.error) return written;
      const wanted = options.sort === "modified" ? { ...options, sort: undefined, limit: undefined } : options;
      await scratch.mkdir(at);
      const result = await scratch.glob(pattern, wanted);
      if (result.error) return result;
      const matches = result.matches.map((match) => times.get(match.path) ?? match);
      if (options.sort !== "modified") return { ...result, matches };
      matches.sort((a, b) => (b.modifiedAt ?? "").localeCompare(a.modifiedAt ?? ""));
      const limited = matches.slice(0, options.limit);
      return { matches: limited, truncated: limited.length < matches.length };
    });
  }

  async grep(pattern: string, options: GrepOptions = {}): Promise<GrepResult> {
    return this.#at(options.path ?? "/", options, async (at) => {
      if (this.#plain.grep) return foundBy(await this.#plain.grep(pattern, { ...options, path: at }));
      const info = await this.stat(at, options);
      if (info.error) return info;
      const visible = (name: string): boolean => options.ignoreHidden === false || !name.startsWith(".");
      const { scratch: copy, skipped } = await this.#searchable(at, options, visible);
      using scratch = copy;
      const found = await scratch.grep(pattern, { ...options, path: at });
      return found.error || skipped.length === 0 ? found : { ...found, skipped: [...found.skipped, ...skipped] };
    });
  }

  async remove(path: string, options: RemoveOptions = {}): Promise<RemoveResult> {
    return this.#at(path, options, async (at) => {
      const info = await this.stat(at, options);
      if (info.error) return info;
      if (!this.#plain.remove) return fail("unsupported", "This backend cannot remove files", at);
      const result = await this.#plain.remove(at, options);
      return isFailure(result) ? result : { files: info.isDir ? 0 : 1, bytes: info.size ?? 0 };
    });
  }

  async move(from: string, to: string, options: MoveOptions = {}): Promise<MoveResult> {
    return this.#at<Moved>(from, options, (source) =>
      this.#at<Moved>(to, options, async (target): Promise<MoveResult> => {
        if (this.#plain.move) {
          const result = await this.#plain.move(source, target, options);
          return isFailure(result) ? result : { path: target, from: source };
        }
        const info = await this.stat(source, options);
        if (info.error) return info;
        if (info.isDir) return fail("unsupported", "This backend cannot move directories", source);
        const taken = await this.stat(target, options);
        if (!taken.error && (taken.isDir || !options.overwrite)) {
          return fail("already_exists", `'${target}' exists already`, target);
        }
        const content = await this.readBytes(source, { signal: options.signal });
        if (content.error) return content;
        await this.#put(target, content.bytes, options);
        const gone = await this.remove(source, { signal: options.signal });
        return gone.error ? gone : { path: target, from: source };
      }),
    );
  }

  async mkdir(path: string, options: MkdirOptions = {}): Promise<MkdirResult> {
    return this.#at(path, options, async (at) => {
      const there = await this.stat(at, options);
      if (!there.error && there.isDir && options.parents !== false) return { path: at, created: false };
      if (!there.error) return fail("already_exists", `'${at}' exists already`, at);
      if (!this.#plain.mkdir) return fail("unsupported", "This backend cannot make directories", at);
      const result = await this.#plain.mkdir(at, options);
      return isFailure(result) ? result : { path: at, created: true };
    });
  }

  #scratch(): Promise<StateBackend> {
    const { core, maxSearchBytes, maxSearchFiles } = this.#options;
    return StateBackend.create({ core, maxBytes: maxSearchBytes, maxFiles: maxSearchFiles });
  }

  /** A workspace of the core that holds what stands at `path`, so that the core can search and edit it. */
  async #searchable(
    path: string,
    options: CallOptions,
    selects: (name: string) => boolean = () => true,
  ): Promise<{ readonly scratch: StateBackend; readonly skipped: readonly SkippedFile[] }> {
    const files = await this.#walk(path, options, selects);
    if (files.error) throw new NacreError(files.error.code, files.error.message);
    const scratch = await this.#scratch();
    try {
      await scratch.mkdir(parentOf(path));
      const skipped: SkippedFile[] = [];
      const contents = this.#contentsOf(files.found, skipped, options);
      const written = await scratch.import(contents, { signal: options.signal });
      if (written.error) throw new NacreError(written.error.code, written.error.message);
      if (files.found.length === 0) await scratch.mkdir(path);
      return { scratch, skipped };
    } catch (error) {
      scratch.dispose();
      throw error;
    }
  }

  /** Notes in `skipped` what cannot be read. */
  async *#contentsOf(
    files: readonly FileInfo[],
    skipped: SkippedFile[],
    { signal }: CallOptions,
  ): AsyncGenerator<[string, Uint8Array]> {
    for (const { path } of files) {
      const content = await this.readBytes(path, { signal });
      if (content.error) skipped.push({ path, reason: content.error.message });
      else yield [path, content.bytes];
    }
  }

  /** The files at and below `path`, without what `selects` says no to. */
  async #walk(
    path: string,
    options: CallOptions,
    selects: (name: string) => boolean,
  ): Promise<Outcome<{ readonly found: FileInfo[] }>> {
    const start = await this.stat(path, options);
    if (start.error) return start;
    if (!start.isDir) return { found: [start] };
    const found: FileInfo[] = [];
    const isSelected = ({ name }: FileInfo): boolean => selects(name);
    for await (const { entries } of walk((at) => this.#list(at, options), start, options, isSelected)) {
      for (const entry of entries) if (!entry.isDir && isSelected(entry)) found.push(entry);
    }
    return { found };
  }

  async #list(path: string, options: CallOptions): Promise<LsResult> {
    return listingOf(await this.#plain.ls(path, options), path);
  }

  /** Carries out a change on a copy of the file, so that the core's rules hold before anything is written. */
  async #plan<T extends object>(
    path: string,
    { signal }: CallOptions,
    change: (scratch: StateBackend) => Promise<Outcome<T>>,
  ): Promise<Outcome<{ readonly result: Outcome<T>; readonly content: Uint8Array; readonly changed: boolean }>> {
    using scratch = await this.#scratch();
    for (let above = parentOf(path); above !== "/"; above = parentOf(above)) {
      const info = await this.stat(above, { signal });
      if (!info.error && !info.isDir) await scratch.write(above, "");
    }
    const info = await this.stat(path, { signal });
    if (!info.error && info.isDir) await scratch.mkdir(path);
    const before = info.error || info.isDir ? undefined : await this.readBytes(path, { signal });
    if (before && !before.error) await scratch.write(path, before.bytes);
    const sequence = scratch.sequence;
    const result = await change(scratch);
    if (isFailure(result)) return result;
    const after = await scratch.readBytes(path);
    const content = after.error ? new Uint8Array(0) : after.bytes;
    return { result, content, changed: scratch.sequence !== sequence };
  }

  async #change<T extends object>(
    path: string,
    options: CallOptions,
    change: (scratch: StateBackend, at: string) => Promise<Outcome<T>>,
  ): Promise<Outcome<T>> {
    return this.#at(path, options, async (at) => {
      const planned = await this.#plan(at, options, (scratch) => change(scratch, at));
      if (planned.error) return planned;
      if (planned.changed) await this.#put(at, planned.content, options);
      return planned.result;
    });
  }

  #withFile<T extends object>(
    path: string,
    options: CallOptions,
    use: (scratch: StateBackend, at: string) => Promise<Outcome<T>>,
  ): Promise<Outcome<T>> {
    return this.#at(path, options, async (at) => {
      const content = await this.readBytes(at, { signal: options.signal });
      if (content.error) return content;
      using scratch = await this.#scratch();
      const written = await scratch.write(at, content.bytes);
      return written.error ? written : use(scratch, at);
    });
  }

  async #put(path: string, content: Uint8Array, { signal }: CallOptions): Promise<void> {
    signal?.throwIfAborted();
    const result = await this.#plain.write(path, content, { signal });
    if (isFailure(result)) throw new NacreError(result.error.code, result.error.message);
  }

  /** Normalises `path` as the core does, and makes failures of what is thrown. */
  async #at<T extends object>(
    path: string,
    options: CallOptions,
    use: (path: string) => Promise<Outcome<T>> | Outcome<T>,
  ): Promise<Outcome<T>> {
    return this.#guarded(options, async () => {
      const place = normalPath(this.#options.core ?? (await loadCore()), path);
      return place.error ? place : use(place.path);
    });
  }

  async #guarded<T extends object>(options: CallOptions, use: () => Promise<Outcome<T>>): Promise<Outcome<T>> {
    options.signal?.throwIfAborted();
    try {
      return await orAborted(use(), options.signal);
    } catch (error) {
      if (options.signal?.aborted) throw error;
      return failureOf(error);
    }
  }
}
