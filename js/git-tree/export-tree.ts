import type { Backend, CallOptions } from "../backend.js";
import type { Outcome } from "../failure.js";
import type { ImportProgress } from "../file-import.js";
import { listBelow, readBelow } from "../files-below.js";
import { failureOrThrow } from "../source-failure.js";
import { checkFormat, type ObjectFormat, objectId, type TreeEntry, treeId } from "./object-id.js";
import { isGitsOwn } from "./own-folder.js";

export interface ExportGitTreeOptions extends CallOptions {
  /** The directory that becomes the root of the tree. Default `/`. */
  readonly path?: string | undefined;
  /** Which files get the mode `100755`, by their path in the tree: a backend does not know. Default none. */
  readonly executable?: ((path: string) => boolean) | undefined;
  /** Default `sha1`. */
  readonly objectFormat?: ObjectFormat | undefined;
  /** Called after each file. */
  readonly onProgress?: ((progress: ImportProgress) => void) | undefined;
}

export interface GitBlobRow {
  /** In the tree: without a slash in front. */
  readonly path: string;
  readonly mode: "100644" | "100755";
  readonly type: "blob";
  readonly sha: string;
  /** Bytes. */
  readonly size: number;
}

export interface GitSubtreeRow {
  readonly path: string;
  readonly mode: "040000";
  readonly type: "tree";
  readonly sha: string;
}

export type ExportGitTreeResult = Outcome<{
  /** The id of the root. */
  readonly sha: string;
  readonly blobs: readonly GitBlobRow[];
  /** Directories below the root. Git has no empty ones. */
  readonly trees: readonly GitSubtreeRow[];
}>;

function directoryOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf("/")));
}

/** The entries of every directory that has some, by its path. */
function byDirectory(blobs: readonly GitBlobRow[]): Map<string, TreeEntry[]> {
  const directories = new Map<string, TreeEntry[]>([["", []]]);
  for (const { path, mode, sha } of blobs) {
    for (let at = directoryOf(path); !directories.has(at); at = directoryOf(at)) directories.set(at, []);
    directories.get(directoryOf(path))?.push({ name: path.slice(path.lastIndexOf("/") + 1), mode, sha });
  }
  return directories;
}

/** The ids of all directories, the deepest first: each is part of the one above. */
async function treesOf(
  blobs: readonly GitBlobRow[],
  format: ObjectFormat,
): Promise<{ sha: string; trees: GitSubtreeRow[] }> {
  const directories = byDirectory(blobs);
  const depth = (path: string): number => path.split("/").length;
  const deepestFirst = [...directories.keys()].filter((path) => path !== "").sort((a, b) => depth(b) - depth(a));
  const trees: GitSubtreeRow[] = [];
  for (const path of deepestFirst) {
    const sha = await treeId(directories.get(path) ?? [], format);
    directories.get(directoryOf(path))?.push({ name: path.slice(path.lastIndexOf("/") + 1), mode: "040000", sha });
    trees.push({ path, mode: "040000", type: "tree", sha });
  }
  return { sha: await treeId(directories.get("") ?? [], format), trees: trees.reverse() };
}

/**
 * What is at and below `path` as git sees it, without `.git`: every blob and tree with its id. To commit through an interface such as
 * GitHub's, upload the blobs whose ids are new, then make a tree of the rows.
 *
 * @example
 * ```ts
 * import { StateBackend } from "nacre";
 * import { exportGitTree } from "nacre/git-tree";
 *
 * using files = await StateBackend.create({ files: { "/src/hello.txt": "hello\n" } });
 * const tree = await exportGitTree(files);
 * if (!tree.error) {
 *   const [blob] = tree.blobs;
 *   console.log(blob.mode, blob.sha, blob.path); // 100644 ce013625030ba8dba906f756967f9e9ca394464a src/hello.txt
 * }
 * ```
 */
export async function exportGitTree(
  backend: Backend,
  options: ExportGitTreeOptions = {},
): Promise<ExportGitTreeResult> {
  const { path = "/", executable, objectFormat: format = "sha1", signal, onProgress } = options;
  checkFormat(format);
  signal?.throwIfAborted();
  try {
    const entries = await listBelow(backend, path, { signal });
    const files = entries.filter(({ isDir, relative }) => !isDir && !isGitsOwn(relative));
    const blobs: GitBlobRow[] = [];
    let size = 0;
    for await (const { relative, bytes = new Uint8Array(0) } of readBelow(backend, files, { signal })) {
      const mode = executable?.(relative) ? "100755" : "100644";
      const sha = await objectId("blob", bytes, format);
      blobs.push({ path: relative, mode, type: "blob", sha, size: bytes.length });
      size += bytes.length;
      onProgress?.({ done: blobs.length, total: files.length, bytes: size });
    }
    return { ...(await treesOf(blobs, format)), blobs };
  } catch (error) {
    return failureOrThrow(error);
  }
}
