import { readFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { LoadError, loadCore, MisuseError } from "nacre";
import { PromiseCache } from "../../../js/core/cache.js";
import { coreBuild, coreFile } from "./builds.js";

describe("loadCore", () => {
  let bytes: Uint8Array<ArrayBuffer>;
  let server: Server;
  let address: string;

  beforeAll(async () => {
    bytes = new Uint8Array(await readFile(coreFile));
    server = createServer((request, response) => {
      if (request.url === "/missing") response.writeHead(404).end();
      else if (request.url === "/page") response.writeHead(200, { "content-type": "text/html" }).end("<!doctype html>");
      else
        response
          .writeHead(200, { "content-type": request.url === "/typed" ? "application/wasm" : "text/plain" })
          .end(bytes);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });

  afterAll(() => {
    server.close();
  });

  it("takes a URL, an address, bytes, a Response, a module and a promise of one", async () => {
    const module = await WebAssembly.compile(bytes);
    const sources = [
      coreFile,
      coreFile.href,
      bytes,
      bytes.slice().buffer,
      await fetch(`${address}/typed`),
      await fetch(`${address}/plain`),
      `${address}/plain`,
      module,
      Promise.resolve(module),
    ];
    for (const source of sources) {
      const core = await loadCore({ core: coreBuild, source });
      expect(core.kind).toBe(coreBuild);
      expect(core.version).toBe("0.1.0");
    }
  });

  it("loads one source once, however many ask at the same time", async () => {
    const source = bytes.slice();
    const cores = await Promise.all([1, 2, 3].map(() => loadCore({ core: coreBuild, source })));
    expect(new Set(cores).size).toBe(1);
    expect(await loadCore({ core: coreBuild, source })).toBe(cores[0]);
    expect(await loadCore({ core: coreBuild, source: bytes.slice() })).not.toBe(cores[0]);
  });

  it("loads the module of the package by default", async () => {
    const core = await loadCore();
    expect(core).toBe(await loadCore({ core: "embind" }));
    expect(core.kind).toBe("embind");
  });

  it("says what could not be loaded, and tries again the next time", async () => {
    const source = new Uint8Array([0, 1, 2, 3]);
    await expect(loadCore({ core: coreBuild, source })).rejects.toThrow(LoadError);
    await expect(loadCore({ core: coreBuild, source: `${address}/missing` })).rejects.toThrow(/answered status 404/);
    await expect(loadCore({ core: coreBuild, source: `${address}/page` })).rejects.toThrow(
      /answered a page, not WebAssembly/,
    );
    const empty = new Uint8Array([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]);
    await expect(loadCore({ core: coreBuild, source: empty })).rejects.toThrow(LoadError);
    source.set(empty.subarray(0, 4));
    await expect(loadCore({ core: coreBuild, source })).rejects.toThrow(LoadError);
  });

  it("refuses what is no source", async () => {
    await expect(loadCore("nacre.wasm")).rejects.toThrow(MisuseError);
    await expect(loadCore({ source: 5 as never })).rejects.toThrow(MisuseError);
    await expect(loadCore({ core: "asmjs" as never })).rejects.toThrow("There is no core 'asmjs': embind or wasi");
    await expect(loadCore({ core: "wasi" })).rejects.toThrow(/needs a source/);
  });
});

describe("PromiseCache", () => {
  it("forgets what is no longer usable, and makes it once more for all who ask", async () => {
    const cache = new PromiseCache<{ dead: boolean }>();
    let made = 0;
    const once = () =>
      cache.once(
        "key",
        (core) => !core.dead,
        async () => {
          made += 1;
          return { dead: false };
        },
      );
    const first = await once();
    first.dead = true;
    const [second, third] = await Promise.all([once(), once()]);
    expect(second).not.toBe(first);
    expect(third).toBe(second);
    expect(made).toBe(2);
  });
});
