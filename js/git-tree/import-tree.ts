import { type CallOptions, orAborted } from "../abort.js";
import { MisuseError, NacreError } from "../core/errors.js";
import { kindOf } from "../core/kind.js";
import type { ImportProgress } from "../file-import.js";
import { inParallel } from "../in-parallel.js";
import { pathBelow, type SkippedFile, skipped, whyOutside } from "../outside-name.js";
import { readsAtOnce } from "../walk.js";
import { checkFormat, objectId } from "./object-id.js";
import { isGitsOwn } from "./own-folder.js";

/** A row of a recursive tree listing, as the interfaces of GitHub and GitLab give it. Other members do no harm. */
export interface GitTreeRow {
  readonly path: string;
  /** `100644` and `100755` are files, `040000` is a directory, `120000` a symbolic link, `160000` a submodule. */
  readonly mode: string;
  readonly sha?: string | undefined;
  /** The same, at GitLab. */
  readonly id?: string | undefined;
  /** Where it is given, nothing is fetched. */
  readonly content?: string | undefined;
  /** Of `content`: `utf-8` (the default) or `base64`. */
  readonly encoding?: string | undefined;
}

/** The content of a blob: bytes, text, or what the interfaces answer when asked for one. */
export type GitBlob = Uint8Array | string | { readonly content: string; readonly encoding?: string | undefined };

export interface GitTreeOptions extends CallOptions {
  /** Where the files go. Default `/`. */
  readonly path?: string | undefined;
  /** Fetches the content of a blob. Up to 16 calls wait at once. Needed for rows without content. */
  readonly fetchBlob?: ((sha: string, row: GitTreeRow, options: CallOptions) => Promise<GitBlob>) | undefined;
  /** Refuse, as `corrupt`, content that is not what `sha` says. Default true. */
  readonly verify?: boolean | undefined;
  /** Called after each file. */
  readonly onProgress?: ((progress: ImportProgress) => void) | undefined;
}

/** The files of a tree, for `import` or a loop. */
export interface GitTreeFiles extends AsyncIterable<readonly [path: string, content: Uint8Array]> {
  readonly size: number;
  /** Links, submodules, names that lead outside, and those that a file system may take for `.git`. */
  readonly skipped: readonly SkippedFile[];
}

interface FileRow extends GitTreeRow {
  readonly sha: string;
}

const fileModes: ReadonlySet<string> = new Set(["100644", "100755", "100664"]);
const directoryModes: ReadonlySet<string> = new Set(["040000", "40000"]);
const reasons: Readonly<Record<string, string>> = { "120000": "symbolic link", "160000": "submodule" };
const utf8 = new TextEncoder();

function decoded(text: string, encoding: string, path: string): Uint8Array {
  if (/^utf-?8$/i.test(encoding)) return utf8.encode(text);
  if (encoding !== "base64") {
    throw new NacreError("unsupported", `The content of '${path}' has the encoding '${encoding}', not utf-8 or base64`);
  }
  try {
    return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  } catch {
    throw new NacreError("corrupt", `The content of '${path}' is not base64`);
  }
}

function bytesOf(blob: GitBlob, path: string): Uint8Array {
  if (blob instanceof Uint8Array) return blob;
  if (typeof blob === "string") return utf8.encode(blob);
  if (typeof blob === "object" && blob !== null && typeof blob.content === "string") {
    return decoded(blob.content, blob.encoding ?? "utf-8", path);
  }
  throw new MisuseError(`The content of '${path}' must be bytes, text or { content, encoding }, not ${kindOf(blob)}`);
}

class TreeFiles implements GitTreeFiles {
  readonly skipped: readonly SkippedFile[];
  readonly #rows: readonly FileRow[];
  readonly #options: GitTreeOptions;

  constructor(rows: Iterable<GitTreeRow>, options: GitTreeOptions) {
    if (typeof rows !== "object" || rows === null || !(Symbol.iterator in rows)) {
      throw new MisuseError(`The rows of a tree must be an array or another iterable, not ${kindOf(rows)}`);
    }
    const files: FileRow[] = [];
    const left: SkippedFile[] = [];
    for (const row of rows) {
      if (typeof row?.path !== "string" || typeof row.mode !== "string") {
        throw new MisuseError(`A row of a tree must have a path and a mode, but one is ${JSON.stringify(row)}`);
      }
      if (directoryModes.has(row.mode)) continue;
      const unknown = fileModes.has(row.mode) ? undefined : (reasons[row.mode] ?? `unknown mode ${row.mode}`);
      const reason = unknown ?? whyOutside(row.path) ?? (isGitsOwn(row.path) ? "git's own folder" : undefined);
      if (reason) left.push(skipped(row.path, reason));
      else files.push({ ...row, sha: row.sha ?? row.id ?? "" });
    }
    this.#rows = files;
    this.skipped = left;
    this.#options = options;
  }

  get size(): number {
    return this.#rows.length;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<readonly [path: string, content: Uint8Array]> {
    const { path: into = "/", onProgress } = this.#options;
    let [done, bytes] = [0, 0];
    for await (const { row, content } of inParallel(this.#rows, readsAtOnce, (row) => this.#read(row))) {
      done += 1;
      bytes += content.length;
      onProgress?.({ done, total: this.size, bytes });
      yield [pathBelow(into, row.path), content];
    }
  }

  async #read(row: FileRow): Promise<{ row: FileRow; content: Uint8Array }> {
    const { verify = true, signal } = this.#options;
    signal?.throwIfAborted();
    const content = bytesOf(
      row.content === undefined ? await this.#fetch(row) : { ...row, content: row.content },
      row.path,
    );
    if (verify && row.sha !== "") {
      const format = row.sha.length === 64 ? "sha256" : "sha1";
      checkFormat(format);
      const id = await objectId("blob", content, format);
      if (id !== row.sha.toLowerCase()) {
        throw new NacreError("corrupt", `The content of '${row.path}' is blob ${id}, not ${row.sha}`);
      }
    }
    return { row, content };
  }

  async #fetch(row: FileRow): Promise<GitBlob> {
    const { fetchBlob, signal } = this.#options;
    if (!fetchBlob) throw new MisuseError(`'${row.path}' has no content, so \`fetchBlob\` is needed`);
    if (row.sha === "") throw new NacreError("invalid_argument", `'${row.path}' has neither content nor sha`);
    return orAborted(fetchBlob(row.sha, row, { signal }), signal);
  }
}

/**
 * The files of a git tree: a source for `import`, from the rows of a recursive listing and a way to fetch blobs. Content is
 * checked against its id. Failures are thrown as `NacreError` into a loop, and `import` gives them as values; what
 * `fetchBlob` throws is thrown on.
 *
 * @example
 * ```ts
 * import { StateBackend } from "nacre";
 * import { gitTree } from "nacre/git-tree";
 *
 * // GET /repos/{owner}/{repo}/git/trees/{branch}?recursive=1
 * const rows = [
 *   { path: "src", mode: "040000", type: "tree", sha: "0000000000000000000000000000000000000000" },
 *   { path: "src/hello.txt", mode: "100644", type: "blob", sha: "ce013625030ba8dba906f756967f9e9ca394464a" },
 *   { path: "latest", mode: "120000", type: "blob", sha: "0000000000000000000000000000000000000000" },
 * ];
 * // GET /repos/{owner}/{repo}/git/blobs/{sha}
 * const fetchBlob = async (sha) => ({ content: "aGVsbG8K", encoding: "base64" });
 *
 * using files = await StateBackend.create();
 * const tree = gitTree(rows, { fetchBlob });
 * await files.import(tree);
 * console.log(tree.skipped[0].reason); // symbolic link
 * console.log((await files.read("/src/hello.txt", { format: "raw" })).text.trim()); // hello
 * ```
 */
export function gitTree(rows: Iterable<GitTreeRow>, options: GitTreeOptions = {}): GitTreeFiles {
  return new TreeFiles(rows, options);
}
