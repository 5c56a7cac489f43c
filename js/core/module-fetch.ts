import { compileResponse } from "./compile.js";

/** The module that ships beside this file. Bundlers look for exactly this expression. */
export function ownModule(): Promise<WebAssembly.Module> {
  return moduleAt(new URL("./nacre.wasm", import.meta.url));
}

/** The module at any address. */
export function moduleAt(url: URL): Promise<WebAssembly.Module> {
  return compileResponse(fetch(url));
}
