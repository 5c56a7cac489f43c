import { describe, expect, it } from "@jest/globals";
import { asBackend, CompositeBackend, createConsoleToolset, MisuseError, StateBackend } from "nacre";
import { checkHandles, ok, state } from "./support.js";

checkHandles();

async function timed<T>(work: () => Promise<T>): Promise<{ result: T; took: number }> {
  const started = performance.now();
  const result = await work();
  return { result, took: performance.now() - started };
}

describe("bad input", () => {
  it("lone surrogates in paths, patterns, texts and arguments are failures", async () => {
    using files = await state({ "/a": "x" });
    using toolset = await createConsoleToolset({ backend: files, permissions: null });
    expect((await files.read("/\uD800")).error).toBeDefined();
    expect((await files.grep("\uDC00")).error).toBeDefined();
    expect((await files.edit("/a", "x", "\uD800")).error).toBeDefined();
    expect((await files.write("/b", "\uD800")).error).toBeDefined();
    expect((await toolset.call("write_file", { path: "/b", content: "\uD800" })).text).toBe(
      "Error: Argument 'content' holds a lone surrogate, U+D800, at index 0; text must be well-formed Unicode",
    );
    await expect(toolset.call(5 as never)).rejects.toThrow(/name must be a string, not number/);
    expect(await files.exists("/b")).toBe(false);
  });

  it("values of the wrong type are refused by name", async () => {
    using files = await state({ "/a": "x" });
    for (const content of [5, null, undefined, {}, [1], new ArrayBuffer(1)] as never[]) {
      expect((await files.write("/b", content)).error?.message).toMatch(
        /^Content must be a string or a Uint8Array, not /,
      );
      expect((await files.read(content)).error?.message).toMatch(/^Argument 'path' must be a string/);
      expect((await files.grep(content)).error?.message).toMatch(/^Argument 'pattern' must be a string/);
    }
    expect(await files.exists("/b")).toBe(false);
    await expect(StateBackend.create({ core: files.core, files: 5 as never })).rejects.toThrow(
      /^Files must be .*not number/,
    );
    await expect(createConsoleToolset({} as never)).rejects.toThrow(/needs a backend, not undefined/);
    expect(() => asBackend(null as never)).toThrow(/null has no 'readBytes'/);
    expect(() => asBackend({ readBytes: () => null } as never)).toThrow(/has no 'write'/);
  });

  it("limits and signals that are none are refused", async () => {
    const misuse = (options: object) => expect(StateBackend.create(options)).rejects.toThrow(MisuseError);
    await misuse({ maxBytes: Number.NaN });
    await misuse({ maxFiles: Number.POSITIVE_INFINITY });
    await misuse({ signal: {} });
    using files = await state();
    const routes = new Map([["/m", files]]);
    expect(() => new CompositeBackend(files, routes as never)).toThrow(/^Routes must be an object .*not Map/);
    expect(() => new CompositeBackend(files, [files] as never)).toThrow(MisuseError);
  });

  it("a tool call with missing, extra or mistyped arguments says what is wrong, and the next call works", async () => {
    using files = await state({ "/a": "x\n" });
    using toolset = await createConsoleToolset({ backend: files, permissions: null });
    const wrong: readonly (readonly [name: string, args: object | string, words: RegExp])[] = [
      ["read_file", {}, /path/],
      ["read_file", { path: 1 }, /path/],
      ["read_file", { path: "/a", offset: "one" }, /offset/],
      ["read_file", { path: "/a", surprise: true }, /surprise/],
      ["write_file", { path: "/b" }, /content/],
      ["grep", { pattern: "x", output_mode: "loud" }, /output_mode/],
      ["read_file", "{", /JSON/i],
      ["read_file", "[]", /object/i],
      ["no_such_tool", {}, /no_such_tool/],
    ];
    for (const [name, args, words] of wrong) {
      const result = await toolset.call(name, args);
      expect(result).toMatchObject({ isError: true });
      expect(result.text).toMatch(words);
      expect((await toolset.call("read_file", { path: "/a" })).text).toBe("     1\tx");
    }
  });

  it("a folder of 50,000 entries is listed, globbed and searched", async () => {
    using files = await state(Array.from({ length: 50_000 }, (_, i) => [`/d/f${i}.txt`, `line ${i}\n`] as const));
    const { result, took } = await timed(() => files.ls("/d"));
    expect(ok(result).entries.length).toBe(50_000);
    expect(took).toBeLessThan(5000);
    expect(ok(await files.glob("d/f4999?.txt")).matches.length).toBe(10);
    expect(ok(await files.grep("line 49999$")).matches).toEqual([
      { path: "/d/f49999.txt", line: 1, text: "line 49999" },
    ]);
  });

  it("a line of 100 MB is read, searched and edited in bounded space", async () => {
    const line = new Uint8Array(100 << 20).fill(0x61);
    line.set(new TextEncoder().encode("needle"), 50 << 20);
    using files = await state();
    ok(await files.write("/big", line));
    expect(ok(await files.read("/big")).text.length).toBeLessThan(3000);
    const found = ok(await files.grep("needle"));
    expect(found.matchCount).toBe(1);
    expect(found.matches[0]?.text.length).toBeLessThan(1 << 21);
    expect(found.matches[0]?.cut).toBe(true);
    expect(ok(await files.edit("/big", "needle", "thread")).diff.length).toBeLessThan(4 << 20);
    expect(ok(await files.grep("thread", { output: "files" })).files?.length).toBe(1);
  });

  it("deep trees and odd names are kept apart", async () => {
    const deep = `/${Array.from({ length: 200 }, () => "d").join("/")}/f`;
    using files = await state({ [deep]: "1", "/with\nnewline": "2", "/ space ": "3", "/-dash": "4", "/a:1:b": "5" });
    expect(
      ok(await files.glob("**"))
        .matches.map(({ path }) => path)
        .sort(),
    ).toEqual([deep, "/with\nnewline", "/ space ", "/-dash", "/a:1:b"].sort());
    expect(ok(await files.grep("5")).matches).toEqual([{ path: "/a:1:b", line: 1, text: "5" }]);
    expect((await files.write(`/${"d/".repeat(300)}f`, "x")).error?.code).toMatch(/invalid_path|limit_exceeded/);
  });

  it("hostile globs and patterns are answered quickly", async () => {
    using files = await state({ [`/${"a".repeat(250)}`]: "a".repeat(100_000) });
    for (const glob of [
      `${"*a".repeat(100)}b`,
      `${"**/".repeat(200)}x`,
      `{${"a,".repeat(500)}b}`,
      "{1..1000000000}",
      "[".repeat(1000),
    ]) {
      const { took } = await timed(() => files.glob(glob));
      expect(took).toBeLessThan(2000);
    }
    for (const pattern of ["(a+)+$", "(a|aa)+$", "a{1000}{1000}", `${"(".repeat(2000)}${")".repeat(2000)}`, "\\C"]) {
      const { took } = await timed(() => files.grep(pattern));
      expect(took).toBeLessThan(2000);
    }
  });
});
