/** The core's memory as JavaScript sees it: views are made anew after every growth. */
export class CoreMemory {
  readonly #memory: WebAssembly.Memory;
  readonly #encoder = new TextEncoder();
  readonly #decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  #bytes = new Uint8Array(0);
  #words = new Uint32Array(0);

  constructor(memory: WebAssembly.Memory) {
    this.#memory = memory;
  }

  get byteLength(): number {
    return this.#memory.buffer.byteLength;
  }

  /** A view of `length` bytes at `address`, dead once the memory grows. */
  view(address: number, length: number): Uint8Array {
    this.#refresh();
    return this.#bytes.subarray(address, address + length);
  }

  word(address: number, index: number): number {
    this.#refresh();
    return this.#words[(address >>> 2) + index] as number;
  }

  set(bytes: Uint8Array, address: number): void {
    this.#refresh();
    this.#bytes.set(bytes, address);
  }

  /** Encodes as much of `text` as fits into `capacity` bytes at `address`. */
  encode(text: string, address: number, capacity: number): TextEncoderEncodeIntoResult {
    return this.#encoder.encodeInto(text, this.view(address, capacity));
  }

  decode(address: number, length: number): string {
    return this.#decoder.decode(this.view(address, length));
  }

  copy(address: number, length: number): Uint8Array {
    this.#refresh();
    return this.#bytes.slice(address, address + length);
  }

  #refresh(): void {
    const { buffer } = this.#memory;
    if (this.#bytes.buffer === buffer) return;
    this.#bytes = new Uint8Array(buffer);
    this.#words = new Uint32Array(buffer);
  }
}
