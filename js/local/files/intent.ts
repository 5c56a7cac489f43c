import type { Core } from "../../core/core.js";
import type { FileTag } from "../../stores/directory.js";
import { type Volume, VolumeError } from "../../stores/volume.js";

/** What a step found at a path; nothing where nothing was. */
export interface TagBefore extends Pick<FileTag, "kind" | "size" | "modified"> {
  /** XXH3 of the content, once it may have been written again. */
  readonly version?: string | undefined;
}

/** A step of a change that is on its way to real files, with what has to be known to finish it later. */
export interface IntentStep {
  readonly kind: "erase" | "directory" | "file" | "move";
  readonly path: string;
  readonly before?: TagBefore | undefined;
  /** For `move`. */
  readonly from?: string;
  readonly fromBefore?: TagBefore | undefined;
  /** For `file`: where its content is. The part behind the last one is in the head itself. */
  readonly content?: { readonly part: number; readonly offset: number; readonly size: number };
}

interface Head {
  readonly format: number;
  readonly steps: readonly IntentStep[];
  readonly parts: readonly { readonly size: number; readonly version: string }[];
}

/** An intent that was found. */
export interface Intent {
  readonly steps: readonly IntentStep[];
  contentOf(step: IntentStep): Promise<Uint8Array>;
  /** As in `TagBefore`. */
  versionOf(bytes: Uint8Array): string;
}

const format = 1;
const headName = "intent";
/** Contents of one blob; a longer one has a blob of its own. */
const partBytes = 8 << 20;
const versionBytes = 32;
const lengthBytes = 4;

const partName = (index: number): string => `${headName}-${index + 1}`;

/**
 * Keeps what a change is about to do to several real files, with their contents, so that a change that is cut short can
 * be finished. One blob says it all, after those with contents that are too long for it: while it is there, the change
 * counts. It begins with the XXH3 of what follows, in hexadecimal.
 */
export class IntentLog {
  readonly #volume: Volume;
  readonly #core: Core;
  /** What was written last, until it is cleared. */
  #written: { readonly head: Head; readonly pieces: readonly Uint8Array[] } | undefined;

  constructor(volume: Volume, core: Core) {
    this.#volume = volume;
    this.#core = core;
  }

  /** Whether there may be one. */
  async exists(): Promise<boolean> {
    return (await this.#blobs()).some(({ name }) => name === headName);
  }

  /** Durable when it resolves. `contentOf` gives the bytes of a `file`, one at a time. */
  async write(steps: readonly IntentStep[], contentOf: (path: string) => Uint8Array): Promise<void> {
    const parts: Head["parts"][number][] = [];
    const placed: IntentStep[] = [];
    let pieces: Uint8Array[] = [];
    let size = 0;
    for (const step of steps) {
      if (step.kind !== "file") {
        placed.push(step);
        continue;
      }
      const bytes = contentOf(step.path);
      if (size > 0 && size + bytes.length > partBytes) {
        const whole = joinBytes(pieces);
        await this.#volume.create(partName(parts.length), whole);
        parts.push({ size, version: this.#versionOf(whole) });
        pieces = [];
        size = 0;
      }
      placed.push({ ...step, content: { part: parts.length, offset: size, size: bytes.length } });
      pieces.push(bytes);
      size += bytes.length;
    }
    await this.#create({ format, steps: placed, parts }, pieces);
  }

  /**
   * To be called before the change is undone: adds what the old contents were, which `contentOf` gives, so that files
   * which have them again are known as unchanged.
   */
  async prepareUndo(contentOf: (path: string) => Uint8Array | undefined): Promise<void> {
    if (!this.#written) return;
    const withVersion = (path: string, before: TagBefore | undefined): TagBefore | undefined => {
      const bytes = before?.kind === "file" ? contentOf(path) : undefined;
      return before && bytes ? { ...before, version: this.#versionOf(bytes) } : before;
    };
    const { head, pieces } = this.#written;
    const steps = head.steps.map(({ before, fromBefore, ...step }) => ({
      ...step,
      before: withVersion(step.path, before),
      fromBefore: withVersion(step.from ?? step.path, fromBefore),
    }));
    await this.#create({ ...head, steps }, pieces);
  }

  /** The intent that is there. One that is torn, or of another format, is removed. Needs the lease. */
  async read(): Promise<Intent | undefined> {
    const blobs = await this.#blobs();
    if (blobs.length === 0) return undefined;
    const intent = await this.#readHead(blobs.find(({ name }) => name === headName)?.size ?? 0);
    if (!intent) await this.clear();
    return intent;
  }

  /** The head first: without it the rest means nothing. */
  async clear(): Promise<void> {
    const names = (await this.#blobs()).map(({ name }) => name);
    for (const name of names.sort()) await this.#volume.remove(name);
    this.#written = undefined;
  }

  async #create(head: Head, pieces: readonly Uint8Array[]): Promise<void> {
    await this.#volume.create(headName, this.#encode(head, pieces));
    this.#written = { head, pieces };
  }

  async #blobs() {
    const blobs = await this.#volume.list();
    return blobs.filter(({ name }) => name === headName || name.startsWith(`${headName}-`));
  }

  #encode(head: Head, pieces: readonly Uint8Array[]): Uint8Array {
    const json = new TextEncoder().encode(JSON.stringify(head));
    const length = new Uint8Array(lengthBytes);
    new DataView(length.buffer).setUint32(0, json.length, true);
    const body = joinBytes([length, json, ...pieces]);
    return joinBytes([new TextEncoder().encode(this.#versionOf(body)), body]);
  }

  async #readHead(size: number): Promise<Intent | undefined> {
    if (size < versionBytes + lengthBytes) return undefined;
    const bytes = await this.#volume.read(headName, 0, size);
    const body = bytes.subarray(versionBytes);
    if (new TextDecoder().decode(bytes.subarray(0, versionBytes)) !== this.#versionOf(body)) return undefined;
    const length = new DataView(body.buffer, body.byteOffset).getUint32(0, true);
    const head = JSON.parse(new TextDecoder().decode(body.subarray(lengthBytes, lengthBytes + length))) as Head;
    if (head.format !== format) return undefined;
    for (const [index, part] of head.parts.entries()) {
      if (!(await this.#isWhole(partName(index), part))) return undefined;
    }
    const inline = body.slice(lengthBytes + length);
    return {
      steps: head.steps,
      contentOf: (step) => this.#contentOf(step, head, inline),
      versionOf: (content) => this.#versionOf(content),
    };
  }

  async #contentOf({ path, content }: IntentStep, { parts }: Head, inline: Uint8Array): Promise<Uint8Array> {
    if (!content) throw new VolumeError("io", `The intent has no content for '${path}'`);
    const { part, offset, size } = content;
    if (part === parts.length) return inline.slice(offset, offset + size);
    return size === 0 ? new Uint8Array(0) : this.#volume.read(partName(part), offset, size);
  }

  async #isWhole(name: string, { size, version }: Head["parts"][number]): Promise<boolean> {
    try {
      return this.#versionOf(await this.#volume.read(name, 0, size)) === version;
    } catch (error) {
      if (VolumeError.isInstance(error) && error.code === "not_found") return false;
      throw error;
    }
  }

  #versionOf(bytes: Uint8Array): string {
    return this.#core.call<{ readonly version: string }>("text.version", {}, bytes).value.version;
  }
}

function joinBytes(pieces: readonly Uint8Array[]): Uint8Array {
  const joined = new Uint8Array(pieces.reduce((size, { length }) => size + length, 0));
  let at = 0;
  for (const piece of pieces) {
    joined.set(piece, at);
    at += piece.length;
  }
  return joined;
}
