import { type CallOptions, orAborted } from "./abort.js";
import type {
  ApplyPatchOptions,
  ApplyPatchResult,
  Backend,
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
import { globAcross, globbed } from "./composite/glob.js";
import { grepAcross, grepWithin } from "./composite/grep.js";
import type { Member } from "./composite/member.js";
import { directoryAt, Mounts, type Routes } from "./composite/mounts.js";
import { moveByCopy } from "./composite/move.js";
import { isAbsent } from "./composite/parts.js";
import { applyAcross } from "./composite/patch.js";
import { VendoredNames } from "./composite/vendored-names.js";
import { watchAll } from "./composite/watch.js";
import type { Core } from "./core/core.js";
import { DisposedError } from "./core/errors.js";
import { disposeSymbol } from "./core/handle.js";
import { loadCore } from "./core/load.js";
import { type Failure, fail, isFailure, type Outcome } from "./failure.js";
import { normalPath } from "./normal-path.js";
import { parentOf } from "./paths.js";
import type { AsBackendOptions, PlainBackend } from "./plain-backend.js";
import { isSandbox, type Sandbox } from "./sandbox.js";
import { compareText } from "./text-order.js";

export type { Mount, Routes } from "./composite/mounts.js";

/** What it passes on to `asBackend` for members that are plain objects. */
export type CompositeBackendOptions = AsBackendOptions;

function isADirectory(path: string): Failure {
  return fail("is_a_directory", `Path '${path}' is a directory`, path);
}

function pinned(path: string, verb: string): Failure {
  return fail("permission_denied", `Cannot ${verb} '${path}': it is, or holds, the mount point of a backend`, path);
}

/**
 * Several backends as one: each route is a directory with a backend of its own behind it, the rest is the default's. The
 * longest route wins, and hides what others hold below it. Searches, moves and patches go across. It owns none of its
 * members: disposing it ends its `watch` loops and leaves them alone.
 *
 * When the default runs commands, so does the composite: there, on the default's own files, which know no routes.
 *
 * @example
 * ```ts
 * import { CompositeBackend, StateBackend } from "nacre";
 *
 * using project = await StateBackend.create({ files: { "/main.ts": "start();\n" } });
 * using notes = await StateBackend.create({ files: { "/today.md": "start early\n" } });
 * using files = new CompositeBackend(project, { "/notes": notes });
 * const found = await files.grep("start");
 * if (!found.error) console.log(found.matches.map(({ path }) => path).join(" ")); // /main.ts /notes/today.md
 * ```
 */
export class CompositeBackend implements Backend, Disposable {
  /**
   * Present when a member can watch. Each loop counts for itself: `since: 0` begins with all that the members remember,
   * any other number with an overflow.
   */
  readonly watch?: NonNullable<Backend["watch"]>;
  /** Present when a member has links. */
  readonly realPaths?: NonNullable<Backend["realPaths"]>;
  /** These are the default's, when it is a sandbox. */
  readonly id?: Sandbox["id"];
  readonly start?: Sandbox["start"];
  readonly stop?: Sandbox["stop"];
  readonly isAlive?: Sandbox["isAlive"];
  readonly execute?: Sandbox["execute"];
  readonly background?: NonNullable<Sandbox["background"]>;

  readonly #mounts: Mounts;
  readonly #core: Core | undefined;
  readonly #vendored = new VendoredNames();
  readonly #disposal = new AbortController();

  /** Throws `MisuseError` for routes that are invalid, given twice, or the root. */
  constructor(base: Backend | PlainBackend, routes: Routes, options: CompositeBackendOptions = {}) {
    const mounts = new Mounts(base, routes, options);
    this.#mounts = mounts;
    this.#core = options.core;
    if (mounts.members.some(({ backend }) => backend.watch)) {
      this.watch = (watching = {}) => {
        this.#disposal.signal.throwIfAborted();
        return watchAll(mounts, watching, this.#disposal.signal);
      };
    }
    if (mounts.members.some(({ backend }) => backend.realPaths)) {
      this.realPaths = (paths, options = {}) => this.#realPaths(paths, options);
    }
    const { backend } = mounts.base;
    if (!isSandbox(backend)) return;
    this.id = backend.id;
    this.start = backend.start.bind(backend);
    this.stop = backend.stop.bind(backend);
    this.isAlive = backend.isAlive.bind(backend);
    this.execute = backend.execute.bind(backend);
    if (backend.background) this.background = backend.background;
  }

  async exists(path: string, options: CallOptions = {}): Promise<boolean> {
    const found = await this.#at(path, options, async (at) => {
      const member = this.#mounts.ownerOf(at);
      return { exists: !this.#mounts.isFixed(at) && (await member.backend.exists(member.inner(at), options)) };
    });
    return !found.error && found.exists;
  }

  stat(path: string, options: CallOptions = {}): Promise<StatResult> {
    return this.#at(path, options, async (at) => {
      const isFixed = this.#mounts.isFixed(at);
      if (this.#mounts.isMount(at)) return directoryAt(at);
      const member = this.#mounts.ownerOf(at);
      const result = await member.backend.stat(member.inner(at), options);
      if (result.error) return isFixed ? directoryAt(at) : member.failure(result, at);
      return isFixed && !result.isDir ? directoryAt(at) : member.entry(result);
    });
  }

  ls(path = "/", options: CallOptions = {}): Promise<LsResult> {
    return this.#at(path, options, async (at) => {
      const member = this.#mounts.ownerOf(at);
      const result = await member.backend.ls(member.inner(at), options);
      const isFixed = this.#mounts.isFixed(at);
      if (result.error && !(isFixed && isAbsent(result))) return member.failure(result, at);
      const entries = result.error ? [] : result.entries.map((entry) => member.entry(entry));
      const shown = isFixed ? this.#withMounts(at, entries, member) : entries;
      const given = result.error ? [] : member.placed(result.skipped ?? []);
      const skipped = given.filter((one) => this.#mounts.shows(one.path, member));
      return { path: at, entries: shown, ...(skipped.length > 0 && { skipped }) };
    });
  }

  read(path: string, options: ReadOptions = {}): Promise<ReadResult> {
    return this.#file(path, options, ({ backend }, at) => backend.read(at, options));
  }

  readBytes(path: string, options: ReadBytesOptions = {}): Promise<ReadBytesResult> {
    return this.#file(path, options, ({ backend }, at) => backend.readBytes(at, options));
  }

  write(path: string, content: string | Uint8Array, options: WriteOptions = {}): Promise<WriteResult> {
    return this.#file(path, options, ({ backend }, at) => backend.write(at, content, options));
  }

  edit(path: string, oldString: string, newString: string, options?: EditOptions): Promise<EditResult>;
  edit(path: string, edits: readonly Replacement[], options?: EditOptions): Promise<EditResult>;
  edit(
    path: string,
    what: string | readonly Replacement[],
    second?: string | EditOptions,
    third?: EditOptions,
  ): Promise<EditResult> {
    const options = (typeof second === "object" ? second : third) ?? {};
    return this.#file(path, options, async (member, at, core) => {
      const { backend } = member;
      const result =
        typeof what === "string"
          ? await backend.edit(at, what, second as string, options)
          : await backend.edit(at, what, options);
      return member.withDiff(core, result);
    });
  }

  hashlineEdit(
    path: string,
    edits: readonly HashlineEdit[],
    options: HashlineEditOptions = {},
  ): Promise<HashlineEditResult> {
    return this.#file(path, options, async (member, at, core) =>
      member.withDiff(core, await member.backend.hashlineEdit(at, edits, options)),
    );
  }

  applyPatch(patch: string, options: ApplyPatchOptions = {}): Promise<ApplyPatchResult> {
    return this.#run(options, (core) => {
      if (this.#mounts.members.length === 1) return this.#mounts.base.backend.applyPatch(patch, options);
      return applyAcross(this, this.#mounts, core, patch, options);
    });
  }

  glob(pattern: string, options: GlobOptions = {}): Promise<GlobResult> {
    return this.#at(options.path ?? "/", options, async (at, core) => {
      if (this.#mounts.isFixed(at)) return globAcross(core, this.#mounts, pattern, at, options);
      const member = this.#mounts.ownerOf(at);
      return globbed(member, await member.backend.glob(pattern, { ...options, path: member.inner(at) }), at);
    });
  }

  grep(pattern: string, options: GrepOptions = {}): Promise<GrepResult> {
    return this.#at(options.path ?? "/", options, (at, core) => {
      const space = { core, mounts: this.#mounts, vendored: this.#vendored };
      return (this.#mounts.isFixed(at) ? grepAcross : grepWithin)(space, pattern, at, options);
    });
  }

  remove(path: string, options: RemoveOptions = {}): Promise<RemoveResult> {
    return this.#at(path, options, async (at) => {
      if (this.#mounts.isFixed(at)) return pinned(at, "remove");
      const member = this.#mounts.ownerOf(at);
      const result = await member.backend.remove(member.inner(at), options);
      return isFailure(result) ? member.failure(result, at) : result;
    });
  }

  /** Between backends: copies with new times, then removes. A failure on the way leaves things as they were. */
  move(from: string, to: string, options: MoveOptions = {}): Promise<MoveResult> {
    return this.#at(from, options, (source) =>
      this.#at(to, options, async (target, core): Promise<MoveResult> => {
        if (this.#mounts.isFixed(source)) return pinned(source, "move");
        if (this.#mounts.isFixed(target)) return pinned(target, "replace");
        const member = this.#mounts.ownerOf(source);
        if (this.#mounts.ownerOf(target) !== member) return moveByCopy(this, core, source, target, options);
        const result = await member.backend.move(member.inner(source), member.inner(target), options);
        return isFailure(result) ? member.failure(result, source) : { ...result, path: target, from: source };
      }),
    );
  }

  mkdir(path: string, options: MkdirOptions = {}): Promise<MkdirResult> {
    return this.#at(path, options, async (at): Promise<MkdirResult> => {
      const isNew = options.parents === false;
      if (this.#mounts.isFixed(at)) {
        return isNew ? fail("already_exists", `Path '${at}' already exists`, at) : { path: at, created: false };
      }
      const member = this.#mounts.ownerOf(at);
      // The directory above is there because of a mount, even if the member has none.
      const parents = isNew && this.#mounts.isFixed(parentOf(at)) ? true : options.parents;
      const made = await member.backend.mkdir(member.inner(at), { ...options, parents });
      if (isNew && parents && !made.error && !made.created) {
        return fail("already_exists", `Path '${at}' already exists`, at);
      }
      return member.result(made, at);
    });
  }

  get disposed(): boolean {
    return this.#disposal.signal.aborted;
  }

  /** Ends the loops of `watch`; every later call throws `DisposedError`. The members stay as they are. */
  dispose(): void {
    this.#disposal.abort(new DisposedError("Cannot use this composite: it is disposed"));
  }

  [disposeSymbol](): void {
    this.dispose();
  }

  async #realPaths(paths: readonly string[], options: CallOptions): Promise<readonly string[]> {
    const found = new Map<string, string>();
    for (const member of this.#mounts.members) {
      const own = paths.filter((path) => this.#mounts.ownerOf(path) === member);
      const inner = own.map((path) => member.inner(path));
      const real = own.length > 0 ? await member.backend.realPaths?.(inner, options) : undefined;
      for (const [index, path] of own.entries()) found.set(path, member.outer(real?.[index] ?? member.inner(path)));
    }
    return paths.map((path) => found.get(path) ?? path);
  }

  /** What `member` lists in directory `path`, with the mounts in place of what they hide. */
  #withMounts(path: string, entries: readonly FileInfo[], member: Member): readonly FileInfo[] {
    const shown = entries.filter((entry) => parentOf(entry.path) === path && this.#mounts.shows(entry.path, member));
    const all = [...shown, ...this.#mounts.entriesOf(path)];
    return all.sort((a, b) => Number(b.isDir) - Number(a.isDir) || compareText(a.name, b.name));
  }

  /** Does what concerns one file, in the backend that holds it and in its paths. */
  #file<T extends { readonly path: string }>(
    path: string,
    options: CallOptions,
    use: (member: Member, at: string, core: Core) => Promise<Outcome<T>>,
  ): Promise<Outcome<T>> {
    return this.#at(path, options, async (at, core) => {
      if (this.#mounts.isFixed(at)) return isADirectory(at);
      const member = this.#mounts.ownerOf(at);
      return member.result(await use(member, member.inner(at), core), at);
    });
  }

  /** Normalises `path` as the core does. */
  #at<T extends object>(
    path: string,
    options: CallOptions,
    use: (path: string, core: Core) => Promise<Outcome<T>>,
  ): Promise<Outcome<T>> {
    return this.#run(options, async (core) => {
      const place = normalPath(core, path);
      return place.error ? place : use(place.path, core);
    });
  }

  async #run<T extends object>(options: CallOptions, use: (core: Core) => Promise<T>): Promise<T> {
    const { signal } = options;
    signal?.throwIfAborted();
    this.#disposal.signal.throwIfAborted();
    return use(this.#core ?? (await orAborted(loadCore(), signal)));
  }
}
