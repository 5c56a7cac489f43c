import { readFile } from "node:fs/promises";
import { describe, expect, it } from "@jest/globals";

const read = (path: string) => readFile(new URL(`../../../${path}`, import.meta.url));

describe("the modules", () => {
  it("of the WASI build export what exports.txt lists, and ask for no more than libc does", async () => {
    const module = await WebAssembly.compile(await read("dist/core/nacre-core-wasi.wasm"));
    const listed = (await read("wasm/wasi/exports.txt")).toString().trim().split("\n");
    const names = WebAssembly.Module.exports(module).map(({ name }) => name);
    expect(names.sort()).toEqual([...listed, "_initialize", "memory"].sort());
    const imports = new Set(WebAssembly.Module.imports(module).map(({ module: namespace }) => namespace));
    expect([...imports].filter((namespace) => namespace !== "wasi_snapshot_preview1")).toEqual([]);
  });

  it("of the JavaScript build need no eval and no Node", async () => {
    const glue = (await read("dist/core/nacre.js")).toString();
    expect(glue).not.toMatch(/\beval\(|\bnew Function\b|[^.\w]Function\(|\brequire\(|import\.meta|node:|process\./);
  });
});
