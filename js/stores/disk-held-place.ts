import { closeSync, constants, readlinkSync } from "node:fs";
import { openDescriptor } from "./disk-descriptor.js";
import { type EntryName, joinName, type Place, syncDirectory } from "./disk-place.js";

/** Not among Node's constants, and the same on every Linux that Node runs on: a handle to go through, not to read. */
const O_PATH = 0o10000000;

const { O_DIRECTORY, O_NOFOLLOW } = constants;

/** What is open counts, not its path: /proc/self/fd/N/name is the `openat` that JavaScript lacks. */
class HeldPlace implements Place {
  readonly real: string;
  /** -1 once it is closed, so that its number is not taken for the next file that has it. */
  #descriptor: number;

  constructor(descriptor: number, real: string) {
    this.#descriptor = descriptor;
    this.real = real;
  }

  at<N extends EntryName>(name: N): N {
    return joinName(`/proc/self/fd/${this.#descriptor}`, name);
  }

  async enter(name: EntryName): Promise<Place> {
    const descriptor = await openDescriptor(this.at(name), O_PATH | O_DIRECTORY | O_NOFOLLOW);
    return new HeldPlace(descriptor, joinName(this.real, String(name)));
  }

  async confirm(): Promise<void> {}

  sync(): Promise<void> {
    return syncDirectory(this.at("."));
  }

  async close(): Promise<void> {
    if (this.#descriptor < 0) return;
    closeSync(this.#descriptor);
    this.#descriptor = -1;
  }
}

/** For Linux: the directory stays the same one whatever others rename or link. Fails where /proc cannot be used. */
export async function openHeld(hostPath: string): Promise<Place> {
  const descriptor = await openDescriptor(hostPath, O_PATH | O_DIRECTORY);
  try {
    return new HeldPlace(descriptor, readlinkSync(`/proc/self/fd/${descriptor}`));
  } catch (error) {
    closeSync(descriptor);
    throw error;
  }
}
