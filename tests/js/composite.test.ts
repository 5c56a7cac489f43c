import { describe, expect, it } from "@jest/globals";
import {
  type Backend,
  CompositeBackend,
  DisposedError,
  type ExecuteOptions,
  isSandbox,
  MisuseError,
  type Routes,
  type StateBackend,
} from "nacre";
import { createBashSandbox } from "nacre/just-bash";
import { backendContract } from "nacre/testing";
import { composite, listed, pathsOf } from "./composite-support.js";
import { checkHandles, contents, ok, runner, state, testCore, textOf } from "./support.js";

checkHandles();

/** `files` seen from `root`, so that the contract, which wants a root, can be asked of a mount. */
async function inside(files: CompositeBackend, root: string): Promise<Backend> {
  const core = await testCore();
  const back = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(back);
    if (typeof value !== "object" || value === null || value instanceof Uint8Array) return value;
    const entries = Object.entries(value).map(([key, one]) => {
      if ((key !== "path" && key !== "from") || typeof one !== "string") return [key, back(one)];
      return [key, one.startsWith(root) ? one.slice(root.length) || "/" : one];
    });
    return Object.fromEntries(entries);
  };
  const deeper = (path: string): string => {
    const { value } = core.call<{ readonly path?: string }>("path.normalize", { path: path.replace(/\p{Cs}/u, "\0") });
    return value.path === undefined ? path : `${root}${value.path === "/" ? "" : value.path}`;
  };
  const byPath = ["exists", "stat", "read", "readBytes", "write", "edit", "hashlineEdit", "remove", "mkdir"] as const;
  const seen: Record<string, unknown> = Object.fromEntries(
    byPath.map((name) => {
      const method = files[name].bind(files) as (path: string, ...rest: unknown[]) => Promise<unknown>;
      return [name, async (path: string, ...rest: unknown[]) => back(await method(deeper(path), ...rest))];
    }),
  );
  for (const name of ["glob", "grep"] as const) {
    seen[name] = async (pattern: string, options: { path?: string } = {}) =>
      back(await files[name](pattern, { ...options, path: deeper(options.path ?? "/") }));
  }
  seen["ls"] = async (path = "/", options = {}) => back(await files.ls(deeper(path), options));
  seen["move"] = async (from: string, to: string, options = {}) =>
    back(await files.move(deeper(from), deeper(to), options));
  seen["applyPatch"] = async (patch: string, options = {}) =>
    back(await files.applyPatch(patch.replaceAll(" File: ", ` File: ${root}/`), options));
  return seen as unknown as Backend;
}

async function contractSubject(routes: (member: StateBackend) => Routes, root: string): Promise<Backend> {
  const [base, member] = [await state(), await state()];
  const files = new CompositeBackend(base, routes(member), { core: await testCore() });
  const disposeOwn = files.dispose.bind(files);
  const dispose = (): void => {
    disposeOwn();
    for (const one of [base, member]) one.dispose();
  };
  return Object.assign(root === "" ? files : await inside(files, root), { dispose });
}

describe("the contract", () => {
  const shapes: readonly (readonly [name: string, routes: (member: StateBackend) => Routes, root: string])[] = [
    ["the default alone", () => ({}), ""],
    ["a mount at its own root", (member) => ({ "/box": member }), "/box"],
    ["a mount that keeps its prefix", (member) => ({ "/box": { backend: member, prefix: "keep" } }), "/box"],
    ["the default beside a mount", (member) => ({ "/box": member }), "/default"],
  ];
  for (const [name, routes, root] of shapes) {
    backendContract({ name, create: () => contractSubject(routes, root), runner });
  }
});

describe("routes", () => {
  it("the longest wins, whatever its spelling, and /foobar is not below /foo", async () => {
    using one = await composite({}, { "/foo/": {}, a: {}, "/a//b": {} });
    for (const path of ["/foo/x", "/foobar/x", "/a/x", "/a/b/x", "/a/bc/x"]) ok(await one.files.write(path, path));
    expect(await contents(one.root)).toEqual({ "/foobar/x": "/foobar/x" });
    expect(await contents(one.parts["/foo/"] as StateBackend)).toEqual({ "/x": "/foo/x" });
    expect(await contents(one.parts["a"] as StateBackend)).toEqual({ "/bc/x": "/a/bc/x", "/x": "/a/x" });
    expect(await contents(one.parts["/a//b"] as StateBackend)).toEqual({ "/x": "/a/b/x" });
  });

  it("keep hands the path on as it is", async () => {
    using one = await composite({}, { "/box": { "/box/a": "1", "/b": "2" } }, "keep");
    expect(await listed(one.files, "/box")).toEqual(["a"]);
    expect(pathsOf(ok(await one.files.glob("**")).matches)).toEqual(["/box/a"]);
    ok(await one.files.write("/box/c", "3"));
    expect(await contents(one.parts["/box"] as StateBackend)).toEqual({ "/b": "2", "/box/a": "1", "/box/c": "3" });
  });

  it("a mount whose backend holds nothing there yet is an empty directory", async () => {
    using one = await composite({}, { "/box": {} }, "keep");
    expect(await listed(one.files, "/box")).toEqual([]);
    expect(ok(await one.files.glob("**", { path: "/box" })).matches).toEqual([]);
    expect(ok(await one.files.grep("x", { path: "/box" })).matches).toEqual([]);
    expect(ok(await one.files.mkdir("/box/d", { parents: false })).created).toBe(true);
    expect((await one.files.mkdir("/box/d", { parents: false })).error?.code).toBe("already_exists");
  });

  it("what cannot be a route is refused, and named", async () => {
    using base = await state();
    const refused: readonly (readonly [route: string, why: RegExp])[] = [
      ["/", /'\/'.*root is the default's|default backend's/],
      ["", /''.*default backend's/],
      ["/a/../b", /'\/a\/\.\.\/b'.*'\.\.'/],
      ["~/a", /~/],
      ["C:/a", /Windows/],
      ["/a\0", /NUL/],
      ["/\uD800", /surrogate/],
      [`/${"x".repeat(256)}`, /255/],
      [`/${"x/".repeat(2100)}`, /4096/],
    ];
    for (const [route, why] of refused) {
      expect(() => new CompositeBackend(base, { [route]: base })).toThrow(MisuseError);
      expect(() => new CompositeBackend(base, { [route]: base })).toThrow(why);
    }
    expect(() => new CompositeBackend(base, { "/foo": base, "foo/": base })).toThrow(
      /'foo\/' is a second one for '\/foo'/,
    );
    expect(() => new CompositeBackend(base, { "/a": { backend: base, prefix: "cut" as never } })).toThrow(/not 'cut'/);
    expect(() => new CompositeBackend(base, { "/a": {} as never })).toThrow(/has no 'readBytes'/);
    expect(() => new CompositeBackend(base, null as never)).toThrow(/not null/);
    expect(() => new CompositeBackend(null as never, {})).toThrow(/null has no 'readBytes'/);
  });

  it("plain objects are members too, and throw as failures", async () => {
    using base = await state({ "/a.txt": "one\n" });
    const stored = new Map([["/b.txt", "one\n"]]);
    const plain = {
      readBytes: (path: string) => stored.get(path),
      write: (path: string, content: Uint8Array) => void stored.set(path, new TextDecoder().decode(content)),
      ls: (path: string) => (path === "/" ? [...stored.keys()].map((key) => ({ name: key.slice(1) })) : []),
    };
    const files = new CompositeBackend(base, { "/plain": plain }, { core: await testCore() });
    expect(pathsOf(ok(await files.grep("one")).matches)).toEqual(["/a.txt", "/plain/b.txt"]);
    ok(await files.edit("/plain/b.txt", "one", "two"));
    expect(stored.get("/b.txt")).toBe("two\n");
  });
});

describe("shadowing", () => {
  const hidden = { "/box/secret.txt": "hidden line\n", "/box/deep/s.txt": "hidden line\n", "/top.txt": "a line\n" };

  it("what the default holds below a route is not there", async () => {
    using one = await composite(hidden, { "/box": { "/open.txt": "open line\n" } });
    const { files } = one;
    expect(await files.exists("/box/secret.txt")).toBe(false);
    for (const result of [
      await files.stat("/box/secret.txt"),
      await files.stat("/box/deep"),
      await files.read("/box/secret.txt"),
      await files.edit("/box/secret.txt", "hidden", "x"),
      await files.remove("/box/secret.txt"),
      await files.move("/box/secret.txt", "/out"),
      await files.ls("/box/deep"),
      await files.grep("line", { path: "/box/deep" }),
    ]) {
      expect(result.error?.code).toBe("not_found");
    }
    expect(await listed(files, "/")).toEqual(["box/", "top.txt"]);
    expect(await listed(files, "/box")).toEqual(["open.txt"]);
    expect(pathsOf(ok(await files.glob("**")).matches)).toEqual(["/box/open.txt", "/top.txt"]);
    const found = ok(await files.grep("line"));
    expect([pathsOf(found.matches), found.filesSearched]).toEqual([["/box/open.txt", "/top.txt"], 2]);
    expect(await textOf(one.root, "/box/secret.txt")).toBe("hidden line\n");
  });

  it("what an outer route holds below an inner one is not there", async () => {
    using one = await composite({}, { "/a": { "/b/x": "outer\n", "/y": "outer\n" }, "/a/b": { "/z": "inner\n" } });
    expect(pathsOf(ok(await one.files.glob("**")).matches)).toEqual(["/a/b/z", "/a/y"]);
    expect(pathsOf(ok(await one.files.grep("outer|inner", { path: "/a" })).matches)).toEqual(["/a/b/z", "/a/y"]);
    expect(await listed(one.files, "/a")).toEqual(["b/", "y"]);
  });

  it("a limit counts what is seen", async () => {
    const many = Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`/box/f${i}.txt`, "a line\n"]));
    using one = await composite({ ...many, "/z1.txt": "a line\n", "/z2.txt": "a line\n" }, { "/box": {} });
    const globbed = ok(await one.files.glob("**/*.txt", { limit: 2 }));
    expect([pathsOf(globbed.matches), globbed.truncated]).toEqual([["/z1.txt", "/z2.txt"], false]);
    for (const glob of [undefined, "*.txt"]) {
      const found = ok(await one.files.grep("line", { maxMatches: 2, glob }));
      expect([pathsOf(found.matches), found.truncated, found.matchCount]).toEqual([["/z1.txt", "/z2.txt"], false, 2]);
    }
  });

  it("a file where a route needs a directory gives way", async () => {
    using one = await composite({ "/a": "a file\n" }, { "/a/b": { "/c": "file c\n" } });
    expect(await one.files.exists("/a")).toBe(false);
    expect(ok(await one.files.stat("/a")).isDir).toBe(true);
    expect(await listed(one.files, "/")).toEqual(["a/"]);
    expect(await listed(one.files, "/a")).toEqual(["b/"]);
    expect((await one.files.read("/a")).error?.code).toBe("is_a_directory");
    expect(pathsOf(ok(await one.files.grep("file", { path: "/a" })).matches)).toEqual(["/a/b/c"]);
    expect(pathsOf(ok(await one.files.glob("**", { path: "/a" })).matches)).toEqual(["/a/b/c"]);
  });
});

describe("mount points", () => {
  it("are directories, as are those on the way to them", async () => {
    using one = await composite({ "/z": "" }, { "/a/b": {} });
    expect(await listed(one.files, "/")).toEqual(["a/", "z"]);
    expect(ok(await one.files.stat("/a"))).toMatchObject({ path: "/a", name: "a", isDir: true, size: null });
    expect(ok(await one.files.stat("/a/b"))).toMatchObject({ path: "/a/b", name: "b", isDir: true, size: null });
    expect(ok(await one.files.mkdir("/a/b"))).toEqual({ path: "/a/b", created: false });
    expect((await one.files.mkdir("/a", { parents: false })).error?.code).toBe("already_exists");
    expect(ok(await one.files.mkdir("/a/c", { parents: false })).created).toBe(true);
    expect(await listed(one.files, "/a")).toEqual(["b/", "c/"]);
  });

  it("are not removed, moved or replaced", async () => {
    using one = await composite({ "/a/x": "1", "/f": "2" }, { "/a/b": { "/c": "3" } });
    const before = await contents(one.files);
    for (const path of ["/", "/a", "/a/b"]) {
      expect((await one.files.remove(path, { recursive: true })).error?.code).toBe("permission_denied");
      expect((await one.files.move(path, "/elsewhere")).error?.code).toBe("permission_denied");
      const replaced = await one.files.move("/f", path, { overwrite: true });
      expect(replaced.error).toEqual({
        code: "permission_denied",
        message: `Cannot replace '${path}': it is, or holds, the mount point of a backend`,
        path,
      });
      expect((await one.files.write(path, "x")).error?.code).toBe("is_a_directory");
    }
    expect(await contents(one.files)).toEqual(before);
    expect(before).toEqual({ "/a/b/c": "3", "/a/x": "1", "/f": "2" });
  });
});

describe("paths in answers", () => {
  it("are the composite's, in results, failures, messages and diffs", async () => {
    using one = await composite({}, { "/my box": { "/a/b.txt": "one\n" } });
    const { files } = one;
    expect(ok(await files.stat("/my box/a"))).toMatchObject({ path: "/my box/a", name: "a" });
    expect(ok(await files.ls("my box")).entries[0]).toMatchObject({ path: "/my box/a", name: "a" });
    expect(ok(await files.read("/my box/a/b.txt")).path).toBe("/my box/a/b.txt");
    expect((await files.read("/my box/no")).error).toEqual({
      code: "not_found",
      message: "File '/my box/no' not found",
      path: "/my box/no",
    });
    expect((await files.write("/my box/a/b.txt/c", "")).error?.message).toContain("'/my box/a/b.txt'");
    expect((await files.glob("*", { path: "/my box/no" })).error?.message).toBe("Path '/my box/no' not found");
    const edited = ok(await files.edit("/my box/a/b.txt", "one", "two"));
    expect(edited.diff).toMatch(/^--- a\/my box\/a\/b\.txt\n\+\+\+ b\/my box\/a\/b\.txt\n@@/);
    const { version } = ok(await files.read("/my box/a/b.txt", { format: "hashline" }));
    expect(version).toBeDefined();
    expect(ok(await files.move("/my box/a", "/my box/d"))).toMatchObject({ path: "/my box/d", from: "/my box/a" });
  });

  it("an odd mount is quoted in diffs as the core does", async () => {
    using one = await composite({}, { '/q"q': { "/f": "one\n" } });
    const { diff } = ok(await one.files.edit('/q"q/f', "one", "two"));
    expect(diff.split("\n").slice(0, 2)).toEqual(['--- "a/q\\"q/f"', '+++ "b/q\\"q/f"']);
  });

  it("a mount with the name of a directory inside it is not translated twice", async () => {
    using one = await composite({}, { "/p": { "/p/p": "1" } });
    expect((await one.files.write("/p/p/p/x", "")).error).toMatchObject({ path: "/p/p/p/x" });
    expect((await one.files.write("/p/p/p/x", "")).error?.message).toContain("'/p/p/p' is a file");
  });
});

describe("ownership", () => {
  it("disposing it leaves its members alone", async () => {
    using one = await composite({ "/a": "1" }, { "/box": {} });
    one.files.dispose();
    one.files.dispose();
    expect(one.files.disposed).toBe(true);
    await expect(one.files.read("/a")).rejects.toThrow(DisposedError);
    expect(() => one.files.watch?.()).toThrow(DisposedError);
    expect(await textOf(one.root, "/a")).toBe("1");
  });

  it("a signal reaches the members of a search", async () => {
    using base = await state();
    const signals: unknown[] = [];
    const patient = new Proxy(base, {
      get: (target, name) =>
        name === "grep" || name === "glob"
          ? (_: string, options: { signal?: AbortSignal }) => {
              signals.push(options.signal);
              return new Promise(() => undefined);
            }
          : Reflect.get(target, name, target),
    });
    const files = new CompositeBackend(base, { "/box": patient }, { core: await testCore() });
    for (const search of [files.grep.bind(files, "x"), files.glob.bind(files, "**")]) {
      const controller = new AbortController();
      const reason = new Error("enough");
      setTimeout(() => controller.abort(reason), 20);
      await expect(search({ signal: controller.signal })).rejects.toBe(reason);
      expect(signals.at(-1)).toBe(controller.signal);
    }
    expect(signals).toHaveLength(2);
  });
});

describe("commands", () => {
  it("are the default's, when it runs any", async () => {
    using inner = await state({ "/a": "one\n" });
    using sandbox = await createBashSandbox(inner);
    using box = await state({ "/b": "two\n" });
    const files = new CompositeBackend(sandbox, { "/box": box }, { core: await testCore() });
    if (!isSandbox(files)) throw new Error("It runs no commands");
    expect(ok(await files.execute("cat a; ls")).stdout).toBe("one\na\n");
    const { shellId } = ok((await files.background?.start("echo hi")) ?? { error: "no background" });
    expect(shellId).toBeTruthy();
    expect([files.id, await files.isAlive()]).toEqual([sandbox.id, true]);
    expect(isSandbox(new CompositeBackend(box, { "/run": sandbox }))).toBe(false);
    const plain = { readBytes: () => null, write: () => undefined, ls: () => [] };
    const execute = async (command: string, _: ExecuteOptions = {}) =>
      ({ output: command, stdout: command, stderr: "", exitCode: 0, truncated: false }) as const;
    expect(isSandbox(new CompositeBackend({ ...plain, execute }, {}))).toBe(true);
  });

  it("of a shell over the composite see all of it", async () => {
    using one = await composite({ "/a": "one\n" }, { "/box": { "/b": "two\n" } });
    using shell = await createBashSandbox(one.files);
    expect(ok(await shell.execute("cat a box/b; mv a box/; ls box")).stdout).toBe("one\ntwo\na\nb\n");
    expect(await textOf(one.parts["/box"] as StateBackend, "/a")).toBe("one\n");
  });
});
