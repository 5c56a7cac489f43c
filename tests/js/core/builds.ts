/** The build of the core that this run is about, and its file. */
export const coreBuild = process.env["NACRE_CORE"] === "wasi" ? "wasi" : "embind";

const name = coreBuild === "wasi" ? "nacre-core-wasi.wasm" : "nacre.wasm";

export const coreFile = new URL(`../../../dist/core/${name}`, import.meta.url);
