import { describe, expect, it } from "@jest/globals";
import { exportTo, importFrom } from "../../../js/local/transfer.js";
import { DirectoryError } from "../../../js/stores/directory.js";
import { MemoryDirectory } from "../../../js/stores/memory-directory.js";
import { MemoryVolume } from "../../../js/stores/memory-volume.js";
import { checkHandles, contents, ok, state } from "../support.js";
import { fill, openFiles, treeOf } from "./files-support.js";
import { ProbedDirectory } from "./probed-directory.js";

checkHandles();

const many = Object.fromEntries(Array.from({ length: 300 }, (_, i) => [`/d${i % 7}/f${i}`, `text ${i}`]));

const lower = (name: string): string => name.toLowerCase();
const form = (name: string): string => name.normalize("NFD");

/** A folder that takes names for one as some disks do. */
class FoldingDirectory extends MemoryDirectory {
  readonly #folds: readonly ((name: string) => string)[];

  constructor(folds: readonly ((name: string) => string)[]) {
    super();
    this.#folds = folds;
  }

  override stat(path: string) {
    return super.stat(this.#fold(path));
  }

  override write(path: string, bytes: Uint8Array) {
    return super.write(this.#fold(path), bytes);
  }

  override makeDirectory(path: string) {
    return super.makeDirectory(this.#fold(path));
  }

  override remove(path: string) {
    return super.remove(this.#fold(path));
  }

  #fold(path: string): string {
    return this.#folds.reduce((folded, fold) => fold(folded), path);
  }
}

describe("exportTo", () => {
  it("writes all files and directories, replaces what has their names, and leaves the rest", async () => {
    using files = await state({ "/a": "1", "/dir/b": "2" });
    ok(await files.mkdir("/dir/empty"));
    const folder = new MemoryDirectory();
    await fill(folder, { "/a": "old", "/other": "stays" });
    expect(ok(await exportTo(files, folder))).toEqual({ files: 2, directories: 2, bytes: 2 });
    expect(await treeOf(folder)).toEqual({
      "/a": "1",
      "/dir/": "",
      "/dir/b": "2",
      "/dir/empty/": "",
      "/other": "stays",
    });
  });

  it("exports a part, and tells how far it is", async () => {
    using files = await state({ "/src/a": "1", "/src/sub/b": "22", "/not": "3" });
    const folder = new MemoryDirectory();
    const seen: unknown[] = [];
    ok(await exportTo(files, folder, { path: "/src", onProgress: (progress) => seen.push(progress) }));
    expect(await treeOf(folder)).toEqual({ "/a": "1", "/sub/": "", "/sub/b": "22" });
    expect(seen).toEqual([
      { done: 1, total: 2, bytes: 1 },
      { done: 2, total: 2, bytes: 3 },
    ]);
  });

  it("answers what the folder refuses, and what is not there", async () => {
    using files = await state({ "/dir/a": "1" });
    const folder = new MemoryDirectory();
    await fill(folder, { "/dir": "a file" });
    expect((await exportTo(files, folder)).error).toMatchObject({ code: "not_a_directory" });
    const full = new ProbedDirectory(new MemoryDirectory());
    full.before = (method, path) => {
      if (method === "write") throw new DirectoryError("quota_exceeded", path, "No room left");
    };
    expect((await exportTo(files, full)).error).toMatchObject({ code: "quota_exceeded", message: "No room left" });
    expect((await exportTo(files, folder, { path: "/none" })).error?.code).toBe("not_found");
  });

  it("refuses names that the folder takes for one, before it writes anything", async () => {
    const nfc = "/caf\u00e9";
    const nfd = "/cafe\u0301";
    const cases: [files: string[], folds: ((name: string) => string)[]][] = [
      [["/a", "/A"], [lower]],
      [["/Dir/a", "/dir/b"], [lower]],
      [[nfc, nfd], [form]],
      [
        [nfc, nfd.toUpperCase()],
        [lower, form],
      ],
    ];
    for (const [names, folds] of cases) {
      using files = await state(Object.fromEntries(names.map((name) => [name, name])));
      for (const some of [[], [lower], [form], [lower, form]]) {
        const folder = new FoldingDirectory(some);
        const { error } = await exportTo(files, folder);
        const isRefused = folds.every((fold) => some.includes(fold));
        expect({ names, some, code: error?.code }).toEqual({
          names,
          some,
          code: isRefused ? "invalid_path" : undefined,
        });
        if (isRefused) expect(await treeOf(folder)).toEqual({});
        else expect(Object.values(await treeOf(folder)).filter((text) => text !== "")).toHaveLength(2);
      }
    }
  });

  it("stops when it is aborted", async () => {
    using files = await state(many);
    const controller = new AbortController();
    const reason = new Error("enough");
    const folder = new MemoryDirectory();
    const exporting = exportTo(files, folder, {
      signal: controller.signal,
      onProgress: ({ done }) => done === 10 && controller.abort(reason),
    });
    await expect(exporting).rejects.toBe(reason);
    expect(Object.keys(await treeOf(folder)).length).toBeLessThan(100);
  });
});

describe("importFrom", () => {
  it("brings the files of a folder into a workspace, and back", async () => {
    const folder = new MemoryDirectory();
    await fill(folder, many);
    using files = await state();
    expect(ok(await files.import(importFrom(folder))).created).toBe(300);
    expect(await contents(files)).toEqual(many);
    const copy = new MemoryDirectory();
    ok(await exportTo(files, copy));
    expect(await treeOf(copy)).toEqual(await treeOf(folder));
  });

  it("of one kept workspace into another, as one change", async () => {
    const folder = new MemoryDirectory();
    await fill(folder, { "/a": "1", "/dir/b": "2" });
    const target = new MemoryDirectory();
    const files = await openFiles({ directory: target, volume: new MemoryVolume() });
    ok(await files.import(importFrom(folder)));
    expect(await treeOf(target)).toEqual(await treeOf(folder));
    await files.close();
  });

  it("fails as a whole when a file cannot be read", async () => {
    const folder = new MemoryDirectory();
    await fill(folder, { "/a": "1", "/b": "2" });
    const directory = new ProbedDirectory(folder);
    directory.before = (method, path) => {
      if (method === "read" && path === "/b") throw new DirectoryError("outside", path, "'/b' leads away");
    };
    using files = await state();
    const failed = await files.import(importFrom(directory));
    expect(failed.error).toMatchObject({ code: "permission_denied", message: "'/b' leads away" });
    expect(await contents(files)).toEqual({});
  });
});
