// TypeScript bindings for emscripten-generated code.  Automatically generated at compile time.
declare namespace RuntimeExports {
    let HEAPF32: any;
    let HEAPF64: any;
    let HEAP_DATA_VIEW: any;
    let HEAP8: any;
    let HEAPU8: any;
    let HEAP16: any;
    let HEAPU16: any;
    let HEAP32: any;
    let HEAPU32: any;
    let HEAP64: any;
    let HEAPU64: any;
}
interface WasmModule {
}

export interface Endpoint {
  call(_0: number, _1: number, _2: number, _3: number, _4: number): number;
  delete(): void;
}

export interface Library extends Endpoint {
  delete(): void;
}

export interface Store extends Endpoint {
  delete(): void;
}

export interface Snapshot extends Endpoint {
  delete(): void;
}

export interface Batch extends Endpoint {
  delete(): void;
}

export interface Checker extends Endpoint {
  delete(): void;
}

export interface Toolset extends Endpoint {
  delete(): void;
}

export interface Operation extends Endpoint {
  delete(): void;
}

export interface Journal extends Endpoint {
  delete(): void;
}

interface EmbindModule {
  Endpoint: {};
  Library: {
    new(): Library;
  };
  Store: {
    take(_0: number): Store;
  };
  Snapshot: {
    take(_0: number): Snapshot;
  };
  Batch: {
    take(_0: number): Batch;
  };
  Checker: {
    take(_0: number): Checker;
  };
  Toolset: {
    take(_0: number): Toolset;
  };
  Operation: {
    take(_0: number): Operation;
  };
  Journal: {
    take(_0: number): Journal;
  };
  allocate(_0: number): number;
  free(_0: number): void;
  freeReply(_0: number): void;
  liveEndpoints(): number;
}

export type MainModule = WasmModule & typeof RuntimeExports & EmbindModule;
export default function MainModuleFactory (options?: unknown): Promise<MainModule>;
