import { constants } from "node:fs";
import { type FileHandle, open, readlink } from "node:fs/promises";
import { type EntryName, joinName, type Place, syncDirectory } from "./disk-place.js";

/** Not among Node's constants, and the same on every Linux that Node runs on: a handle to go through, not to read. */
const O_PATH = 0o10000000;

const { O_DIRECTORY, O_NOFOLLOW } = constants;

/** What is open counts, not its path: /proc/self/fd/N/name is the `openat` that JavaScript lacks. */
class HeldPlace implements Place {
  readonly real: string;
  readonly #handle: FileHandle;

  constructor(handle: FileHandle, real: string) {
    this.#handle = handle;
    this.real = real;
  }

  at<N extends EntryName>(name: N): N {
    return joinName(`/proc/self/fd/${this.#handle.fd}`, name);
  }

  async enter(name: EntryName): Promise<Place> {
    const handle = await open(this.at(name), O_PATH | O_DIRECTORY | O_NOFOLLOW);
    return new HeldPlace(handle, joinName(this.real, String(name)));
  }

  async confirm(): Promise<void> {}

  sync(): Promise<void> {
    return syncDirectory(this.at("."));
  }

  close(): Promise<void> {
    return this.#handle.close();
  }
}

/** For Linux: the directory stays the same one whatever others rename or link. Fails where /proc cannot be used. */
export async function openHeld(hostPath: string): Promise<Place> {
  const handle = await open(hostPath, O_PATH | O_DIRECTORY);
  try {
    return new HeldPlace(handle, await readlink(`/proc/self/fd/${handle.fd}`));
  } catch (error) {
    await handle.close();
    throw error;
  }
}
