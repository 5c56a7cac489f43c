import type { Core, Handle, Payload, Reply } from "./core.js";
import { CoreDeadError, MisuseError, NacreError } from "./errors.js";
import { GuardedMachine } from "./guard.js";
import { CoreHandle, type HandleOwner } from "./handle.js";
import { CallInput } from "./input.js";
import { loneSurrogateIn } from "./lone-surrogates.js";
import { handleKinds, type Machine, replyFields } from "./machine.js";
import { CoreMemory } from "./memory.js";

const noBytes = new Uint8Array(0);

interface Failure {
  readonly error: { readonly code: string; readonly message: string };
}

/** The `Core` over either build: carries calls across, owns the handles, and knows when the core has died. */
export class Engine<E> implements Core, HandleOwner<E> {
  readonly kind: "embind" | "wasi";
  readonly version: string;
  readonly #machine: GuardedMachine<E>;
  readonly #memory: CoreMemory;
  readonly #input: CallInput;
  readonly #strays: FinalizationRegistry<E> | undefined;
  #busy = false;

  constructor(machine: Machine<E>) {
    this.kind = machine.kind;
    this.#machine = new GuardedMachine(machine);
    this.#memory = new CoreMemory(machine.memory);
    this.#input = new CallInput(this.#machine, this.#memory);
    if (typeof FinalizationRegistry === "function") {
      this.#strays = new FinalizationRegistry((endpoint) => this.#closeEndpoint(endpoint));
    }
    this.version = this.call<string>("version").value;
  }

  get dead(): boolean {
    return this.#machine.dead;
  }

  open(kind: "store" | "checker" | "toolset", options: object = {}): Handle {
    const { value, handle } = this.call<Failure>("open", { kind, options });
    if (handle === undefined) throw new NacreError(value.error.code, value.error.message);
    return handle;
  }

  call<T = unknown>(method: string, args?: object, payload?: Payload): Reply<T> {
    return this.invoke(this.#machine.library, method, args, payload) as Reply<T>;
  }

  usage(): { readonly handles: number; readonly memoryBytes: number } {
    const handles = this.dead ? 0 : this.#machine.endpoints() - 1;
    return { handles, memoryBytes: this.#memory.byteLength };
  }

  invoke(endpoint: E, method: string, args: object = {}, payload?: Payload): Reply {
    if (this.dead) throw new CoreDeadError(`Cannot call '${method}': the core is dead`, this.#machine.death);
    if (this.#busy) throw new MisuseError(`Cannot call '${method}' while the payload of another call is being written`);
    this.#refuseForeignHandles(method, args);
    const json = JSON.stringify(args);
    const refusal = loneSurrogateIn(json, args);
    if (refusal !== undefined) return { value: { error: refusal }, payload: noBytes };
    this.#busy = true;
    try {
      const failure = this.#input.place(method + json, payload);
      if (failure !== undefined) return { value: { error: failure }, payload: noBytes };
      return this.#exchange(endpoint, method.length);
    } finally {
      this.#busy = false;
      if (!this.dead) this.#input.clear();
    }
  }

  close(handle: CoreHandle<E>, endpoint: E): void {
    this.#strays?.unregister(handle);
    this.#closeEndpoint(endpoint);
  }

  #exchange(endpoint: E, methodLength: number): Reply {
    const { head, headLength, payload, payloadLength } = this.#input;
    const argsLength = headLength - methodLength;
    const reply = this.#machine.call(endpoint, head, methodLength, argsLength, payload, payloadLength);
    try {
      return this.#read(reply);
    } finally {
      if (!this.dead) this.#machine.freeReply(reply);
    }
  }

  #read(reply: number): Reply {
    const memory = this.#memory;
    const kind = handleKinds[memory.word(reply, replyFields.kind)];
    const handle = kind === undefined ? undefined : this.#handle(reply, kind);
    const json = memory.decode(memory.word(reply, replyFields.json), memory.word(reply, replyFields.jsonLength));
    const payloadLength = memory.word(reply, replyFields.payloadLength);
    const payload = payloadLength === 0 ? noBytes : memory.copy(memory.word(reply, replyFields.payload), payloadLength);
    const value: unknown = JSON.parse(json);
    return handle === undefined ? { value, payload } : { value, payload, handle };
  }

  #handle(reply: number, kind: Handle["kind"]): Handle {
    const endpoint = this.#machine.take(reply, kind);
    const handle = new CoreHandle(this, kind, this.#memory.word(reply, replyFields.id), endpoint);
    this.#strays?.register(handle, endpoint, handle);
    return handle;
  }

  #closeEndpoint(endpoint: E): void {
    if (!this.dead) this.#machine.close(endpoint);
  }

  #refuseForeignHandles(method: string, args: object): void {
    for (const value of Object.values(args)) {
      if (value instanceof CoreHandle && value.owner !== this) {
        throw new MisuseError(`Cannot call '${method}' with a ${value.kind} of another core`);
      }
    }
  }
}
