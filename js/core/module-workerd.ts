import module from "./nacre.wasm";

/** The module that was compiled when the Worker was deployed: it may not compile one itself. */
export async function ownModule(): Promise<WebAssembly.Module> {
  return module;
}

/** Refuses: there is no other way to a module here than to import it. */
export async function moduleAt(url: URL): Promise<WebAssembly.Module> {
  throw new TypeError(`Cannot compile ${url.href} here; import the .wasm file and pass the WebAssembly.Module`);
}
