import { type Failure, fail, failureOf } from "../failure.js";
import { IndexedDbVolume } from "../stores/indexeddb-volume.js";
import { MemoryLock } from "../stores/memory-lock.js";
import { MemoryVolume } from "../stores/memory-volume.js";
import { OpfsVolume } from "../stores/opfs-volume.js";
import type { Volume } from "../stores/volume.js";
import { WebLock } from "../stores/web-lock.js";
import type { WriterLock } from "../stores/writer-lock.js";
import { type Announcer, channelAnnouncer } from "./announcer.js";
import { hasSyncHandles, opfsFolder } from "./opfs-folder.js";

/** What a pack is kept in, and who may write to it. */
export interface PackStorage {
  readonly volume: Volume;
  readonly lock: WriterLock;
  readonly announcer: Announcer | undefined;
}

/** The folder, inside that of a workspace, that nacre keeps for itself. */
export const ownFolder = ".nacre";

/**
 * What is kept as `part` for the workspace at `path` in the origin private file system: there, or in a database that
 * stands for it.
 */
export async function browserPackStorage(
  path: readonly string[],
  part: string,
  wanted: "auto" | "opfs" | "indexeddb" = "auto",
): Promise<PackStorage | Failure> {
  const folder = [...path, ownFolder, part];
  const name = `nacre:opfs:/${folder.join("/")}`;
  const database = (): Promise<Volume> => IndexedDbVolume.open(name);
  try {
    const volume =
      wanted === "indexeddb"
        ? await database()
        : wanted === "opfs"
          ? await opfsVolume(folder)
          : await chooseVolume(folder, name, database);
    if (volume.kind === "memory") return { volume, lock: new MemoryLock(), announcer: undefined };
    return { volume, lock: new WebLock(name), announcer: channelAnnouncer(name) };
  } catch (error) {
    const { code, message } = failureOf(error).error;
    return fail(code, `Could not open the workspace '/${path.join("/")}' in this browser: ${message}`);
  }
}

async function opfsVolume(folder: readonly string[]): Promise<Volume> {
  return new OpfsVolume(await opfsFolder(folder));
}

/**
 * What is there already; or else the file system, where a thread can write in place, and then every other thread of the
 * origin shares it; or a database; or memory, where the browser keeps nothing for this page.
 */
async function chooseVolume(folder: readonly string[], name: string, database: () => Promise<Volume>): Promise<Volume> {
  const opfs = await opfsVolume(folder).catch(() => undefined);
  if (opfs && (await opfs.list()).length > 0) return opfs;
  const databases = await indexedDB?.databases?.().catch(() => []);
  if (databases?.some((known) => known.name === name)) return database();
  if (opfs && (await hasSyncHandles(await opfsFolder(folder)))) return opfs;
  return database().catch(() => new MemoryVolume());
}
