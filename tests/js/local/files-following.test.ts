import { describe, expect, it } from "@jest/globals";
import type { ChangeEvent, ChangeOverflow } from "nacre";
import type { KeptWorkspace } from "../../../js/local/kept-workspace.js";
import { DirectoryError } from "../../../js/stores/directory.js";
import { MemoryDirectory } from "../../../js/stores/memory-directory.js";
import { checkHandles, ok, textOf } from "../support.js";
import { fill, openFiles, treeIn, treeOf, tryOpenFiles, until } from "./files-support.js";
import { ProbedDirectory, type ProbeOptions } from "./probed-directory.js";

checkHandles();

async function opened(
  initial: Readonly<Record<string, string>>,
  options: ProbeOptions & { maxFileBytes?: number } = {},
) {
  const folder = new MemoryDirectory();
  await fill(folder, initial);
  const directory = new ProbedDirectory(folder, options);
  const files = await openFiles({ directory }, { maxFileBytes: options.maxFileBytes });
  directory.forget();
  return { files, folder, directory };
}

async function matches(files: KeptWorkspace, pattern: string): Promise<string[]> {
  return ok(await files.grep(pattern, { fixedString: true })).matches.map(({ path }) => path);
}

function manyFiles(count: number): Record<string, string> {
  return Object.fromEntries(Array.from({ length: count }, (_, i) => [`/d${i % 10}/f${i}`, `text ${i}`]));
}

describe("opening", () => {
  it("reads everything and tells how far it is", async () => {
    const folder = new MemoryDirectory();
    await fill(folder, manyFiles(1000));
    const seen: unknown[] = [];
    const files = await openFiles({ directory: folder, onProgress: (progress) => seen.push(progress) });
    expect(seen.at(0)).toEqual({ phase: "read", done: 256, total: undefined });
    expect(seen.at(-1)).toEqual({ phase: "read", done: 1010, total: 1010 });
    expect(await files.status()).toMatchObject({ layout: "files", verified: true, files: 1000, directories: 10 });
    await files.close();
  });

  it("is given up when it is aborted", async () => {
    const folder = new MemoryDirectory();
    await fill(folder, manyFiles(1000));
    const controller = new AbortController();
    const reason = new Error("enough");
    const opening = openFiles({
      directory: folder,
      signal: controller.signal,
      onProgress: () => controller.abort(reason),
    });
    await expect(opening).rejects.toBe(reason);
  });

  it("of a folder that may not be read is a failure", async () => {
    const directory = new ProbedDirectory(new MemoryDirectory());
    directory.before = (_, path) => {
      throw new DirectoryError("permission_denied", path, "Permission denied for '/'");
    };
    expect(await tryOpenFiles({ directory })).toMatchObject({ error: { code: "permission_denied" } });
  });
});

describe("without a watcher", () => {
  it("a file costs one stat when it is read, and a read when it is another", async () => {
    // A time in whole seconds would be taken for one of a coarse clock.
    await until(() => Date.now() % 1000 > 10 && Date.now() % 1000 < 900);
    const { files, folder, directory } = await opened({ "/a": "1", "/b": "1" });
    await new Promise((resolve) => setTimeout(resolve, 60));
    // It was read when its clock had not ticked yet.
    expect(await textOf(files, "/a")).toBe("1");
    expect(directory.paths("read")).toEqual(["/a"]);
    directory.forget();
    expect(await textOf(files, "/a")).toBe("1");
    expect([directory.paths("stat"), directory.paths("read")]).toEqual([["/a"], []]);
    await fill(folder, { "/a": "theirs" });
    directory.forget();
    expect(await textOf(files, "/a")).toBe("theirs");
    expect(directory.paths("read")).toEqual(["/a"]);
    await files.close();
  });

  it("a file that is new is found by its path, without a listing", async () => {
    const { files, folder } = await opened({});
    await fill(folder, { "/new/deep/a": "1" });
    expect(await textOf(files, "/new/deep/a")).toBe("1");
    await files.close();
  });

  it("a listing or search of few files waits for a look at them, again after two seconds", async () => {
    const { files, folder, directory } = await opened({ "/dir/a": "one", "/dir/sub/b": "one" });
    await fill(folder, { "/dir/c": "two" });
    expect(await matches(files, "two")).toEqual(["/dir/c"]);
    await fill(folder, { "/dir/sub/d": "two" });
    directory.forget();
    expect(await matches(files, "two")).toEqual(["/dir/c"]);
    expect(directory.paths("list")).toEqual([]);
    await new Promise((resolve) => setTimeout(resolve, 2050));
    expect(ok(await files.ls("/dir/sub")).entries.map(({ name }) => name)).toEqual(["b", "d"]);
    expect(directory.paths("list")).toEqual(["/dir/sub"]);
    expect(await matches(files, "two")).toEqual(["/dir/c", "/dir/sub/d"]);
    await files.close();
  });

  it("a search of many files answers from what is known, and knows more soon after", async () => {
    const { files, folder, directory } = await opened(manyFiles(500));
    await fill(folder, { "/d1/new": "needle" });
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    directory.before = (method) => (method === "list" ? held : undefined);
    expect(await matches(files, "needle")).toEqual([]);
    release();
    await until(async () => (await files.status()).files === 501);
    expect(await matches(files, "needle")).toEqual(["/d1/new"]);
    await files.close();
  });
});

describe("with a watcher", () => {
  it("what others change is taken over and told of", async () => {
    const { files, folder, directory } = await opened({ "/a": "1", "/dir/b": "1", "/gone/c": "1" }, { canWatch: true });
    const seen: (ChangeEvent | ChangeOverflow)[] = [];
    const controller = new AbortController();
    const watching = (async () => {
      for await (const change of files.watch({ signal: controller.signal })) seen.push(change);
    })();
    await fill(folder, { "/a": "22", "/dir/new/deep": "1" });
    await folder.remove("/gone");
    directory.tell({ paths: ["/a", "/dir/new", "/gone", "/gone/c", "/never"] });
    await until(() => seen.length >= 4);
    expect(seen.map(({ kind, path }) => `${kind} ${path}`).sort()).toEqual([
      "created /dir/new/deep",
      "directory /dir/new",
      "modified /a",
      "removed /gone",
    ]);
    expect(await treeIn(files)).toEqual(await treeOf(folder));
    controller.abort(new Error("done"));
    await expect(watching).rejects.toThrow("done");
    await files.close();
  });

  it("what this workspace wrote costs one stat each when it comes back, and is no change", async () => {
    const { files, directory } = await opened({}, { canWatch: true });
    ok(await files.import(manyFiles(300)));
    const before = ok(await files.read("/d1/f1")).version;
    directory.forget();
    const paths = Object.keys(manyFiles(300));
    directory.tell({ paths });
    await until(() => directory.paths("stat").length >= 300);
    await files.sync();
    expect(directory.paths("stat").sort()).toEqual(paths.sort());
    expect(directory.paths("read")).toEqual([]);
    expect(ok(await files.read("/d1/f1")).version).toBe(before);
    expect((await files.status()).files).toBe(300);
    await files.close();
  });

  it("a burst of 20,000 changes is one walk, and no operation waits for it", async () => {
    const { files, folder, directory } = await opened(manyFiles(2000), { canWatch: true });
    await fill(folder, { "/d1/f1": "theirs" });
    for (let i = 0; i < 20_000; i += 100) {
      directory.tell({ paths: Array.from({ length: 100 }, (_, j) => `/d${j % 10}/burst${i + j}`) });
    }
    ok(await files.write("/mine", "1"));
    await until(async () => (await files.status()).verified);
    expect(await textOf(files, "/d1/f1")).toBe("theirs");
    expect(directory.paths("list").length).toBeLessThan(40);
    await files.close();
  });

  it("a listing or search asks for nothing once a walk has seen what the watcher may have missed", async () => {
    const { files, folder, directory } = await opened({ "/a": "1" }, { canWatch: true });
    await new Promise((resolve) => setTimeout(resolve, 1050));
    await fill(folder, { "/missed": "needle" });
    await matches(files, "needle");
    await until(async () => (await files.status()).files === 2);
    await until(async () => {
      directory.forget();
      await matches(files, "needle");
      return directory.paths("list").length === 0;
    });
    await new Promise((resolve) => setTimeout(resolve, 2050));
    expect(await matches(files, "needle")).toEqual(["/missed"]);
    expect(directory.paths("list")).toEqual([]);
    await files.close();
  });
});

describe("what the workspace cannot hold", () => {
  it("is left out, counted and named: files that are too large, and paths that are too long", async () => {
    const long = `/${Array.from({ length: 20 }, () => "n".repeat(240)).join("/")}`;
    const { files, folder } = await opened(
      { "/ok": "1", "/large": "x".repeat(101), [`${long}/a`]: "1" },
      { maxFileBytes: 100 },
    );
    const { leftOut, leftOutExamples = [] } = await files.status();
    expect(leftOut).toBe(2);
    expect(leftOutExamples[0]).toEqual({ path: "/large", reason: "'/large' has 101 bytes, over the limit of 100" });
    expect(leftOutExamples[1]?.reason).toContain("has a path of over 4096 bytes");
    expect(await files.exists("/large")).toBe(false);
    expect((await files.read("/large")).error).toMatchObject({ code: "limit_exceeded", path: "/large" });
    expect((await files.write("/large", "small")).error?.code).toBe("conflict");
    await fill(folder, { "/large": "small by now" });
    expect(await textOf(files, "/large")).toBe("small by now");
    expect((await files.status()).leftOut).toBe(1);
    await files.close();
  });

  it("is not removed with the directory that it is in, and moves with it", async () => {
    const { files, folder } = await opened(
      { "/dir/large": "x".repeat(101), "/dir/a": "1" },
      { maxFileBytes: 100, canMove: true },
    );
    const refused = await files.remove("/dir", { recursive: true });
    expect(refused.error).toMatchObject({ code: "conflict", path: "/dir" });
    expect(refused.error?.message).toContain("'/dir/large' is there, but not in this workspace");
    expect(await files.exists("/dir/a")).toBe(true);
    ok(await files.move("/dir", "/other"));
    expect(Object.keys(await treeOf(folder))).toEqual(["/other/", "/other/a", "/other/large"]);
    expect((await files.status()).leftOutExamples?.map(({ path }) => path)).toEqual(["/other/large"]);
    await files.close();
  });

  it("takes no other file with it when there is no room", async () => {
    const folder = new MemoryDirectory();
    await fill(folder, { "/a": "x".repeat(60), "/b": "x".repeat(60), "/c": "x" });
    const files = await openFiles({ directory: folder }, { maxBytes: 100 });
    expect(await files.status()).toMatchObject({ files: 2, leftOut: 1 });
    await files.close();
  });
});

describe("when the host says no", () => {
  it("a call fails, and the workspace goes on", async () => {
    const { files, folder, directory } = await opened({ "/a": "1", "/b": "1" });
    await fill(folder, { "/a": "22" });
    directory.before = (_, path) => {
      throw new DirectoryError("permission_denied", path, `Permission denied for '${path}'`);
    };
    expect((await files.read("/a")).error).toMatchObject({ code: "permission_denied", path: "/a" });
    expect((await files.write("/b", "2")).error?.code).toBe("permission_denied");
    expect((await files.grep("1")).error?.code).toBe("permission_denied");
    directory.before = () => undefined;
    expect(await textOf(files, "/a")).toBe("22");
    ok(await files.write("/b", "2"));
    expect(await treeIn(files)).toEqual(await treeOf(folder));
    await files.close();
  });

  it("one file that cannot be read is left out until it can", async () => {
    const folder = new MemoryDirectory();
    await fill(folder, { "/a": "1", "/secret": "s" });
    const directory = new ProbedDirectory(folder);
    directory.before = (method, path) => {
      if (method === "read" && path === "/secret")
        throw new DirectoryError("permission_denied", path, "Permission denied");
    };
    const files = await openFiles({ directory });
    expect(await files.status()).toMatchObject({ files: 1, leftOut: 1 });
    expect((await files.read("/secret")).error).toMatchObject({ code: "permission_denied", path: "/secret" });
    directory.before = () => undefined;
    expect(await textOf(files, "/secret")).toBe("s");
    expect((await files.status()).leftOut).toBe(0);
    await files.close();
  });
});
