import { describe, expect, it } from "@jest/globals";
import { asBackend, type ChangeEvent, type ChangeOverflow, CompositeBackend, type StateBackend } from "nacre";
import { composite, listed } from "./composite-support.js";
import { checkHandles, contents, ok, state, testCore, textOf } from "./support.js";

checkHandles();

describe("moving across", () => {
  const bytes = new Uint8Array([0, 255, 10]);

  it("takes files and whole directories along, empty ones too", async () => {
    using one = await composite({ "/d/a.bin": bytes, "/d/e/f": "2", "/top": "3" }, { "/box": { "/in": "4" } });
    const { files } = one;
    ok(await files.mkdir("/d/empty/deep"));
    expect(ok(await files.move("/d", "/box/x/d"))).toEqual({ path: "/box/x/d", from: "/d" });
    expect(ok(await files.move("/top", "/box/top"))).toEqual({ path: "/box/top", from: "/top" });
    expect(ok(await files.move("/box/in", "/out"))).toEqual({ path: "/out", from: "/box/in" });
    expect(await contents(one.root)).toEqual({ "/out": "4" });
    expect(ok(await files.readBytes("/box/x/d/a.bin")).bytes).toEqual(bytes);
    expect(await listed(files, "/box/x/d")).toEqual(["e/", "empty/", "a.bin"]);
    expect(await listed(files, "/box/x/d/empty")).toEqual(["deep/"]);
    expect((await files.stat("/d")).error?.code).toBe("not_found");
  });

  it("replaces a file only when told so, and a directory never", async () => {
    using one = await composite({ "/a": "new", "/d/x": "1" }, { "/box": { "/b": "old", "/e/y": "2" } });
    const { files } = one;
    for (const [from, to, options] of [
      ["/a", "/box/b", {}],
      ["/a", "/box/e", { overwrite: true }],
      ["/d", "/box/b", { overwrite: true }],
      ["/d", "/box/e", { overwrite: true }],
    ] as const) {
      expect((await files.move(from, to, options)).error).toMatchObject({ code: "already_exists", path: to });
    }
    expect((await files.move("/no", "/box/n")).error?.code).toBe("not_found");
    expect((await files.move("/a", "/box/b/c")).error?.code).toBe("not_a_directory");
    ok(await files.move("/a", "/box/b", { overwrite: true }));
    expect(await contents(files)).toEqual({ "/box/b": "new", "/box/e/y": "2", "/d/x": "1" });
  });

  it.each(["/a", "/d"])("does not lose what somebody writes meanwhile: %s", async (from) => {
    using base = await state({ "/a": "old", "/d/x": "1", "/d/y": "old" });
    using target = await state();
    const changed = from === "/d" ? "/d/y" : "/a";
    const write = target.write.bind(target);
    target.write = async (path, content, options) => {
      const written = await write(path, content, options);
      if (path === changed) ok(await base.write(changed, "new"));
      return written;
    };
    const files = new CompositeBackend(base, { "/box": target }, { core: await testCore() });
    expect((await files.move(from, `/box${from}`)).error).toMatchObject({ code: "conflict", path: changed });
    expect(await contents(target)).toEqual({});
    expect(await textOf(base, changed)).toBe("new");
  });

  it("does not lose what is new in a directory, nor bring back what is gone", async () => {
    for (const change of [(one: StateBackend) => one.write("/d/new", "2"), (one: StateBackend) => one.remove("/d/x")]) {
      using base = await state({ "/d/x": "1", "/d/y": "1" });
      using target = await state();
      const write = target.write.bind(target);
      target.write = async (path, content, options) => {
        const written = await write(path, content, options);
        if (path === "/d/y") ok<object>(await change(base));
        return written;
      };
      const files = new CompositeBackend(base, { "/box": target }, { core: await testCore() });
      expect((await files.move("/d", "/box/d")).error?.code).toBe("conflict");
      expect(await contents(target)).toEqual({});
    }
  });

  it("answers a failure for a directory of 150,000 files as for a small one", async () => {
    using base = await state(Array.from({ length: 150_000 }, (_, index) => [`/d/f${index}`, "x"] as const));
    using target = await state({}, { maxFiles: 1 });
    const files = new CompositeBackend(base, { "/box": target }, { core: await testCore() });
    expect((await files.move("/d", "/box/d")).error?.code).toBe("quota_exceeded");
    expect(base.usage().files).toBe(150_000);
  });

  it("leaves nothing behind when the target is too small", async () => {
    using base = await state({ "/d/1": "x".repeat(60), "/d/2": "x".repeat(60), "/f": "y" });
    using small = await state({ "/kept": "k" }, { maxBytes: 100 });
    const files = new CompositeBackend(base, { "/box": small }, { core: await testCore() });
    const before = await contents(base);
    expect((await files.move("/d", "/box/a/b/d")).error?.code).toBe("quota_exceeded");
    expect([await contents(base), await listed(small, "/")]).toEqual([before, ["kept"]]);
  });

  it("puts back what it replaced when the source cannot be removed", async () => {
    using base = await state({ "/f": "new", "/d/g": "1" });
    using box = await state({ "/f": "old" });
    const core = await testCore();
    const locked = new Proxy(base, {
      get(target, name) {
        if (name === "remove") return async () => ({ error: { code: "permission_denied", message: "It is locked" } });
        const value = Reflect.get(target, name, target) as unknown;
        return typeof value === "function" ? value.bind(target) : value;
      },
    });
    const files = new CompositeBackend(locked, { "/box": box }, { core });
    expect((await files.move("/f", "/box/f", { overwrite: true })).error?.message).toBe("It is locked");
    expect((await files.move("/d", "/box/x/y")).error?.message).toBe("It is locked");
    expect([await contents(box), await listed(box, "/")]).toEqual([{ "/f": "old" }, ["f"]]);
    expect(await contents(base)).toEqual({ "/d/g": "1", "/f": "new" });
  });

  it("an abort on the way takes the copy back", async () => {
    using base = await state({ "/d/1": "1", "/d/2": "2", "/d/3": "3" });
    using box = await state();
    const controller = new AbortController();
    const reason = new Error("enough");
    const slow = new Proxy(box, {
      get(target, name) {
        const value = Reflect.get(target, name, target) as unknown;
        if (typeof value !== "function") return value;
        return async (...args: unknown[]) => {
          const result: unknown = await value.apply(target, args);
          if (name === "write") controller.abort(reason);
          return result;
        };
      },
    });
    const files = new CompositeBackend(base, { "/box": slow }, { core: await testCore() });
    await expect(files.move("/d", "/box/d", { signal: controller.signal })).rejects.toBe(reason);
    expect([await listed(box, "/"), Object.keys(await contents(base))]).toEqual([[], ["/d/1", "/d/2", "/d/3"]]);
  });
});

describe("patches across", () => {
  const patch = [
    "*** Begin Patch",
    "*** Update File: /a",
    "-one",
    "+1",
    "*** Update File: box/b",
    "*** Move to: keep/c",
    "-two",
    "+2",
    "*** Delete File: keep/d",
    "*** Add File: box/new/e",
    "+three",
    "*** End Patch",
    "",
  ].join("\n");
  const base = { "/a": "one\n" };
  const routes = { "/box": { "/b": "two\n" }, "/keep": { "/d": "gone\n" } };

  it("change files of several backends", async () => {
    using one = await composite(base, routes);
    const dry = ok(await one.files.applyPatch(patch, { dryRun: true }));
    expect(await textOf(one.root, "/a")).toBe("one\n");
    const result = ok(await one.files.applyPatch(patch));
    expect(result).toEqual(dry);
    expect(result.files).toEqual([
      { path: "/a", action: "update" },
      { path: "/box/b", action: "update", moveTo: "/keep/c" },
      { path: "/keep/d", action: "delete" },
      { path: "/box/new/e", action: "add" },
    ]);
    expect(result.diff).toContain("rename to keep/c");
    expect(await contents(one.root)).toEqual({ "/a": "1\n" });
    expect(await contents(one.parts["/box"] as StateBackend)).toEqual({ "/new/e": "three\n" });
    expect(await contents(one.parts["/keep"] as StateBackend)).toEqual({ "/c": "2\n" });
  });

  it("change none when a write fails, or a file is not as the patch says", async () => {
    using root = await state(base);
    using box = await state({ "/b": "two\n" });
    using keep = await state({ "/d": "gone\n" }, { maxFiles: 1, maxBytes: 6 });
    const files = new CompositeBackend(root, { "/box": box, "/keep": keep }, { core: await testCore() });
    const before = await contents(files);
    const longer = patch.replace("+2", "+2 and more");
    expect((await files.applyPatch(longer)).error?.code).toBe("quota_exceeded");
    expect(await contents(files)).toEqual(before);
    expect((await files.applyPatch(patch.replace("-two", "-other"))).error?.code).toBe("no_match");
    expect(await contents(files)).toEqual(before);
  });

  it("are refused for missing, existing, shadowed and routed paths", async () => {
    using one = await composite({ ...base, "/box/hidden": "one\n" }, routes);
    const refused: readonly (readonly [from: string, to: string, code: string])[] = [
      ["/a\n", "/nowhere\n", "not_found"],
      ["/a\n", "/box/hidden\n", "not_found"],
      ["box/new/e", "keep/d2/../x", "invalid_path"],
      ["box/new/e", "keep", "is_a_directory"],
      ["Add File: box/new/e", "Add File: a", "invalid_argument"],
    ];
    const before = await contents(one.files);
    for (const [from, to, code] of refused) {
      expect([to, (await one.files.applyPatch(patch.replace(from, to))).error?.code]).toEqual([to, code]);
    }
    const taken = "*** Begin Patch\n*** Add File: box/b\n+x\n*** End Patch\n";
    expect((await one.files.applyPatch(taken)).error?.code).toBe("already_exists");
    expect(await contents(one.files)).toEqual(before);
  });

  it("do not run over what somebody has changed in the meantime", async () => {
    using one = await composite(base, routes);
    const box = one.parts["/box"] as StateBackend;
    const racing = new Proxy(one.root, {
      get(target, name) {
        const value = Reflect.get(target, name, target) as unknown;
        if (typeof value !== "function") return value;
        return async (...args: unknown[]) => {
          if (name === "write") await box.write("/b", "changed\n");
          return value.apply(target, args);
        };
      },
    });
    const files = new CompositeBackend(racing, { "/box": box }, { core: await testCore() });
    const both = "*** Begin Patch\n*** Update File: a\n-one\n+1\n*** Update File: box/b\n-two\n+2\n*** End Patch\n";
    expect((await files.applyPatch(both)).error?.code).toBe("stale");
    expect([await textOf(one.root, "/a"), await textOf(box, "/b")]).toEqual(["one\n", "changed\n"]);
  });

  it("of many files take reasonable time", async () => {
    const many = Array.from({ length: 400 }, (_, i) => [`/f${i}`, `line ${i}\n`] as const);
    using one = await composite(Object.fromEntries(many), { "/box": Object.fromEntries(many) });
    const updates = many.flatMap(([path]) => [`*** Update File: ${path}`, "@@", `-line ${path.slice(2)}`, "+new"]);
    const more = updates.map((line) => line.replace("File: /", "File: /box/"));
    const started = performance.now();
    ok(await one.files.applyPatch(["*** Begin Patch", ...updates, ...more, "*** End Patch", ""].join("\n")));
    expect(await textOf(one.parts["/box"] as StateBackend, "/f399")).toBe("new\n");
    expect(performance.now() - started).toBeLessThan(20_000);
  });
});

describe("watching", () => {
  type Change = ChangeEvent | ChangeOverflow;

  /** The first `count` changes that `act` brings about. */
  async function seen(
    files: CompositeBackend,
    count: number,
    act: () => Promise<unknown>,
    options: { path?: string; since?: number } = {},
  ): Promise<Change[]> {
    const changes: Change[] = [];
    const watched = files.watch?.(options);
    if (!watched) throw new Error("Nothing to watch");
    await act();
    for await (const change of watched) {
      changes.push(change);
      if (changes.length === count) break;
    }
    return changes;
  }

  function shown(changes: readonly Change[]): string[] {
    return changes.map((change) => `${change.sequence} ${change.kind} ${change.path}`);
  }

  it("is absent when no member can", async () => {
    const plain = asBackend({ readBytes: () => null, write: () => undefined, ls: () => [] });
    expect(new CompositeBackend(plain, { "/a": plain }).watch).toBeUndefined();
  });

  it("tells all members' changes under one count, without what is hidden", async () => {
    using one = await composite({}, { "/box": {}, "/box/in": {} });
    const changes = await seen(one.files, 3, async () => {
      await one.root.write("/box/hidden", "x");
      await one.parts["/box"]?.write("/in/hidden", "x");
      await one.root.write("/a", "1");
      await one.parts["/box"]?.write("/b", "2");
      await one.parts["/box/in"]?.write("/c", "3");
    });
    expect(
      shown(changes)
        .map((line) => line.slice(2))
        .sort(),
    ).toEqual(["created /a", "created /box/b", "created /box/in/c"]);
    expect(changes.map(({ sequence }) => sequence)).toEqual([1, 2, 3]);
  });

  it("keeps to the path asked for", async () => {
    using one = await composite({}, { "/a/box": {} });
    const act = async (): Promise<void> => {
      await one.root.write("/elsewhere", "1");
      await one.parts["/a/box"]?.write("/x", "2");
      await one.parts["/a/box"]?.write("/y/z", "3");
    };
    expect(shown(await seen(one.files, 3, act, { path: "a" }))).toEqual([
      "1 created /a/box/x",
      "2 directory /a/box/y",
      "3 created /a/box/y/z",
    ]);
    expect(shown(await seen(one.files, 1, act, { path: "/a/box/y" }))).toEqual(["1 modified /a/box/y/z"]);
  });

  it("a move in or out of sight is told as what is seen of it", async () => {
    using one = await composite({ "/f": "1", "/box/g": "2", "/d/h": "3", "/box/e/i": "4" }, { "/box": {} });
    const changes = await seen(one.files, 4, async () => {
      await one.root.move("/f", "/box/f");
      await one.root.move("/box/g", "/g");
      await one.root.move("/d", "/d2");
      await one.root.move("/box/e", "/e");
    });
    expect(shown(changes)).toEqual(["1 removed /f", "2 created /g", "3 moved /d2", "4 overflow /"]);
    expect(changes[2]).toMatchObject({ from: "/d", isDir: true });
  });

  it("what takes a mount's surroundings with it is an overflow, and so is a number of another loop", async () => {
    using one = await composite({ "/a/x": "1" }, { "/a/b": {} });
    expect(shown(await seen(one.files, 1, () => one.root.remove("/a", { recursive: true })))).toEqual(["1 overflow /"]);
    const resumed = await seen(one.files, 2, () => one.root.write("/y", "1"), { since: 7 });
    expect(shown(resumed)).toEqual(["8 overflow /", "9 created /y"]);
    const fromStart = await seen(one.files, 3, async () => undefined, { since: 0 });
    expect(shown(fromStart)).toEqual(["1 created /a/x", "2 overflow /", "3 created /y"]);
  });

  it("ends with an abort, with the composite, and with its members", async () => {
    using one = await composite({}, { "/box": {} });
    const controller = new AbortController();
    const reason = new Error("enough");
    const collect = async (signal?: AbortSignal): Promise<Change[]> => {
      const changes: Change[] = [];
      for await (const change of one.files.watch?.({ signal }) ?? []) changes.push(change);
      return changes;
    };
    const aborted = collect(controller.signal);
    const ended = collect();
    controller.abort(reason);
    await expect(aborted).rejects.toBe(reason);
    await one.root.write("/a", "1");
    one.files.dispose();
    expect((await ended).length).toBeLessThanOrEqual(1);
    using other = await composite({}, { "/box": {} });
    const watched = (async () => {
      for await (const _ of other.files.watch?.() ?? []) break;
    })();
    other.root.dispose();
    other.parts["/box"]?.dispose();
    await watched;
  });
});
