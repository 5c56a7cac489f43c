import type { PayloadWriter } from "./core/core.js";
import { MisuseError } from "./core/errors.js";
import { indexOfLoneSurrogate, loneSurrogateMessage } from "./core/text.js";
import { type Failure, fail } from "./failure.js";

const chunkBytes = 4 << 20;
const headBytes = 8;
const utf8 = new TextEncoder();

interface Item {
  readonly path: string;
  readonly content: string | Uint8Array;
}

/** A string of n UTF-16 units is at most 3n bytes of UTF-8. */
const mostBytes = (data: string | Uint8Array): number => (typeof data === "string" ? 3 * data.length : data.length);

/** Encodes `data` at `offset` and returns its length; a lone surrogate becomes U+FFFD. */
function put(target: Uint8Array, offset: number, data: string | Uint8Array): number {
  if (typeof data === "string") return utf8.encodeInto(data, target.subarray(offset)).written;
  target.set(data, offset);
  return data.length;
}

/** Files as the core's batches take them: for each the lengths of path and content (u32), the path, the content. */
export class BatchRecords implements PayloadWriter {
  #items: Item[] = [];
  #capacity = 0;

  get capacity(): number {
    return this.#capacity;
  }

  /** Whether it is time to send what is here. */
  get full(): boolean {
    return this.#capacity >= chunkBytes;
  }

  /** Adds a file, unless it holds text that has no UTF-8. */
  push(path: string, content: string | Uint8Array): Failure | undefined {
    if (typeof path !== "string") throw new MisuseError(`A file's path must be a string, not ${typeof path}`);
    if (typeof content !== "string" && !(content instanceof Uint8Array)) {
      throw new MisuseError(`The content of '${path}' must be a string or a Uint8Array`);
    }
    for (const [what, text, code] of [
      ["Path", path, "invalid_path"],
      [`The content of '${path}'`, content, "invalid_argument"],
    ] as const) {
      const index = typeof text === "string" ? indexOfLoneSurrogate(text) : -1;
      if (typeof text === "string" && index >= 0) return fail(code, loneSurrogateMessage(what, text, index));
    }
    this.#items.push({ path, content });
    this.#capacity += headBytes + mostBytes(path) + mostBytes(content);
    return undefined;
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
      view.setUint32(offset, pathLength, true);
      view.setUint32(offset + 4, contentLength, true);
      offset += headBytes + pathLength + contentLength;
    }
    return offset;
  }
}
