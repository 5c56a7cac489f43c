import { describe, expect, it } from "@jest/globals";
import { asBackend, type Backend, type PlainBackend, type Sandbox } from "nacre";
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

describe("answers that make no sense", () => {
  const good: PlainBackend = { readBytes: () => "x", write: () => undefined, ls: () => [{ name: "a" }] };

  const failureOf = async (plain: object, call: (files: Backend) => Promise<unknown>): Promise<unknown> => {
    const result = await call(asBackend({ ...good, ...plain } as PlainBackend, { core: await testCore() }));
    return (result as { readonly error?: unknown }).error;
  };

  it.each<readonly [plain: object, call: (files: Backend) => Promise<unknown>, message: string]>([
    [{ ls: () => undefined }, (files) => files.ls("/"), "ls() must answer an object, not undefined"],
    [{ ls: () => ({}) }, (files) => files.ls("/"), "ls() must answer an array or { entries }, not Object"],
    [{ ls: () => ["a"] }, (files) => files.ls("/"), "ls() must answer an object, not string"],
    [{ ls: () => [{ name: "d/a" }] }, (files) => files.ls("/"), 'a name without a path, not "d/a"'],
    [{ ls: () => [{ name: ".." }] }, (files) => files.grep("x"), 'a name without a path, not ".."'],
    [{ ls: () => [{ name: "a", size: "1" }] }, (files) => files.ls("/"), "the size of '/a' as a number or null"],
    [{ ls: () => [{ name: "a", modifiedAt: new Date() }] }, (files) => files.ls("/"), "as an ISO 8601 text, not Date"],
    [{ ls: () => [{ name: "a", isDir: 1 }] }, (files) => files.ls("/"), "whether it isDir, not number"],
    [{ stat: () => true }, (files) => files.stat("/a"), "stat() must answer an object, not boolean"],
    [
      { readBytes: () => 5 },
      (files) => files.read("/a"),
      "readBytes() must answer a Uint8Array, a string or { bytes }",
    ],
    [{ readBytes: () => ({}) }, (files) => files.readBytes("/a"), "or { bytes }, not Object"],
    [{ glob: () => ["/a"] }, (files) => files.glob("*"), "glob() must answer with 'matches' as an array"],
    [{ grep: () => ({ matches: [], truncated: false }) }, (files) => files.grep("x"), "'skipped' as an array"],
    [{ execute: () => "x" }, (files) => (files as Sandbox).execute("x"), "execute() must answer an object, not string"],
    [{ execute: () => ({}) }, (files) => (files as Sandbox).execute("x"), "'stdout' as a string, not undefined"],
  ])("%j is a failure that says so", async (plain, call, message) => {
    expect(await failureOf(plain, call)).toMatchObject({ code: "io", message: expect.stringContaining(message) });
  });

  it("methods that are none, and limits that are none, are refused at once", () => {
    expect(() => asBackend({ ...good, remove: 5 } as never)).toThrow("The 'remove' of a backend must be a function");
    expect(() => asBackend(good, { maxSearchBytes: Number.NaN })).toThrow(/^maxSearchBytes must be a whole number/);
  });
});

it("what is there is used: `exists`, and what a search of its own has skipped", async () => {
  const skipped = [{ path: "/b", reason: "binary" }];
  const plain: PlainBackend = {
    readBytes: () => "x",
    write: () => undefined,
    ls: (path) => Object.assign({ path, entries: [] }, { skipped }),
    exists: (path) => path === "/there",
    stat: (path) => (path === "/" ? { path, name: "", isDir: true, size: null } : (null as never)),
    glob: () => ({ matches: [], truncated: false, skipped }),
    grep: () => ({ matches: [], matchCount: 0, truncated: false, skipped, filesSearched: 0 }),
  };
  const files = asBackend(plain, { core: await testCore() });
  expect([await files.exists("/there"), await files.exists("/not")]).toEqual([true, false]);
  expect((await files.stat("/any")).error?.code).toBe("not_found");
  expect(ok(await files.glob("*")).skipped).toEqual(skipped);
  expect(ok(await files.ls("/"))).toEqual({ path: "/", entries: [], skipped });
  expect(ok(await files.grep("x")).skipped).toEqual(skipped);
});
