import type { Payload } from "./core.js";
import { MisuseError } from "./errors.js";
import { kindOf } from "./kind.js";
import type { Machine } from "./machine.js";
import type { CoreMemory } from "./memory.js";
import { indexOfLoneSurrogate, loneSurrogateMessage, utf8Length } from "./text.js";

/** Bytes of the block that most calls fit into. */
const scratchSize = 64 << 10;
const addressSpace = 0xffff_ffff;

/** Why a call did not get into the core; a failure value, not an exception. */
export interface InputFailure {
  readonly code: "out_of_memory" | "invalid_argument" | "invalid_path";
  readonly message: string;
}

/** The head (method name and arguments) and the payload of one call, placed in the core's memory. */
export class CallInput {
  readonly #machine: Machine<unknown>;
  readonly #memory: CoreMemory;
  readonly #scratch: number;
  #scratchUsed = 0;
  #blocks: number[] = [];

  head = 0;
  headLength = 0;
  payload = 0;
  payloadLength = 0;

  constructor(machine: Machine<unknown>, memory: CoreMemory) {
    this.#machine = machine;
    this.#memory = memory;
    this.#scratch = machine.allocate(scratchSize);
  }

  /** Places both. After a failure, as after a call, `clear` must follow. */
  place(head: string, payload: Payload | undefined): InputFailure | undefined {
    const headSize = this.#placeText(head);
    if (headSize === undefined) return outOfMemory(head.length);
    this.head = this.#placed;
    this.headLength = headSize;
    if (payload === undefined) return undefined;
    return this.#placePayload(payload);
  }

  /** Gives back what `place` took. */
  clear(): void {
    for (const block of this.#blocks) this.#machine.free(block);
    if (this.#blocks.length > 0) this.#blocks = [];
    this.#scratchUsed = 0;
    this.payload = 0;
    this.payloadLength = 0;
  }

  #placed = 0;

  #placePayload(payload: Payload): InputFailure | undefined {
    let length: number | undefined;
    if (typeof payload === "string") {
      const index = indexOfLoneSurrogate(payload);
      if (index >= 0) return { code: "invalid_argument", message: loneSurrogateMessage("Content", payload, index) };
      length = this.#placeText(payload);
      if (length === undefined) return outOfMemory(payload.length);
    } else if (payload instanceof Uint8Array) {
      if (!this.#reserve(payload.byteLength)) return outOfMemory(payload.byteLength);
      this.#memory.set(payload, this.#placed);
      length = payload.byteLength;
    } else if (typeof payload?.write !== "function") {
      throw new MisuseError(`Content must be a string or a Uint8Array, not ${kindOf(payload)}`);
    } else {
      if (!this.#reserve(payload.capacity)) return outOfMemory(payload.capacity);
      length = payload.write(this.#memory.view(this.#placed, payload.capacity));
      if (!Number.isInteger(length) || length < 0 || length > payload.capacity) {
        throw new MisuseError(
          `A payload writer answered ${length}, not a number of bytes from 0 to ${payload.capacity}`,
        );
      }
    }
    this.payload = this.#placed;
    this.payloadLength = length;
    return undefined;
  }

  /** Encodes `text` and answers its size in bytes; nothing when memory is short. */
  #placeText(text: string): number | undefined {
    const worst = text.length * 3;
    const likely = worst <= scratchSize ? worst : text.length;
    if (!this.#reserve(likely)) return undefined;
    const first = this.#memory.encode(text, this.#placed, likely);
    if (first.read === text.length) return this.#keep(first.written, likely);
    const start = this.#placed;
    const rest = utf8Length(text, first.read);
    if (!this.#reserve(first.written + rest)) return undefined;
    this.#memory.set(this.#memory.view(start, first.written), this.#placed);
    const second = this.#memory.encode(text.slice(first.read), this.#placed + first.written, rest);
    return first.written + second.written;
  }

  /** Hands the unused end of a scratch reservation to the next one. */
  #keep(used: number, reserved: number): number {
    if (this.#placed === this.#scratch + this.#scratchUsed - reserved) this.#scratchUsed -= reserved - used;
    return used;
  }

  /** Finds room for `size` bytes, at `#placed`: in the scratch block, or in one of its own. */
  #reserve(size: number): boolean {
    if (size <= scratchSize - this.#scratchUsed) {
      this.#placed = this.#scratch + this.#scratchUsed;
      this.#scratchUsed += size;
      return true;
    }
    const block = size > addressSpace ? 0 : this.#machine.allocate(size);
    if (block === 0) return false;
    this.#blocks.push(block);
    this.#placed = block;
    return true;
  }
}

function outOfMemory(size: number): InputFailure {
  return {
    code: "out_of_memory",
    message: `The core has no memory left for an input of ${size} bytes; nothing changed`,
  };
}
