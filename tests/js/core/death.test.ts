import { describe, expect, it } from "@jest/globals";
import { Engine } from "../../../js/core/engine.js";
import { CoreDeadError, NacreError } from "../../../js/core/errors.js";
import type { Machine } from "../../../js/core/machine.js";

/** (module (func (export "trap") unreachable)) */
const trapping = new Uint8Array([
  0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, 1, 4, 1, 0x60, 0, 0, 3, 2, 1, 0, 7, 8, 1, 4, 0x74, 0x72, 0x61, 0x70, 0, 0, 10, 5, 1,
  3, 0, 0, 0x0b,
]);

/** A machine that answers every call with `"0.1.0"` until it is told to trap, as WebAssembly traps. */
class FragileMachine implements Machine<string> {
  readonly kind = "wasi";
  readonly memory = new WebAssembly.Memory({ initial: 4 });
  readonly library = "library";
  readonly closed: string[] = [];
  readonly #trap = new WebAssembly.Instance(new WebAssembly.Module(trapping)).exports["trap"] as () => void;
  #fragile = false;

  breakNow(): void {
    this.#fragile = true;
  }

  allocate(): number {
    return 1024;
  }

  free(): void {}

  call(): number {
    if (this.#fragile) this.#trap();
    const json = '"0.1.0"';
    new TextEncoder().encodeInto(json, new Uint8Array(this.memory.buffer, 64));
    new Uint32Array(this.memory.buffer, 0, 6).set([64, json.length, 0, 0, 1, 7]);
    return 0;
  }

  take(): string {
    return "store";
  }

  freeReply(): void {}

  close(endpoint: string): void {
    this.closed.push(endpoint);
  }

  endpoints(): number {
    return 2;
  }
}

describe("a core that traps", () => {
  it("is dead from then on, and says why", () => {
    const machine = new FragileMachine();
    const core = new Engine(machine);
    const store = core.open("store");
    expect(core.dead).toBe(false);
    machine.breakNow();

    const first = thrownBy(() => store.call("ls"));
    expect(first).toBeInstanceOf(CoreDeadError);
    expect((first as Error).cause).toBeInstanceOf(WebAssembly.RuntimeError);
    expect(core.dead).toBe(true);

    const second = thrownBy(() => core.call("version"));
    expect(second).toBeInstanceOf(CoreDeadError);
    expect((second as Error).cause).toBe((first as Error).cause);
    expect((second as NacreError).code).toBe("core_dead");
    expect(core.usage().handles).toBe(0);
  });

  it("lets its handles be disposed without calling into it", () => {
    const machine = new FragileMachine();
    const core = new Engine(machine);
    const store = core.open("store");
    machine.breakNow();
    thrownBy(() => store.call("ls"));
    const closed = machine.closed.length;
    store.dispose();
    expect(store.disposed).toBe(true);
    expect(machine.closed.length).toBe(closed);
  });
});

describe("errors", () => {
  it("know their own kind, also across copies of the package", () => {
    const error = new CoreDeadError("gone");
    expect(NacreError.isInstance(error)).toBe(true);
    expect(CoreDeadError.isInstance(error)).toBe(true);
    expect(CoreDeadError.isInstance(new NacreError("io", "other"))).toBe(false);
    expect(NacreError.isInstance({ [Symbol.for("nacre.error")]: "NacreError" })).toBe(true);
    expect(NacreError.isInstance(new Error("plain"))).toBe(false);
    expect(NacreError.isInstance(null)).toBe(false);
  });
});

function thrownBy(action: () => unknown): unknown {
  try {
    action();
  } catch (error) {
    return error;
  }
  throw new Error("Nothing was thrown");
}
