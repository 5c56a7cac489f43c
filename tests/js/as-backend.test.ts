import { describe, expect, it } from "@jest/globals";
import { asBackend, type Backend, type PlainBackend } from "nacre";
import { checkHandles, ok, testCore } from "./support.js";

checkHandles();

const utf8 = new TextEncoder();

/** A store with `/good` and `/bad`; only the former can be read. */
async function halfBroken(written: string[] = []): Promise<Backend> {
  const plain: PlainBackend = {
    readBytes: (path) => {
      if (path === "/good") return utf8.encode("word\n");
      throw Object.assign(new Error("the disk is gone"), { code: "EIO" });
    },
    write: (path) => void written.push(path),
    ls: () => [{ name: "good" }, { name: "bad" }],
  };
  return asBackend(plain, { core: await testCore() });
}

describe("files that cannot be read", () => {
  it("are named by a search", async () => {
    const found = ok(await (await halfBroken()).grep("word"));
    expect(found.matches.map(({ path }) => path)).toEqual(["/good"]);
    expect(found.skipped).toEqual([{ path: "/bad", reason: "the disk is gone" }]);
  });

  it("are not taken for missing by a patch, which then changes nothing", async () => {
    const written: string[] = [];
    const files = await halfBroken(written);
    const add = (path: string) => `*** Begin Patch\n*** Add File: ${path}\n+new\n*** End Patch\n`;
    expect((await files.applyPatch(add("bad"))).error).toMatchObject({ code: "io", path: "/bad" });
    expect(written).toEqual([]);
    ok(await files.applyPatch(add("other")));
    expect(written).toEqual(["/other"]);
  });
});
