import type { Backend, Failure } from "nacre";
import { FilesKeeper, type FilesParts } from "../../../js/local/files-keeper.js";
import { KeptWorkspace } from "../../../js/local/kept-workspace.js";
import { StateBackend, type StateBackendOptions } from "../../../js/state-backend.js";
import type { Directory } from "../../../js/stores/directory.js";
import { joined } from "../../../js/stores/directory-paths.js";
import { MemoryDirectory } from "../../../js/stores/memory-directory.js";
import { MemoryLock } from "../../../js/stores/memory-lock.js";
import type { Volume } from "../../../js/stores/volume.js";
import { ok, testCore } from "../support.js";
import { ProbedDirectory } from "./probed-directory.js";

export type OpenOptions = Partial<Omit<FilesParts, "state">>;
type Limits = Pick<StateBackendOptions, "maxBytes" | "maxFiles" | "maxFileBytes" | "memoryBudget">;

/** Opens a workspace of real files. Throws a failure. */
export async function openFiles(options: OpenOptions = {}, limits: Limits = {}): Promise<KeptWorkspace> {
  const opened = await tryOpenFiles(options, limits);
  if ("error" in opened) throw new Error(`${opened.error.code}: ${opened.error.message}`);
  return opened;
}

export async function tryOpenFiles(options: OpenOptions, limits: Limits = {}): Promise<KeptWorkspace | Failure> {
  const { directory = new MemoryDirectory(), lock = new MemoryLock(), ...rest } = options;
  const state = await StateBackend.create({ core: await testCore(), ...limits });
  let keeper: FilesKeeper | Failure | undefined;
  try {
    keeper = await FilesKeeper.open({ state, directory, lock, ...rest });
    return "error" in keeper ? keeper : new KeptWorkspace(state, keeper);
  } finally {
    if (!keeper || "error" in keeper) state.dispose();
  }
}

/** The blobs of what is about to happen to several files. */
export async function intentsIn(volume: Volume): Promise<readonly string[]> {
  const names = (await volume.list()).map(({ name }) => name);
  return names.filter((name) => name.startsWith("intent")).sort();
}

/** Waits for something that happens in the background. */
export async function until(holds: () => Promise<boolean> | boolean): Promise<void> {
  const end = performance.now() + 10_000;
  while (!(await holds())) {
    if (performance.now() > end) throw new Error("It did not happen");
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** As the contract suite wants a backend. */
export async function disposable(
  opening: Promise<KeptWorkspace>,
): Promise<KeptWorkspace & { dispose(): Promise<void> }> {
  const workspace = await opening;
  return Object.assign(workspace, { dispose: () => workspace.close() });
}

/** A keeper, the memory that it works on and the folder, for changes that are no methods of a workspace. */
export async function keeperFor(initial: Readonly<Record<string, string>>) {
  const folder = new MemoryDirectory();
  await fill(folder, initial);
  const state = await StateBackend.create({ core: await testCore() });
  const keeper = await FilesKeeper.open({ state, directory: new ProbedDirectory(folder), lock: new MemoryLock() });
  if ("error" in keeper) throw new Error(keeper.error.message);
  const close = async (): Promise<void> => {
    await keeper.close();
    state.dispose();
  };
  return { keeper, state, folder, close };
}

const utf8 = { encode: (text: string) => new TextEncoder().encode(text), decode: new TextDecoder() };

export const bytesOf = utf8.encode;

/** Writes files into a folder, as somebody else. Directories are made; a path that ends with `/` is one. */
export async function fill(directory: Directory, files: Readonly<Record<string, string>>): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    const parts = path.split("/").slice(1, -1);
    for (let depth = 1; depth <= parts.length; depth++) {
      await directory.makeDirectory(`/${parts.slice(0, depth).join("/")}`);
    }
    if (!path.endsWith("/")) await directory.write(path, utf8.encode(text));
  }
}

/** Every file of a folder and its text; directories end with `/`. */
export async function treeOf(directory: Directory, path = "/"): Promise<Record<string, string>> {
  const tree: Record<string, string> = {};
  for (const { name, kind } of await directory.list(path)) {
    const inner = joined(path, name);
    if (kind === "file") tree[inner] = utf8.decode.decode((await directory.read(inner)).bytes);
    else Object.assign(tree, { [`${inner}/`]: "" }, await treeOf(directory, inner));
  }
  return sorted(tree);
}

/** The same of a workspace. */
export async function treeIn(files: Backend, path = "/"): Promise<Record<string, string>> {
  const tree: Record<string, string> = {};
  for (const { path: inner, isDir } of ok(await files.ls(path)).entries) {
    if (isDir) Object.assign(tree, { [`${inner}/`]: "" }, await treeIn(files, inner));
    else tree[inner] = utf8.decode.decode(ok(await files.readBytes(inner)).bytes);
  }
  return sorted(tree);
}

function sorted(tree: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(tree).sort(([a], [b]) => (a < b ? -1 : 1)));
}
