import { join, resolve } from "node:path";
import type { Directory } from "../stores/directory.js";
import { DiskDirectory } from "../stores/disk-directory.js";
import { DiskVolume } from "../stores/disk-volume.js";
import { ProcessLock } from "../stores/process-lock.js";
import type { Volume } from "../stores/volume.js";
import type { WriterLock } from "../stores/writer-lock.js";
import { canMakeOwnFolder, makeOwnFolder, ReadOnlyLock, RemakingLock } from "./own-folder.js";

const ownFolder = ".nacre";

/** What a workspace on disk consists of. */
export interface DiskPlace {
  /** Absolute. */
  readonly path: string;
  /** Has the folders of volumes that were opened made again, should somebody have removed them. */
  readonly lock: WriterLock;
  /** Undefined where nothing may be written; then the lock says so. */
  readonly openVolume: ((name: string) => Promise<{ readonly volume: Volume; readonly lock: WriterLock }>) | undefined;
  openDirectory(allowedDirectories: readonly string[]): Promise<Directory>;
}

/** Whether this runtime has a disk. */
export const hasDisk = true;

/** The workspace in the folder `path`, which is made when it is missing. */
export async function openDisk(path: string): Promise<DiskPlace> {
  const root = resolve(path);
  const own = join(root, ownFolder);
  const volumes = new Set<string>();
  const openDirectory = (allowedDirectories: readonly string[]): Promise<Directory> =>
    DiskDirectory.open(root, { allowedDirectories: [...allowedDirectories], reserved: [ownFolder] });
  if (!(await canMakeOwnFolder(own))) {
    return { path: root, lock: new ReadOnlyLock(root), openVolume: undefined, openDirectory };
  }
  await makeOwnFolder(own, []);
  return {
    path: root,
    lock: new RemakingLock(new ProcessLock(join(own, "writer.lock")), () => makeOwnFolder(own, [...volumes])),
    openVolume: async (name) => {
      volumes.add(name);
      return {
        volume: await DiskVolume.open(join(own, name)),
        lock: new ProcessLock(join(own, `${name}.lock`)),
      };
    },
    openDirectory,
  };
}
