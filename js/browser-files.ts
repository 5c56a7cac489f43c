import { type BrowserFiles, type BrowserFilesOptions, contentsOf } from "./browser-files/contents.js";
import {
  childrenOf,
  type FolderNode,
  nodeOfEntry,
  nodeOfFile,
  nodeOfHandle,
  nodesOfList,
} from "./browser-files/folder-node.js";

export type { BrowserFiles, BrowserFilesOptions } from "./browser-files/contents.js";
export type { Ignore } from "./browser-files/ignoring.js";

/** Chromium gives handles for what is dropped. */
interface DroppedItem extends DataTransferItem {
  getAsFileSystemHandle?(): Promise<FileSystemHandle | null>;
}

/** Asks for all that an item may be, at once: after the event it is nothing any more. */
function askedNow(item: DroppedItem): Promise<FolderNode | undefined> {
  const entry = item.webkitGetAsEntry?.() ?? undefined;
  const file = item.getAsFile() ?? undefined;
  const handle = item.getAsFileSystemHandle?.().catch(() => null) ?? Promise.resolve(null);
  return handle.then((given) => {
    if (given) return nodeOfHandle(given);
    return entry ? nodeOfEntry(entry) : file && nodeOfFile(file);
  });
}

async function* present(nodes: readonly Promise<FolderNode | undefined>[]): AsyncGenerator<FolderNode> {
  for await (const node of nodes) if (node) yield node;
}

/**
 * The files and folders of a drop: a source for `import`, which throws what cannot be read as a `NacreError` into a loop.
 * To be called in the event's handler, before anything is awaited: the browser empties the list after it.
 *
 * @example
 * ```ts part
 * import { StateBackend } from "nacre";
 * import { droppedFiles } from "nacre/browser-files";
 *
 * const files = await StateBackend.create();
 * addEventListener("drop", async (event) => {
 *   event.preventDefault();
 *   const dropped = droppedFiles(event.dataTransfer, { ignore: ["dist", "*.log"] });
 *   const result = await files.import(dropped, { onProgress: ({ done }) => console.log(`${done} files`) });
 *   if (result.error) console.error(result.error.message);
 * });
 * ```
 */
export function droppedFiles(data: DataTransfer, options: BrowserFilesOptions = {}): BrowserFiles {
  const nodes = Array.from(data.items)
    .filter(({ kind }) => kind === "file")
    .map(askedNow);
  return contentsOf(present(nodes), options);
}

/**
 * The files of an `<input type="file">`, with their folders where it has `webkitdirectory`.
 *
 * @example
 * ```ts
 * import { StateBackend } from "nacre";
 * import { filesOf } from "nacre/browser-files";
 *
 * using files = await StateBackend.create();
 * const chosen = [new File(["hello\n"], "a.txt"), new File(["x"], "debug.log")]; // input.files
 * await files.import(filesOf(chosen, { path: "/in", ignore: ["*.log"] }));
 * console.log((await files.glob("**")).matches.map(({ path }) => path).join()); // /in/a.txt
 * ```
 */
export function filesOf(list: Iterable<File>, options: BrowserFilesOptions = {}): BrowserFiles {
  return contentsOf(nodesOfList(list), options);
}

/**
 * The files of a folder that the user has opened with `showDirectoryPicker`, or of the origin's own folder. They are
 * named from there on: the folder's own name is not part of their paths.
 *
 * @example
 * ```ts part
 * import { StateBackend } from "nacre";
 * import { directoryFiles } from "nacre/browser-files";
 *
 * using files = await StateBackend.create({ files: directoryFiles(await navigator.storage.getDirectory()) });
 * ```
 */
export function directoryFiles(handle: FileSystemDirectoryHandle, options: BrowserFilesOptions = {}): BrowserFiles {
  return contentsOf(childrenOf(handle), options);
}
