import createNacre, { type Endpoint, type MainModule } from "#core-glue";
import type { Core, HandleKind } from "./core.js";
import { Engine } from "./engine.js";
import type { Machine } from "./machine.js";

const classes = {
  store: "Store",
  snapshot: "Snapshot",
  batch: "Batch",
  checker: "Checker",
  toolset: "Toolset",
  operation: "Operation",
  journal: "Journal",
} as const;

/** Starts a core on Emscripten's build. */
export async function createEmbindCore(module: WebAssembly.Module): Promise<Core> {
  const { glue, instance } = await start(module);
  return new Engine(new EmbindMachine(glue, memoryOf(instance)));
}

/** Runs the glue with an instance of ours, so that it neither finds nor fetches anything itself. */
async function start(module: WebAssembly.Module): Promise<{ glue: MainModule; instance: WebAssembly.Instance }> {
  return new Promise((resolve, reject) => {
    const instantiateWasm = (
      imports: WebAssembly.Imports,
      receive: (instance: WebAssembly.Instance) => void,
    ): object => {
      WebAssembly.instantiate(module, imports)
        .then(async (instance) => {
          receive(instance);
          resolve({ glue: await glue, instance });
        })
        .catch(reject);
      return {};
    };
    const glue: Promise<MainModule> = createNacre({ instantiateWasm, print: ignore, printErr: ignore });
    glue.catch(reject);
  });
}

class EmbindMachine implements Machine<Endpoint> {
  readonly kind = "embind";
  readonly memory: WebAssembly.Memory;
  readonly library: Endpoint;
  readonly #module: MainModule;

  constructor(module: MainModule, memory: WebAssembly.Memory) {
    this.#module = module;
    this.memory = memory;
    this.library = new module.Library();
  }

  allocate(size: number): number {
    return this.#module.allocate(size);
  }

  free(address: number): void {
    this.#module.free(address);
  }

  call(
    endpoint: Endpoint,
    head: number,
    methodLength: number,
    argsLength: number,
    payload: number,
    payloadLength: number,
  ): number {
    return endpoint.call(head, methodLength, argsLength, payload, payloadLength);
  }

  take(reply: number, kind: HandleKind): Endpoint {
    return this.#module[classes[kind]].take(reply) as Endpoint;
  }

  freeReply(reply: number): void {
    this.#module.freeReply(reply);
  }

  close(endpoint: Endpoint): void {
    endpoint.delete();
  }

  endpoints(): number {
    return this.#module.liveEndpoints();
  }
}

function ignore(): void {}

/** The one memory that an instance exports, whatever its name is after minification. */
function memoryOf(instance: WebAssembly.Instance): WebAssembly.Memory {
  const memory = Object.values(instance.exports).find((value) => value instanceof WebAssembly.Memory);
  if (memory === undefined) throw new TypeError("The core's module exports no memory");
  return memory;
}
