export type FolderNodes = AsyncIterable<FolderNode> | Iterable<FolderNode>;

/** A file or folder of the user's, however the browser hands it over. */
export type FolderNode =
  | { readonly name: string; readonly isDir: false; open(): Promise<Blob> }
  | { readonly name: string; readonly isDir: true; children(): FolderNodes };

/** A node of the File System API. */
export function nodeOfHandle(handle: FileSystemHandle): FolderNode {
  const { name } = handle;
  if (handle.kind === "file") {
    return { name, isDir: false, open: () => (handle as FileSystemFileHandle).getFile() };
  }
  return { name, isDir: true, children: () => childrenOf(handle as FileSystemDirectoryHandle) };
}

export async function* childrenOf(folder: FileSystemDirectoryHandle): AsyncGenerator<FolderNode> {
  for await (const child of folder.values()) yield nodeOfHandle(child);
}

/** A node of the File and Directory Entries API, which every browser has for what is dropped. */
export function nodeOfEntry(entry: FileSystemEntry): FolderNode {
  const { name } = entry;
  if (entry.isDirectory) return { name, isDir: true, children: () => entriesOf(entry as FileSystemDirectoryEntry) };
  return {
    name,
    isDir: false,
    open: () => new Promise((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject)),
  };
}

async function* entriesOf(folder: FileSystemDirectoryEntry): AsyncGenerator<FolderNode> {
  const reader = folder.createReader();
  for (;;) {
    // Some at a time, a hundred in Chromium; none at the end.
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (some.length === 0) return;
    yield* some.map(nodeOfEntry);
  }
}

export function nodeOfFile(file: File, name = file.name): FolderNode {
  return { name, isDir: false, open: () => Promise.resolve(file) };
}

/** A folder that is made of the paths of its files. */
class ListedFolder {
  readonly isDir = true;
  readonly name: string;
  readonly #folders = new Map<string, ListedFolder>();
  readonly #files: FolderNode[] = [];

  constructor(name: string) {
    this.name = name;
  }

  folder(name: string): ListedFolder {
    const folder = this.#folders.get(name) ?? new ListedFolder(name);
    this.#folders.set(name, folder);
    return folder;
  }

  add(file: FolderNode): void {
    this.#files.push(file);
  }

  children(): FolderNode[] {
    return [...this.#folders.values(), ...this.#files];
  }
}

/** The nodes that a list of files stands for: by `webkitRelativePath`, where a folder was chosen. */
export function nodesOfList(files: Iterable<File>): FolderNode[] {
  const root = new ListedFolder("");
  for (const file of files) {
    const names = (file.webkitRelativePath || file.name).split("/").filter((name) => name !== "");
    const last = names.pop() ?? file.name;
    names.reduce((folder, name) => folder.folder(name), root).add(nodeOfFile(file, last));
  }
  return root.children();
}
