import { type BigIntStats, closeSync, constants, type Dirent } from "node:fs";
import { lstat, mkdir, readdir, unlink } from "node:fs/promises";
import { MisuseError } from "../core/errors.js";
import { kindOf } from "../core/kind.js";
import { indexOfLoneSurrogate } from "../core/text.js";
import { inParallel } from "../in-parallel.js";
import {
  type Directory,
  type DirectoryChange,
  DirectoryError,
  type DirectoryRow,
  type FileTag,
  type ListOptions,
} from "./directory.js";
import {
  cannotMoveInto,
  isDirectory,
  joined,
  maxReadBytes,
  notDirectory,
  notFound,
  ReservedNames,
  refuseRoot,
  reservedPath,
  segmentsOf,
  tooLarge,
} from "./directory-paths.js";
import { openDescriptor, readDescriptor, statOf } from "./disk-descriptor.js";
import { directoryError, systemCode } from "./disk-directory-error.js";
import { chooseOpener } from "./disk-opener.js";
import type { Place } from "./disk-place.js";
import { removeEntry } from "./disk-remove.js";
import { Resolver, type Spot } from "./disk-resolve.js";
import { isTemporaryName, removeLeftovers, renameOver, replaceFile } from "./disk-temporary.js";
import { Territory } from "./disk-territory.js";
import { watchDisk } from "./disk-watch.js";

// Windows has none but the first.
const { O_RDONLY, O_NOFOLLOW = 0, O_NONBLOCK = 0, O_NOCTTY = 0 } = constants;

/** How often what others swap at that moment is looked at anew. */
const attempts = 5;

/** Entries of a directory that are looked at side by side. */
const entriesAtOnce = 16;

export interface DiskDirectoryOptions {
  /** Directories beside the root that links may lead to. Made when they are missing. */
  readonly allowedDirectories?: readonly string[] | undefined;
  /** Names that are neither shown nor touched, at any depth, such as ".nacre". */
  readonly reserved?: readonly string[] | undefined;
}

/**
 * A folder of this machine, on Node, Deno and Bun. Links are followed as long as they lead into the folder or an allowed
 * directory; others cannot be used. On Linux this holds whatever other processes do meanwhile, where /proc can be read
 * (Deno wants `--allow-all` for that); elsewhere a process that swaps directories for links at the right moment may get
 * through.
 *
 * A file that is replaced keeps its permission bits and, where the system allows it, its owner. It is a new file: other
 * hard links keep the old content.
 *
 * @example
 * ```ts
 * import { mkdtemp } from "node:fs/promises";
 * import { tmpdir } from "node:os";
 * import { DiskDirectory } from "nacre/stores/disk";
 *
 * const directory = await DiskDirectory.open(await mkdtemp(`${tmpdir()}/example-`));
 * const { size } = await directory.write("/a.txt", new TextEncoder().encode("one"));
 * console.log(size, (await directory.list("/")).map(({ name }) => name)); // 3 [ 'a.txt' ]
 * await directory.remove("/a.txt");
 * ```
 */
export class DiskDirectory implements Directory {
  readonly kind = "disk";
  readonly hasLinks = true;
  /** The folder, without links. */
  readonly root: string;
  readonly #resolver: Resolver;
  readonly #reserved: ReservedNames;

  private constructor(root: string, resolver: Resolver, reserved: ReservedNames) {
    this.root = root;
    this.#resolver = resolver;
    this.#reserved = reserved;
  }

  /** Makes the folder when it is missing. Throws `DirectoryError` when it cannot be had. */
  static async open(root: string, options: DiskDirectoryOptions = {}): Promise<DiskDirectory> {
    const { allowedDirectories = [], reserved: names = [] } = options;
    for (const directory of [root, ...allowedDirectories]) {
      if (typeof directory === "string" && directory !== "") continue;
      throw new MisuseError(`A folder is named by its path, not by ${directory === "" ? '""' : kindOf(directory)}`);
    }
    const territory = await Territory.open(root, allowedDirectories);
    const reserved = new ReservedNames(names);
    const resolver = new Resolver(territory, await chooseOpener(territory.root), reserved);
    return new DiskDirectory(territory.root, resolver, reserved);
  }

  async list(path: string, { tags = false, others = false }: ListOptions = {}): Promise<readonly DirectoryRow[]> {
    if (this.#isHidden(path)) throw notFound(path);
    const find = async () => ({ place: await this.#resolver.directory(path) });
    return this.#with(path, find, async ({ place }) => {
      const entries = await readdir(place.at("."), { withFileTypes: true });
      await place.confirm();
      const rows = new Map<string, DirectoryRow>();
      const look = (entry: Dirent): Promise<DirectoryRow | undefined> => this.#rowOf(entry, place, path, tags);
      for await (const row of inParallel(entries, entriesAtOnce, look)) {
        // What stands for a name that is no text may be the name of something else.
        if (row && (row.kind !== "other" || (others && !rows.has(row.name)))) rows.set(row.name, row);
      }
      if (tags) await place.confirm();
      await removeLeftovers(place, entries.map(({ name }) => name).filter(isTemporaryName));
      return [...rows.values()];
    });
  }

  async stat(path: string): Promise<FileTag | undefined> {
    if (this.#isHidden(path)) return undefined;
    try {
      return await this.#with(
        path,
        () => this.#resolver.spot(path),
        async (spot) => spot.stat && this.#tagAt(path, spot, spot.stat),
      );
    } catch (error) {
      const isMissing = error instanceof DirectoryError && ["not_found", "not_a_directory"].includes(error.code);
      if (isMissing) return undefined;
      throw error;
    }
  }

  async read(path: string): Promise<{ readonly bytes: Uint8Array; readonly tag: FileTag }> {
    if (this.#isHidden(path)) throw notFound(path);
    return this.#with(
      path,
      () => this.#resolver.spot(path),
      async ({ place, name, stat }) => {
        requireFile(stat, path);
        if (!stat) throw notFound(path);
        const file = await openDescriptor(place.at(name), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY);
        try {
          await place.confirm(name, statOf(file));
          const { bytes, stat: seen } = await contentOf(file, path);
          const tag = this.#tagAt(path, { place, name }, seen);
          if (!tag) throw notFound(path);
          return { bytes, tag };
        } finally {
          closeSync(file);
        }
      },
    );
  }

  async write(path: string, bytes: Uint8Array): Promise<FileTag> {
    this.#refuseHidden(path);
    return this.#with(
      path,
      () => this.#resolver.spot(path),
      async ({ place, name, stat }) => {
        requireFile(stat, path);
        const written = this.#tagAt(path, { place, name }, await replaceFile(place, name, bytes, stat));
        if (!written) throw new DirectoryError("io", path, `'${path}' is not a file any more`);
        return written;
      },
    );
  }

  async makeDirectory(path: string): Promise<void> {
    this.#refuseHidden(path);
    await this.#with(
      path,
      () => this.#resolver.spot(path),
      async ({ place, name, stat }) => {
        if (stat?.isDirectory()) return;
        if (stat) throw notDirectory(path);
        await mkdir(place.at(name)).catch((error: unknown) => {
          // Others were quicker: it is looked at anew.
          throw systemCode(error) === "EEXIST" ? { code: "ESTALE" } : error;
        });
        await place.sync();
      },
    );
  }

  async remove(path: string): Promise<void> {
    this.#refuseHidden(path);
    refuseRoot(path);
    try {
      await this.#with(
        path,
        () => this.#resolver.entry(path),
        async ({ place, name }) => {
          await removeEntry(place, name);
          await place.sync();
        },
      );
    } catch (error) {
      if (!(error instanceof DirectoryError && ["not_found", "not_a_directory"].includes(error.code))) throw error;
    }
  }

  async move(from: string, to: string): Promise<void> {
    for (const path of [from, to]) {
      this.#refuseHidden(path);
      refuseRoot(path);
    }
    if (to === from || to.startsWith(`${from}/`)) throw cannotMoveInto(from, to);
    await this.#with(
      from,
      () => this.#resolver.entry(from),
      async (source) => {
        if (!source.stat) throw notFound(from);
        requireOrdinary(source.stat, from);
        await this.#with(
          to,
          () => this.#resolver.entry(to),
          async (target) => {
            const behind = target.stat?.isSymbolicLink() ? await this.stat(to) : undefined;
            if (behind?.kind === "directory") throw isDirectory(to);
            await moveEntry(source, target, to);
          },
        );
      },
    );
  }

  /**
   * Tells of changes by this object, too. On Linux, Node watches each directory, links aside; where the system has no
   * room for that many watches it tells "overflow", and what it has no watch for goes unnoticed.
   */
  watch(onChange: (change: DirectoryChange) => void): () => void {
    const open = (path: string): Promise<Place> => this.#resolver.directory(path);
    return watchDisk(this.root, open, (path) => this.#isHidden(path), onChange);
  }

  /** Nothing for what is not to be shown. */
  async #rowOf(entry: Dirent, place: Place, path: string, tags: boolean): Promise<DirectoryRow | undefined> {
    const { name } = entry;
    const inner = joined(path, name);
    if (isTemporaryName(name)) return undefined;
    if (!(await isText(place, name))) return otherRow(name, `'${inner}' has a name that is not valid UTF-8`);
    if (this.#isHidden(inner)) {
      const reason = this.#reserved.reasonFor(inner);
      return reason === undefined ? undefined : otherRow(name, reason);
    }
    const kind = kindOfEntry(entry);
    if (kind && !tags) return { name, kind };
    try {
      // What has become a link since is looked at as one.
      const own = kind && this.#tagAt(inner, { place, name }, await lstat(place.at(name), { bigint: true }));
      const tag = own ?? (await this.stat(inner));
      if (!tag) return kind ? undefined : otherRow(name, whatIs(entry, inner));
      return tags ? { name, kind: tag.kind, tag } : { name, kind: tag.kind };
    } catch (error) {
      if (!kind) return otherRow(name, directoryError(error, inner).message);
      return systemCode(error) === "ENOENT" ? undefined : { name, kind };
    }
  }

  #tagAt(path: string, { place, name }: Pick<Spot, "place" | "name">, stat: BigIntStats): FileTag | undefined {
    const tag = tagOf(stat);
    if (!tag) return undefined;
    const leadsTo = this.#resolver.pathWithoutLinks(place, name, path);
    return leadsTo === undefined ? tag : { ...tag, leadsTo };
  }

  #isHidden(path: string): boolean {
    return this.#reserved.covers(path) || segmentsOf(path).some(isTemporaryName);
  }

  #refuseHidden(path: string): void {
    if (this.#isHidden(path)) throw reservedPath(path);
  }

  /** Works at what `find` opens; again, from the start, when others swapped something under its hands. */
  async #with<S extends { readonly place: Place }, T>(
    path: string,
    find: () => Promise<S>,
    work: (spot: S) => Promise<T>,
  ): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      let spot: S | undefined;
      try {
        spot = await find();
        return await work(spot);
      } catch (error) {
        if (attempt >= attempts || !["ELOOP", "ESTALE"].includes(systemCode(error))) throw directoryError(error, path);
      } finally {
        await spot?.place.close();
      }
    }
  }
}

function otherRow(name: string, reason: string): DirectoryRow {
  return { name, kind: "other", reason };
}

/** What an entry is that has no tag. */
function whatIs(entry: Dirent, path: string): string {
  if (entry.isSymbolicLink()) return `'${path}' is a link to something that is not there, or no file`;
  return `'${path}' is ${specialKind(entry) ?? "no file"}, not a file`;
}

/** The kind of what is neither file, directory nor link. */
function specialKind(of: Pick<Dirent, "isFIFO" | "isSocket" | "isCharacterDevice" | "isBlockDevice">) {
  if (of.isFIFO()) return "a pipe";
  if (of.isSocket()) return "a socket";
  return of.isCharacterDevice() || of.isBlockDevice() ? "a device" : undefined;
}

function kindOfEntry(entry: Dirent): FileTag["kind"] | undefined {
  if (entry.isFile()) return "file";
  return entry.isDirectory() ? "directory" : undefined;
}

/** Whether a name is the true one, rather than what stands for bytes that are no text. */
async function isText(place: Place, name: string): Promise<boolean> {
  if (indexOfLoneSurrogate(name) >= 0) return false;
  if (!name.includes("\uFFFD")) return true;
  return lstat(place.at(name)).then(
    () => true,
    () => false,
  );
}

function tagOf(stat: BigIntStats): FileTag | undefined {
  const kind = stat.isFile() ? "file" : "directory";
  if (kind === "directory" && !stat.isDirectory()) return undefined;
  const tag = { kind, size: 0, modified: Number(stat.mtimeNs / 1000n), identity: `${stat.dev}:${stat.ino}` } as const;
  if (kind === "directory") return tag;
  // Deno has none on Windows.
  const changed = stat.ctimeNs ? { changed: Number(stat.ctimeNs / 1000n) } : {};
  return { ...tag, size: Number(stat.size), ...changed };
}

function requireOrdinary(stat: BigIntStats, path: string): void {
  const special = specialKind(stat);
  if (special) throw new DirectoryError("io", path, `'${path}' is ${special}, not a file`);
}

function requireFile(stat: BigIntStats | undefined, path: string): void {
  if (stat?.isDirectory()) throw isDirectory(path);
  if (stat) requireOrdinary(stat, path);
}

/** The content, read anew when somebody writes meanwhile; who never pauses gets a tag that will not last. */
async function contentOf(file: number, path: string): Promise<{ bytes: Uint8Array; stat: BigIntStats }> {
  for (let attempt = 1; ; attempt++) {
    const before = statOf(file);
    requireFile(before, path);
    const size = Number(before.size);
    if (size > maxReadBytes) throw tooLarge(path, size);
    const bytes = await readFrom(file, size);
    const after = statOf(file);
    const isSteady = after.mtimeNs === before.mtimeNs && after.ctimeNs === before.ctimeNs && after.size === before.size;
    if ((isSteady && bytes.length === size) || attempt >= attempts) return { bytes, stat: before };
  }
}

async function readFrom(file: number, size: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(size);
  for (let at = 0; at < size; ) {
    const { bytesRead } = await readDescriptor(file, bytes, at, size - at, at);
    if (bytesRead === 0) return bytes.slice(0, at);
    at += bytesRead;
  }
  return bytes;
}

async function moveEntry(source: Spot, target: Spot, to: string): Promise<void> {
  const [from, onto] = [source.place.at(source.name), target.place.at(target.name)];
  await source.place.confirm();
  await target.place.confirm();
  if (areTwins(source, target)) {
    // The system would do nothing: both are names of one file.
    await unlink(from);
  } else {
    if (target.stat && !isSameFile(source, target)) {
      if (target.stat.isDirectory()) throw isDirectory(to);
      requireOrdinary(target.stat, to);
      if (source.stat?.isDirectory()) throw notDirectory(to);
    }
    await renameOver(from, onto);
  }
  await source.place.sync();
  await target.place.sync();
}

function isSameFile(one: Spot, other: Spot): boolean {
  return one.stat?.ino === other.stat?.ino && one.stat?.dev === other.stat?.dev;
}

/** Whether two names are hard links of one file, rather than spellings of one name that the system takes for equal. */
function areTwins(one: Spot, other: Spot): boolean {
  if (!one.stat?.isFile() || !isSameFile(one, other)) return false;
  return one.place.real !== other.place.real || one.name.toLowerCase() !== other.name.toLowerCase();
}
