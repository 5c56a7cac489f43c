import { describe, expect, it } from "@jest/globals";
import type { KeptWorkspace } from "../../../js/local/kept-workspace.js";
import { DirectoryError } from "../../../js/stores/directory.js";
import { checkHandles, ok, state, textOf } from "../support.js";
import { act, answersOf, fillAll, Random, realFiles, tinyBudget } from "./budget-support.js";
import { fill, treeIn, treeOf, until } from "./files-support.js";

checkHandles();

const loaded = async (files: KeptWorkspace): Promise<number> => (await files.status()).loadedBytes;

/** A folder of files that do not fit, each `bytes` long, and one line in each that is its own. */
async function manyFiles(canMove = true, count = 40, bytes = 8000) {
  const place = realFiles(canMove);
  const texts = Object.fromEntries(
    Array.from({ length: count }, (_, index) => [
      `/f${String(index).padStart(3, "0")}`,
      `own ${index}\n${"-".repeat(bytes)}`,
    ]),
  );
  await fill(place.folder, texts);
  // Files that were changed a moment ago are not believed to be as they look.
  await new Promise((resolve) => setTimeout(resolve, 60));
  return { ...place, texts };
}

describe("a budget of memory, over real files,", () => {
  it("is kept while files are opened, read, searched and changed", async () => {
    const { directory, open, texts } = await manyFiles();
    const files = await open();
    expect(await loaded(files)).toBeLessThanOrEqual(tinyBudget);
    expect(directory.paths("read").length).toBeLessThanOrEqual(8);
    expect(await files.status()).toMatchObject({ files: 40, bytes: Object.values(texts).join("").length });
    for (const [path, text] of Object.entries(texts)) {
      expect(await textOf(files, path)).toBe(text);
      expect(await loaded(files)).toBeLessThanOrEqual(tinyBudget);
    }
    expect(ok(await files.grep("^own")).matchCount).toBe(40);
    expect(await loaded(files)).toBeLessThanOrEqual(tinyBudget);
    for (const path of Object.keys(texts)) ok(await files.edit(path, "own", "their"));
    expect(await loaded(files)).toBeLessThanOrEqual(tinyBudget);
    expect(await treeIn(files)).toEqual(await treeOf(directory));
    await files.close();
  });

  it("reads nothing for what needs no contents", async () => {
    const { directory, open } = await manyFiles();
    const files = await open();
    directory.forget();
    ok(await files.stat("/f030"));
    ok(await files.ls("/"));
    ok(await files.glob("**"));
    ok(await files.move("/f030", "/dir/moved"));
    ok(await files.mkdir("/other"));
    expect(directory.paths("read").filter((path) => path >= "/f020")).toEqual([]);
    expect(await textOf(files, "/dir/moved")).toContain("own 30\n");
    await files.close();
  });

  it("is kept when files come from a cache", async () => {
    const { directory, open, texts } = await manyFiles();
    await (await open()).close();
    directory.forget();
    const files = await open();
    expect(await files.status()).toMatchObject({ files: 40, verified: false });
    expect(await loaded(files)).toBeLessThanOrEqual(tinyBudget);
    await until(async () => (await files.status()).verified);
    expect(await treeIn(files)).toEqual(texts);
    await files.close();
  });

  it("makes no difference to a search", async () => {
    const { folder, open } = realFiles(true);
    using model = await state();
    const files = await open();
    await fillAll(new Random(7), [model, files]);
    expect(await answersOf(files)).toEqual(await answersOf(model));
    await files.close();
    expect(Object.keys(await treeOf(folder)).length).toBe(64);
    const again = await open();
    expect(await answersOf(again)).toEqual(await answersOf(model));
    await again.close();
  });

  it("has a file that is larger read as a whole, and forgotten", async () => {
    const { folder, open } = realFiles(true);
    await fill(folder, { "/large": `${"-".repeat(3 * tinyBudget)}\nend\n`, "/small": "1" });
    const files = await open();
    expect(ok(await files.grep("end")).matches).toEqual([{ path: "/large", line: 2, text: "end" }]);
    expect(await loaded(files)).toBeLessThanOrEqual(tinyBudget);
    ok(await files.edit("/large", "end", "done"));
    expect(await textOf(files, "/large")).toContain("\ndone\n");
    expect((await treeOf(folder))["/large"]).toContain("\ndone\n");
    expect(ok(await files.exportTar()).bytes.length).toBeGreaterThan(3 * tinyBudget);
    expect(await loaded(files)).toBeLessThanOrEqual(tinyBudget);
    await files.close();
  });

  it.each([true, false])("moves and removes folders that are not in memory (rename: %p)", async (canMove) => {
    const { folder, open } = realFiles(canMove);
    using model = await state();
    const files = await open();
    await fillAll(new Random(3), [model, files]);
    for (const each of [model, files]) {
      ok(await each.move("/d1", "/e/d1"));
      ok(await each.remove("/d2", { recursive: true }));
      ok(await each.move("/d3/f3.md", "/d0/f0.md", { overwrite: true }));
    }
    expect(await treeIn(files)).toEqual(await treeIn(model));
    expect(await treeOf(folder)).toEqual(await treeIn(model));
    await files.close();
  });

  it("leaves forks and snapshots what they had", async () => {
    const { folder, open, texts } = await manyFiles();
    const files = await open();
    const [fork, version] = [await files.fork(), await files.snapshot()];
    ok(await files.write("/f039", "new"));
    ok(await files.remove("/f038"));
    ok(await files.move("/f037", "/moved"));
    for (const path of ["/f039", "/f038", "/f037", "/f001"]) expect(await textOf(fork, path)).toBe(texts[path]);
    expect(ok(await fork.grep("own 3\\d$")).matchCount).toBe(10);
    expect(ok(await fork.changes()).changes).toEqual([]);
    ok(await fork.edit("/f020", "own", "fork"));
    ok(await files.edit("/f021", "own", "ours"));
    ok(await files.merge(fork));
    expect(await textOf(files, "/f020")).toContain("fork 20");
    expect(await textOf(files, "/f021")).toContain("ours 21");
    ok(await files.restore(version));
    expect(await treeOf(folder)).toEqual(texts);
    version.dispose();
    fork.dispose();
    await files.close();
  });

  it("refuses to take away what a fork shares and cannot be held", async () => {
    const { folder, open, texts } = await manyFiles();
    const files = await open();
    const fork = await files.fork();
    expect((await files.remove("/", { recursive: true })).error?.code).toBe("limit_exceeded");
    expect(await treeOf(folder)).toEqual(texts);
    expect(await treeIn(files)).toEqual(texts);
    fork.dispose();
    ok(await files.remove("/", { recursive: true }));
    expect(await treeOf(folder)).toEqual({});
    await files.close();
  });

  it("never takes what others wrote for what a fork had", async () => {
    const { folder, open, texts } = await manyFiles();
    const files = await open();
    const [fork, version] = [await files.fork(), await files.snapshot()];
    await fill(folder, { "/f039": texts["/f039"]?.replace("own", "WON") ?? "" });
    expect(await textOf(files, "/f039")).toContain("WON 39");
    expect((await fork.read("/f039")).error?.code).toBe("conflict");
    expect((await fork.grep("own")).error?.code).toBe("conflict");
    expect(await textOf(fork, "/f038")).toBe(texts["/f038"]);
    ok(await files.write("/f000", "changed"));
    expect((await files.restore(version)).error?.code).toBe("conflict");
    expect(await treeOf(folder)).toMatchObject({ "/f000": "changed", "/f039": expect.stringContaining("WON 39") });
    expect(await treeIn(files)).toEqual(await treeOf(folder));
    version.dispose();
    fork.dispose();
    await files.close();
  });

  it("finds what others changed since, also in the middle of a search", async () => {
    const { directory, folder, open } = await manyFiles();
    const files = await open();
    let changed = false;
    directory.before = async (method, path) => {
      if (method !== "read" || path < "/f020" || changed) return;
      changed = true;
      await fill(folder, { "/f035": "own, but another\n" });
      await folder.remove("/f036");
    };
    const found = ok(await files.grep("^own"));
    expect(changed).toBe(true);
    expect(found.matches.map(({ path }) => path)).not.toContain("/f036");
    expect(found.matches.find(({ path }) => path === "/f035")?.text).toBe("own, but another");
    expect(found.matchCount).toBe(39);
    await files.close();
  });

  it("tells of a file that cannot be read, and goes on", async () => {
    const { directory, open, texts } = await manyFiles();
    const files = await open();
    directory.before = (method, path) => {
      if (method === "read" && path === "/f030") throw new DirectoryError("io", path, "The disk failed");
    };
    expect((await files.read("/f030")).error).toMatchObject({ code: "io", message: "The disk failed" });
    expect((await files.grep("own")).error?.code).toBe("io");
    expect((await files.edit("/f030", "own", "their")).error?.code).toBe("io");
    expect(await textOf(files, "/f031")).toBe(texts["/f031"]);
    directory.before = () => undefined;
    expect(await textOf(files, "/f030")).toBe(texts["/f030"]);
    expect(ok(await files.grep("own")).matchCount).toBe(40);
    await files.close();
  });

  it("stops a search between slices", async () => {
    const { directory, open } = await manyFiles();
    const files = await open();
    const controller = new AbortController();
    directory.before = (method) => {
      if (method === "read") controller.abort(new Error("Enough"));
    };
    await expect(files.grep("own", { signal: controller.signal })).rejects.toThrow("Enough");
    directory.before = () => undefined;
    expect(ok(await files.grep("own")).matchCount).toBe(40);
    await files.close();
  });

  it.each([1, 2, 3, 4])("agrees with files that are all in memory, whatever is done (%i)", async (seed) => {
    const random = new Random(seed);
    const { folder, open } = realFiles(seed % 2 === 0);
    using model = await state();
    let files = await open();
    await fillAll(random, [model, files], 30);
    for (let step = 0; step < 120; step++) {
      if (random.below(12) === 0) {
        await files.close();
        files = await open();
      }
      const { name, answers } = await act(random, step, [model, files]);
      expect({ step, name, answer: answers[1] }).toEqual({ step, name, answer: answers[0] });
      expect(await loaded(files)).toBeLessThanOrEqual(tinyBudget);
    }
    expect(await treeIn(files)).toEqual(await treeIn(model));
    expect(await treeOf(folder)).toEqual(await treeIn(model));
    await files.close();
  });
});
