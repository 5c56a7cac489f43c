import { MisuseError } from "../core/errors.js";
import type { DiskPlace } from "./disk.js";

/** Whether this runtime has a disk. */
export const hasDisk = false;

/** Refuses: paths are those of the origin private file system here. */
export async function openDisk(path: string): Promise<DiskPlace> {
  throw new MisuseError(`There is no disk here for '${path}'`);
}
