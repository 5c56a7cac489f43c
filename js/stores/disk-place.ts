import { Buffer } from "node:buffer";
import { type BigIntStats, constants } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { sep } from "node:path";
import { systemCode } from "./disk-directory-error.js";

// Windows has no flag for directories.
const { O_DIRECTORY = 0, O_RDONLY } = constants;

/** The name of an entry: bytes where it may be no UTF-8. */
export type EntryName = string | Buffer;

/** A real directory to work in. On Linux it stays the same one whatever others rename or link meanwhile. */
export interface Place {
  /** Where it was when it was opened, without links. */
  readonly real: string;
  /** What leads to an entry of it. */
  at<N extends EntryName>(name: N): N;
  /** Opens a directory in it; a link fails, with ENOTDIR or ELOOP. */
  enter(name: EntryName): Promise<Place>;
  /** Throws unless the path to it is as it was, and still leads to the file `found` when one is given. */
  confirm(name?: string, found?: BigIntStats): Promise<void>;
  /** Makes names written in it durable. */
  sync(): Promise<void>;
  close(): Promise<void>;
}

/** Opens the directory that a host path leads to. */
export type OpenPlace = (hostPath: string) => Promise<Place>;

/** The path of an entry of a directory, normalised or not. */
export function joinName<N extends EntryName>(directory: string, name: N): N {
  const front = directory.endsWith(sep) ? directory : directory + sep;
  return (typeof name === "string" ? front + name : Buffer.concat([Buffer.from(front), name])) as N;
}

/** Some file systems cannot, and a directory that may not be read cannot be opened for it: no reason to fail. */
const cannotSync: ReadonlySet<string> = new Set(["EACCES", "EPERM", "EINVAL", "ENOTSUP", "EBADF"]);

/** Makes the names in a directory durable. */
export async function syncDirectory(path: string): Promise<void> {
  let handle: FileHandle | undefined;
  try {
    handle = await open(path, O_RDONLY | O_DIRECTORY);
    await handle.sync();
  } catch (error) {
    if (!cannotSync.has(systemCode(error))) throw error;
  } finally {
    await handle?.close();
  }
}
