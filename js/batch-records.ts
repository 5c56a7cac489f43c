import type { PayloadWriter } from "./core/core.js";
import { MisuseError } from "./core/errors.js";
import { indexOfLoneSurrogate, loneSurrogateMessage } from "./core/text.js";
import { type Failure, fail } from "./failure.js";

const chunkBytes = 4 << 20;
const headBytes = 8;
const shortText = 128;
const utf8 = new TextEncoder();

interface Item {
  readonly path: string;
  readonly content: string | Uint8Array;
}

/** A string of n UTF-16 units is at most 3n bytes of UTF-8. */
const mostBytes = (data: string | Uint8Array): number => (typeof data === "string" ? 3 * data.length : data.length);

/** Writes `text` at `offset` if it is short and ASCII, sooner than an encoder has begun. Whether it did. */
function putShort(target: Uint8Array, offset: number, text: string): boolean {
  if (text.length > shortText) return false;
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    if (unit >= 0x80) return false;
    target[offset + index] = unit;
  }
  return true;
}

/** Encodes `data` at `offset` and returns its length; a lone surrogate becomes U+FFFD. */
function put(target: Uint8Array, offset: number, data: string | Uint8Array): number {
  if (typeof data === "string") {
    return putShort(target, offset, data) ? data.length : utf8.encodeInto(data, target.subarray(offset)).written;
  }
  target.set(data, offset);
  return data.length;
}

/** Files as the core's batches take them: for each the lengths of path and content (u32), the path, the content. */
export class BatchRecords implements PayloadWriter {
  #items: Item[] = [];
  #capacity = 0;
  #failure: Failure | undefined;

  get capacity(): number {
    return this.#capacity;
  }

  /** Whether it is time to send what is here. */
  get full(): boolean {
    return this.#capacity >= chunkBytes;
  }

  /** Set by `write` when a path or a text has no UTF-8. */
  get failure(): Failure | undefined {
    return this.#failure;
  }

  /** Adds a file. */
  push(path: string, content: string | Uint8Array): void {
    if (typeof path !== "string") throw new MisuseError(`A file's path must be a string, not ${typeof path}`);
    if (typeof content !== "string" && !(content instanceof Uint8Array)) {
      throw new MisuseError(`The content of '${path}' must be a string or a Uint8Array`);
    }
    this.#items.push({ path, content });
    this.#capacity += headBytes + mostBytes(path) + mostBytes(content);
  }

  clear(): void {
    this.#items = [];
    this.#capacity = 0;
  }

  write(target: Uint8Array): number {
    const view = new DataView(target.buffer, target.byteOffset, target.byteLength);
    let offset = 0;
    for (const { path, content } of this.#items) {
      const pathLength = put(target, offset + headBytes, path);
      const contentLength = put(target, offset + headBytes + pathLength, content);
      this.#check(path, content, pathLength, contentLength);
      view.setUint32(offset, pathLength, true);
      view.setUint32(offset + 4, contentLength, true);
      offset += headBytes + pathLength + contentLength;
    }
    return offset;
  }
  /** A text that grew no byte is ASCII, so only others are looked at. */
  #check(path: string, content: string | Uint8Array, pathLength: number, contentLength: number): void {
    if (pathLength !== path.length) {
      const index = indexOfLoneSurrogate(path);
      if (index >= 0) this.#failure ??= fail("invalid_path", loneSurrogateMessage("Path", path, index));
    }
    if (typeof content === "string" && contentLength !== content.length) {
      const index = indexOfLoneSurrogate(content);
      const what = `The content of '${path}'`;
      if (index >= 0) this.#failure ??= fail("invalid_argument", loneSurrogateMessage(what, content, index));
    }
  }
}
