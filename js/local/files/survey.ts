import { breathe } from "../../abort.js";
import { type FailureReason, fail } from "../../failure.js";
import { inParallel } from "../../in-parallel.js";
import { nameOf, parentOf, upwards } from "../../paths.js";
import type { Directory, DirectoryRow, FileTag } from "../../stores/directory.js";
import { joined } from "../../stores/directory-paths.js";
import { folderFailure, isLost, isMissing } from "./folder-failure.js";
import { areOthers, directoryTag, type KnownFiles, looksSame, otherTag } from "./known.js";

/** How a real file or directory differs from what is known. */
export type Finding =
  | { readonly kind: "same"; readonly path: string; readonly tag: FileTag }
  | { readonly kind: "gone"; readonly path: string }
  /** New, or in the place of something else. */
  | { readonly kind: "directory"; readonly path: string; readonly tag: FileTag }
  /** New, or to be read again. */
  | { readonly kind: "file"; readonly path: string; readonly tag: FileTag }
  /** The workspace cannot hold it. */
  | {
      readonly kind: "leftOut";
      readonly path: string;
      readonly tag: FileTag;
      readonly reason: FailureReason;
      readonly listedOnly?: boolean | undefined;
    };

type LeftOut = Extract<Finding, { kind: "leftOut" }>;

export interface SurveyOptions {
  readonly signal?: AbortSignal | undefined;
  /** Look into directories that are known. Default true. */
  readonly deep?: boolean | undefined;
  /** Look into directories that are new. Default true. */
  readonly intoNew?: boolean | undefined;
  /** Take doubtful files that look the same for unchanged. Default false. */
  readonly trusting?: boolean | undefined;
}

/** What a single path is inspected for. */
export interface InspectOptions {
  /**
   * `told`: a watcher named the path, so a file that looks the same is the same, and a directory may be another one.
   * `found`: a survey did. `named`: an operation is about to use it: what cannot be looked at is thrown, and what was
   * left out gets another chance.
   */
  readonly because: "told" | "found" | "named";
  readonly signal?: AbortSignal | undefined;
}

/** An entry to look at. Without a kind it stands for a directory that could not be listed. */
interface Entry {
  readonly path: string;
  readonly kind?: DirectoryRow["kind"] | "gone";
  /** As the listing told it. */
  readonly tag?: FileTag | undefined;
  /** Why one of `other` is of no use. */
  readonly reason?: string | undefined;
  readonly error?: unknown;
}

/** Calls of a directory that wait at once. */
export const callsAtOnce = 32;

const limits = { nameBytes: 255, pathBytes: 4096, depth: 256 };
const millisecondsOfWork = 10;
const utf8 = new TextEncoder();

/** Compares the real files with what is known of them, and changes neither. */
export class Surveyor {
  readonly #directory: Directory;
  readonly #known: KnownFiles;
  readonly #maxFileBytes: number;
  /** Whether the directory tells when one thing took the place of another. */
  #tellsIdentity = true;

  constructor(directory: Directory, known: KnownFiles, maxFileBytes: number) {
    this.#directory = directory;
    this.#known = known;
    this.#maxFileBytes = maxFileBytes;
  }

  /** Everything below `top`, parents first. Throws when the folder is gone, or `/` cannot be listed. */
  async *survey(top: string, options: SurveyOptions = {}): AsyncGenerator<Finding> {
    const { signal, deep = true, intoNew = true, trusting = false } = options;
    const identities = new Map<string, string | undefined>();
    const fresh = new Set<string>();
    let breathed = performance.now();
    const root = await this.#directory.stat("/");
    this.#tellsIdentity = root?.identity !== undefined;
    identities.set("/", root?.identity);
    for (let level = [top]; level.length > 0; ) {
      const deeper: string[] = [];
      const look = (entry: Entry): Promise<Finding[]> => this.#look(entry, fresh, identities, trusting);
      for await (const findings of inParallel(this.#entries(level), callsAtOnce, look)) {
        signal?.throwIfAborted();
        for (const finding of findings) {
          if (finding.kind === "directory") fresh.add(finding.path);
          if (this.#leadsOn(finding, deep, intoNew)) deeper.push(finding.path);
          yield finding;
        }
        if (performance.now() - breathed < millisecondsOfWork) continue;
        await breathe();
        breathed = performance.now();
      }
      level = deeper;
    }
  }

  /** Those of the paths that a watcher named which may differ: a stat for each. */
  async differing(paths: readonly string[]): Promise<readonly string[]> {
    const differs = async (path: string): Promise<boolean> => {
      try {
        const real = await this.#directory.stat(path);
        return !looksSame(this.#known.get(path)?.tag, real) || (real !== undefined && this.#mayBeAnother(real, path));
      } catch (error) {
        if (isLost(error)) throw error;
        return false;
      }
    };
    const found: string[] = [];
    const looked = inParallel(paths, callsAtOnce, async (path) => ({ path, differs: await differs(path) }));
    for await (const { path, differs } of looked) if (differs) found.push(path);
    return found;
  }

  /** How the files at `paths` differ, with all that is below directories that are new. */
  async *inspect(paths: Iterable<string>, { because, signal }: InspectOptions): AsyncGenerator<Finding> {
    const inOrder = [...new Set(paths)].sort();
    const covered = new Set<string>();
    const gone = new Set<string>();
    const look = (path: string): Promise<Finding[]> => this.#inspect(path, because);
    for await (const findings of inParallel(inOrder, callsAtOnce, look)) {
      signal?.throwIfAborted();
      for (const finding of findings) {
        const { kind, path } = finding;
        if (upwards(path).some((above) => covered.has(above))) continue;
        if (kind === "gone" && gone.has(path)) continue;
        if (kind === "gone") gone.add(path);
        yield finding;
        const isAnother = kind === "same" && because === "told" && this.#mayBeAnother(finding.tag, path);
        if (kind !== "directory" && !isAnother) continue;
        covered.add(path);
        yield* this.survey(path, { signal });
      }
    }
  }

  #leadsOn(finding: Finding, deep: boolean, intoNew: boolean): boolean {
    if (finding.kind === "directory") return intoNew;
    if (finding.kind !== "same" || finding.tag.kind !== "directory") return false;
    return deep && !this.#known.get(finding.path)?.leftOut;
  }

  /** Whether a watcher that names a known directory may mean that all in it is different. */
  #mayBeAnother(tag: FileTag, path: string): boolean {
    if (tag.kind !== "directory") return false;
    const known = this.#known.get(path);
    if (!known || known.leftOut) return false;
    return tag.identity === undefined || areOthers(known.tag, tag);
  }

  async *#entries(level: readonly string[]): AsyncGenerator<Entry> {
    const list = async (path: string) => {
      try {
        return { path, rows: await this.#directory.list(path, { tags: true, others: true }), error: undefined };
      } catch (error) {
        if (isLost(error) || path === "/") throw error;
        return { path, rows: [], error };
      }
    };
    for await (const { path, rows, error } of inParallel(level, callsAtOnce, list)) {
      if (error !== undefined) {
        yield { path, error };
        continue;
      }
      const names = new Set(rows.map(({ name }) => name));
      for (const name of this.#known.names(path))
        if (!names.has(name)) yield { path: joined(path, name), kind: "gone" };
      for (const { name, ...row } of rows) yield { path: joined(path, name), ...row };
    }
  }

  async #look(
    { path, kind, tag: listed, reason, error }: Entry,
    fresh: ReadonlySet<string>,
    identities: Map<string, string | undefined>,
    trusting: boolean,
  ): Promise<Finding[]> {
    if (kind === "gone") return [{ kind, path }];
    if (kind === undefined) {
      if (isMissing(error)) return this.#known.get(path) || fresh.has(path) ? [{ kind: "gone", path }] : [];
      return fresh.has(path) ? [this.#leftOut(path, directoryTag, folderFailure(error, path).error)] : [];
    }
    if (kind === "other") return [this.#other(path, reason)];
    let tag: FileTag | undefined = listed ?? directoryTag;
    try {
      if (!listed && (kind === "file" || this.#tellsIdentity)) tag = await this.#directory.stat(path);
    } catch (thrown) {
      if (isLost(thrown)) throw thrown;
      // What is known stays: it is no news that nobody can look.
      if (this.#known.get(path)) return [];
      return [this.#leftOut(path, { ...directoryTag, kind }, folderFailure(thrown, path).error)];
    }
    if (this.#leadsBack(path, tag, identities)) return [this.#looped(path)];
    if (tag?.kind === "directory") identities.set(path, tag.identity);
    return this.#compare(path, tag, trusting);
  }

  #other(path: string, why = `'${path}' is no file`): Finding {
    const known = this.#known.get(path);
    if (known?.listedOnly) return { kind: "same", path, tag: known.tag };
    return { ...this.#leftOut(path, otherTag, fail("io", why, path).error), listedOnly: true };
  }

  /** Whether a directory is new and also one of those above it: a link made it so. */
  #leadsBack(
    path: string,
    tag: FileTag | undefined,
    identities: ReadonlyMap<string, string | undefined> = new Map(),
  ): boolean {
    if (tag?.kind !== "directory" || tag.identity === undefined || this.#known.get(path)) return false;
    const identityOf = (above: string) => identities.get(above) ?? this.#known.get(above)?.tag.identity;
    return [...upwards(parentOf(path)), "/"].some((above) => identityOf(above) === tag.identity);
  }

  #looped(path: string): Finding {
    return this.#leftOut(path, directoryTag, reasonOf(path, "leads back to a folder above it"));
  }

  async #inspect(path: string, because: InspectOptions["because"]): Promise<Finding[]> {
    const above = upwards(path);
    if (above.some((one) => one !== path && this.#known.get(one)?.leftOut)) return [];
    // What is known as a file and is a directory by now changes as a whole.
    let top = above.findLast((one) => one !== path && this.#known.get(one)?.tag.kind === "file") ?? path;
    try {
      let tag = await this.#directory.stat(top);
      if (!tag) {
        const missing = await this.#topMissing(top);
        if (missing !== top) tag = await this.#directory.stat(missing);
        top = missing;
      }
      const known = this.#known.get(top);
      if (!tag && known?.listedOnly && (await this.#isListed(top))) return [];
      if (because === "named" && known?.leftOut && tag?.kind === "file") return this.#renew(top, tag);
      return this.#leadsBack(top, tag) ? [this.#looped(top)] : this.#compare(top, tag, because === "told");
    } catch (error) {
      if (because === "named" || isLost(error)) throw error;
      return [];
    }
  }

  async #isListed(path: string): Promise<boolean> {
    const rows = await this.#directory.list(parentOf(path), { others: true });
    return rows.some(({ name, kind }) => kind === "other" && name === nameOf(path));
  }

  /** The highest path that is no longer a directory, where `path` has gone. */
  async #topMissing(path: string): Promise<string> {
    let top = path;
    for (let parent = parentOf(top); parent !== "/"; parent = parentOf(parent)) {
      if ((await this.#directory.stat(parent))?.kind === "directory") break;
      top = parent;
    }
    return top;
  }

  #compare(path: string, tag: FileTag | undefined, trusting: boolean): Finding[] {
    const known = this.#known.get(path);
    if (!tag) return known ? [{ kind: "gone", path }] : [];
    if (known && looksSame(known.tag, tag)) {
      return known.doubtful && !trusting ? this.#renew(path, tag) : [{ kind: "same", path, tag }];
    }
    const replaced: Finding[] = known && known.tag.kind !== tag.kind ? [{ kind: "gone", path }] : [];
    return [...replaced, ...this.#renew(path, tag)];
  }

  #renew(path: string, tag: FileTag): Finding[] {
    const reason = this.#whyNot(path, tag);
    return [reason ? this.#leftOut(path, tag, reason) : { kind: tag.kind, path, tag }];
  }

  #leftOut(path: string, tag: FileTag, reason: FailureReason): LeftOut {
    return { kind: "leftOut", path, tag, reason };
  }

  #whyNot(path: string, { size }: FileTag): FailureReason | undefined {
    if (size > this.#maxFileBytes) {
      return reasonOf(path, `has ${size} bytes, over the limit of ${this.#maxFileBytes}`, "limit_exceeded");
    }
    if (bytesOver(nameOf(path), limits.nameBytes))
      return reasonOf(path, `has a name of over ${limits.nameBytes} bytes`);
    if (bytesOver(path, limits.pathBytes)) return reasonOf(path, `has a path of over ${limits.pathBytes} bytes`);
    if (upwards(path).length > limits.depth) return reasonOf(path, `is deeper than ${limits.depth} levels`);
    return undefined;
  }
}

function bytesOver(text: string, most: number): boolean {
  return text.length * 3 > most && utf8.encode(text).length > most;
}

function reasonOf(path: string, why: string, code: FailureReason["code"] = "invalid_path"): FailureReason {
  return fail(code, `'${path}' ${why}`, path).error;
}
