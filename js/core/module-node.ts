import { readFile } from "node:fs/promises";
import { compileResponse } from "./compile.js";

/** The module that ships beside this file. */
export function ownModule(): Promise<WebAssembly.Module> {
  return moduleAt(new URL("./nacre.wasm", import.meta.url));
}

/** The module at any address. */
export async function moduleAt(url: URL): Promise<WebAssembly.Module> {
  if (url.protocol === "file:") return WebAssembly.compile(await readFile(url));
  return compileResponse(fetch(url));
}
