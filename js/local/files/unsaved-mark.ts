import { type Volume, VolumeError } from "../../stores/volume.js";

const blobName = "unsaved";

/** What the mark says, in its one byte. */
const says = {
  nothing: 0,
  /** Who has the cache has changed files, and not kept all of that yet. */
  byOwner: 1,
  /** Somebody has changed files who has no cache. */
  byOther: 2,
} as const;

/**
 * Tells whoever opens real files next that some were changed which the cache does not have: a crash leaves the mark set.
 * What changes it needs the lease of the writer. Whoever has the cache is its owner.
 */
export class UnsavedMark {
  readonly #volume: Volume;
  readonly #isOwner: () => boolean;
  /** Of this turn. */
  #isSet = false;
  #isPending = false;

  constructor(volume: Volume, isOwner: () => boolean) {
    this.#volume = volume;
    this.#isOwner = isOwner;
  }

  /** Whether somebody set it, or there is none. */
  async isSet(): Promise<boolean> {
    return (await this.#read()) !== says.nothing;
  }

  /** Whether the owner set it and has not cleared it since. */
  get isPending(): boolean {
    return this.#isPending;
  }

  /** A turn to write begins: others may have changed it. */
  beginTurn(): void {
    this.#isSet = false;
  }

  /** To be called before files are changed. */
  async set(): Promise<void> {
    if (this.#isSet) return;
    if (!this.#isOwner()) await this.#write(says.byOther);
    else if ((await this.#read()) !== says.byOther) await this.takeOver();
    this.#isSet = true;
  }

  /** The owner is going to see what everybody has changed. */
  async takeOver(): Promise<void> {
    this.#isPending = true;
    await this.#write(says.byOwner);
  }

  /** The cache has what its owner changed. */
  async clear(): Promise<void> {
    if ((await this.#read()) === says.byOwner) await this.#write(says.nothing);
    this.#isSet = false;
    this.#isPending = false;
  }

  async #read(): Promise<number | undefined> {
    try {
      const [byte] = await this.#volume.read(blobName, 0, 1);
      return byte;
    } catch (error) {
      if (VolumeError.isInstance(error) && error.code === "not_found") return undefined;
      throw error;
    }
  }

  /** In place: that needs no room. */
  async #write(byte: number): Promise<void> {
    const bytes = Uint8Array.of(byte);
    try {
      await this.#volume.write(blobName, 0, bytes);
    } catch (error) {
      if (!VolumeError.isInstance(error) || error.code !== "not_found") throw error;
      await this.#volume.create(blobName, bytes);
    }
  }
}
