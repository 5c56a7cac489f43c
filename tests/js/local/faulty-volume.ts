import { type BlobInfo, type Volume, VolumeError, type VolumeErrorCode } from "../../../js/stores/volume.js";

/** What goes wrong with one call. */
export interface Fault {
  readonly code: VolumeErrorCode;
  /** How much of the call has happened all the same: nothing, half of a write, or all of it. */
  readonly done: "nothing" | "half" | "all";
  /** Whether nothing happens any more from then on, as when the process dies. */
  readonly deadly: boolean;
}

/** A volume of which one call goes wrong. */
export class FaultyVolume implements Volume {
  /** Calls so far that could have gone wrong. */
  calls = 0;
  /** Calls so far, by their name. */
  readonly counts: Record<string, number> = {};
  readonly #inner: Volume;
  #fault: { readonly at: number; readonly what: Fault } | undefined;
  #dead = false;

  constructor(inner: Volume) {
    this.#inner = inner;
  }

  get kind(): string {
    return this.#inner.kind;
  }

  /** Has the call with the number `at`, from 0 on, go wrong. */
  failAt(at: number, what: Fault): void {
    this.#fault = { at, what };
  }

  list(): Promise<readonly BlobInfo[]> {
    return this.#run("list", () => this.#inner.list());
  }

  read(name: string, offset: number, length: number): Promise<Uint8Array> {
    return this.#run("read", () => this.#inner.read(name, offset, length));
  }

  create(name: string, content: number | Uint8Array): Promise<void> {
    return this.#run("create", () => this.#inner.create(name, content));
  }

  write(name: string, offset: number, bytes: Uint8Array): Promise<void> {
    const half = (): Promise<void> => this.#inner.write(name, offset, bytes.subarray(0, bytes.length >> 1));
    return this.#run("write", () => this.#inner.write(name, offset, bytes), half);
  }

  flush(): Promise<void> {
    return this.#run("flush", () => this.#inner.flush());
  }

  remove(name: string): Promise<void> {
    return this.#run("remove", () => this.#inner.remove(name));
  }

  async release(): Promise<void> {
    if (!this.#dead) await this.#inner.release();
  }

  async #run<T>(name: string, call: () => Promise<T>, half?: () => Promise<T>): Promise<T> {
    if (this.#dead) throw new VolumeError("io", "The process is dead");
    this.counts[name] = (this.counts[name] ?? 0) + 1;
    const fault = this.calls++ === this.#fault?.at ? this.#fault.what : undefined;
    if (!fault) return call();
    if (fault.deadly) this.#dead = true;
    if (fault.done === "all") await call();
    if (fault.done === "half") await half?.();
    throw new VolumeError(fault.code, `Call ${this.calls - 1}, ${name}, went wrong`);
  }
}
