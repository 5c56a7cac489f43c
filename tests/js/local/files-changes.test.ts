import { describe, expect, it } from "@jest/globals";
import { DirectoryError } from "../../../js/stores/directory.js";
import { MemoryDirectory } from "../../../js/stores/memory-directory.js";
import { MemoryVolume } from "../../../js/stores/memory-volume.js";
import { checkHandles, ok, textOf } from "../support.js";
import { bytesOf, fill, intentsIn, keeperFor, openFiles, treeIn, treeOf } from "./files-support.js";
import { ProbedDirectory, type ProbeOptions } from "./probed-directory.js";

checkHandles();

/** A workspace of `initial` files, the folder that others see, and what it goes through. */
async function opened(initial: Readonly<Record<string, string>>, options: ProbeOptions = {}) {
  const folder = new MemoryDirectory();
  await fill(folder, initial);
  const directory = new ProbedDirectory(folder, options);
  const volume = new MemoryVolume();
  const files = await openFiles({ directory, volume });
  directory.forget();
  return { files, folder, directory, volume };
}

describe("a file that was changed outside", () => {
  it("is edited with what it has by now", async () => {
    const { files, folder } = await opened({ "/a": "one\ntwo\n" });
    await fill(folder, { "/a": "one\n2\nthree\n" });
    ok(await files.edit("/a", "2", "II"));
    expect(await treeOf(folder)).toEqual({ "/a": "one\nII\nthree\n" });
    await files.close();
  });

  it("is not written over by whoever read it before", async () => {
    const { files, folder } = await opened({ "/a": "one" });
    const { version = "" } = ok(await files.read("/a"));
    await fill(folder, { "/a": "theirs" });
    expect((await files.write("/a", "ours", { ifVersion: version })).error?.code).toBe("stale");
    expect((await files.edit("/a", "theirs", "ours", { ifVersion: version })).error?.code).toBe("stale");
    expect(await treeOf(folder)).toEqual({ "/a": "theirs" });
    await files.close();
  });

  it("is seen although it has the same size and was changed in the same tick of its clock", async () => {
    const { files, folder } = await opened({ "/a": "one" }, { coarse: true });
    ok(await files.write("/a", "ONE"));
    await fill(folder, { "/a": "uno" });
    expect(await textOf(files, "/a")).toBe("uno");
    ok(await files.edit("/a", "uno", "eins"));
    await fill(folder, { "/a": "zwei" });
    expect((await files.edit("/a", "eins", "x")).error?.code).toBe("no_match");
    await files.close();
  });

  it("is gone when it is gone, and so are the directories above it", async () => {
    const { files, folder } = await opened({ "/a": "1", "/dir/sub/b": "2", "/dir/c": "3" });
    await folder.remove("/a");
    await folder.remove("/dir");
    expect(await files.exists("/a")).toBe(false);
    expect((await files.edit("/dir/sub/b", "2", "3")).error?.code).toBe("not_found");
    ok(await files.write("/dir/sub/new", "n"));
    expect(await treeOf(folder)).toEqual({ "/dir/": "", "/dir/sub/": "", "/dir/sub/new": "n" });
    expect(await treeIn(files)).toEqual(await treeOf(folder));
    await files.close();
  });

  it("can have become a directory, and a directory a file", async () => {
    const { files, folder } = await opened({ "/a": "1", "/dir/b": "2" });
    await folder.remove("/a");
    await folder.remove("/dir");
    await fill(folder, { "/a/inner/x": "1", "/dir": "file" });
    expect((await files.write("/a", "text")).error?.code).toBe("is_a_directory");
    expect(await textOf(files, "/a/inner/x")).toBe("1");
    expect((await files.write("/dir/b", "2")).error?.code).toBe("not_a_directory");
    expect(await treeIn(files)).toEqual(await treeOf(folder));
    await files.close();
  });

  it("is new, so that createOnly refuses it and mkdir finds it", async () => {
    const { files, folder } = await opened({});
    await fill(folder, { "/a": "1", "/dir/": "" });
    expect((await files.write("/a", "2", { createOnly: true })).error?.code).toBe("already_exists");
    expect(ok(await files.mkdir("/dir")).created).toBe(false);
    expect((await files.mkdir("/dir", { parents: false })).error?.code).toBe("already_exists");
    await files.close();
  });

  it("is not lost with a directory that is removed: it is looked at again", async () => {
    const { files, folder } = await opened({ "/dir/a": "1" });
    await fill(folder, { "/dir/b": "theirs" });
    const before = ok(await files.remove("/dir", { recursive: true }));
    // The second file was known by then.
    expect(before.files).toBe(2);
    expect(await treeOf(folder)).toEqual({});
    await files.close();
  });
});

describe("a change while others change the same files", () => {
  it("is made again on what they are by then", async () => {
    const { keeper, state, folder, close } = await keeperFor({ "/a": "1", "/b": "1" });
    let tries = 0;
    const result = await keeper.change(async () => {
      tries++;
      const edited = await state.edit("/a", tries === 1 ? "1" : "theirs", "ours");
      if (tries === 1) await fill(folder, { "/a": "theirs" });
      return edited;
    }, undefined);
    ok(result);
    expect(tries).toBe(2);
    expect(await treeOf(folder)).toEqual({ "/a": "ours", "/b": "1" });
    await close();
  });

  it("is refused after five tries, and leaves everything as they have it", async () => {
    const { keeper, state, folder, close } = await keeperFor({ "/a": "0" });
    let tries = 0;
    const result = await keeper.change(async () => {
      const written = await state.write("/a", "ours");
      await fill(folder, { "/a": `theirs ${++tries}` });
      return written;
    }, undefined);
    expect(result).toMatchObject({ error: { code: "conflict", path: "/a" } });
    expect(tries).toBe(5);
    expect(await treeOf(folder)).toEqual({ "/a": "theirs 5" });
    expect(await textOf(state, "/a")).toBe("theirs 4");
    await close();
  });

  it("is an import, too, whose batch can be committed once", async () => {
    const { files, folder, directory } = await opened({ "/a": "1", "/dir/b": "1" });
    let theirs: (() => Promise<void>) | undefined = () => fill(folder, { "/dir/b": "theirs", "/dir/c": "theirs" });
    directory.before = async (method) => {
      const now = theirs;
      theirs = undefined;
      if (method === "stat") await now?.();
    };
    const result = ok(await files.import({ "/dir/b": "ours", "/new": "ours" }));
    expect(result).toMatchObject({ created: 1, modified: 1 });
    expect(await treeOf(folder)).toEqual({
      "/a": "1",
      "/dir/": "",
      "/dir/b": "ours",
      "/dir/c": "theirs",
      "/new": "ours",
    });
    await files.close();
  });

  it("is a merge, too, which is made again and holds nothing afterwards", async () => {
    const { files, folder, directory } = await opened({ "/a": "1\n2\n3\n4\n5\n" });
    const fork = await files.fork();
    ok(await fork.edit("/a", "5", "ours"));
    let theirs: (() => Promise<void>) | undefined = () => fill(folder, { "/a": "theirs\n2\n3\n4\n5\n" });
    directory.before = async () => {
      const now = theirs;
      theirs = undefined;
      await now?.();
    };
    expect(ok(await files.merge(fork)).woven).toBe(1);
    expect(await treeOf(folder)).toEqual({ "/a": "theirs\n2\n3\n4\nours\n" });
    fork.dispose();
    await files.close();
  });

  it("happens one after the other with other changes of the same workspace", async () => {
    const { files, folder } = await opened({ "/count": "0" });
    const add = async (): Promise<void> => {
      const { version = "", text } = ok(await files.read("/count", { format: "raw" }));
      const { error } = await files.write("/count", String(Number(text) + 1), { ifVersion: version });
      if (error?.code === "stale") return add();
      expect(error).toBeUndefined();
    };
    await Promise.all(Array.from({ length: 20 }, add));
    expect(await treeOf(folder)).toEqual({ "/count": "20" });
    await files.close();
  });

  it("settles with the times that the real files have", async () => {
    const { files, folder } = await opened({ "/a": "1" });
    ok(await files.write("/a", "2"));
    ok(await files.move("/a", "/b"));
    const real = await folder.stat("/b");
    expect(Date.parse(ok(await files.stat("/b")).modifiedAt ?? "") * 1000).toBe(real?.modified);
    await files.close();
  });
});

describe("carrying out", () => {
  it("writes one file without an intent, and several with one", async () => {
    const { files, directory, volume } = await opened({ "/a": "1" });
    const made: string[] = [];
    const create = volume.create.bind(volume);
    volume.create = async (name, content) => {
      if (name.startsWith("intent")) made.push(name);
      await create(name, content);
    };
    ok(await files.write("/a", "2"));
    expect(directory.changes).toEqual(["write /a"]);
    expect(made).toEqual([]);
    directory.forget();
    ok(await files.write("/new/b", "1"));
    expect(directory.changes).toEqual(["makeDirectory /new", "write /new/b"]);
    expect(made).toEqual(["intent"]);
    expect(await intentsIn(volume)).toEqual([]);
    await files.close();
  });

  it("writes the long contents of a batch into blobs of their own", async () => {
    const { files, directory, folder, volume } = await opened({});
    let names: readonly string[] = [];
    directory.before = async (method) => {
      if (method === "write" && names.length === 0) names = await intentsIn(volume);
    };
    const large = "x".repeat(5 << 20);
    ok(await files.import({ "/1": large, "/2": large, "/3": large, "/4": "small" }));
    expect(names).toEqual(["intent", "intent-1", "intent-2"]);
    expect(await intentsIn(volume)).toEqual([]);
    expect((await folder.stat("/3"))?.size).toBe(large.length);
    await files.close();
  });

  it("renames a directory, together with what is in it that nobody told of", async () => {
    const { files, folder, directory } = await opened({ "/dir/a": "1", "/dir/sub/b": "2" }, { canMove: true });
    await fill(folder, { "/dir/foreign": "f" });
    ok(await files.move("/dir", "/new/place"));
    expect(directory.changes).toEqual(["makeDirectory /new", "move /dir"]);
    expect(Object.keys(await treeOf(folder, "/new/place"))).toEqual([
      "/new/place/a",
      "/new/place/foreign",
      "/new/place/sub/",
      "/new/place/sub/b",
    ]);
    expect(await textOf(files, "/new/place/foreign")).toBe("f");
    await files.close();
  });

  it("writes nothing when only times differ", async () => {
    const { files, directory } = await opened({ "/a": "1", "/b": "1" });
    const version = await files.snapshot();
    ok(await files.write("/b", "2"));
    ok(await files.write("/b", "1"));
    directory.forget();
    ok(await files.restore(version));
    expect(directory.changes).toEqual(["write /b"]);
    directory.forget();
    ok(await files.restore(version));
    expect(directory.changes).toEqual([]);
    version.dispose();
    await files.close();
  });

  it("without a volume undoes what it began, one step after the other", async () => {
    const folder = new MemoryDirectory();
    await fill(folder, { "/a": "1", "/b": "1", "/c": "1" });
    const directory = new ProbedDirectory(folder);
    const files = await openFiles({ directory });
    directory.before = (method, path) => {
      if (method === "write" && path === "/c") throw new DirectoryError("quota_exceeded", path, "No room left");
    };
    const failed = await files.import({ "/a": "2", "/b": "2", "/c": "2", "/new/d": "2" });
    expect(failed.error).toMatchObject({ code: "quota_exceeded", message: "No room left" });
    expect(await treeOf(folder)).toEqual({ "/a": "1", "/b": "1", "/c": "1" });
    expect(await treeIn(files)).toEqual(await treeOf(folder));
    await files.close();
  });

  it("leaves what somebody else changed after a crash, and says so", async () => {
    const { files, folder, directory, volume } = await opened({ "/a": "1", "/b": "1", "/dir/x": "1", "/dir/y": "1" });
    let dead = false;
    directory.before = (method, path) => {
      dead ||= method === "write" && path === "/b";
      if (dead) throw new DirectoryError("io", path, "Killed");
    };
    const fork = await files.fork();
    ok(await fork.write("/a", "ours"));
    ok(await fork.write("/b", "ours"));
    ok(await fork.remove("/dir", { recursive: true }));
    expect((await files.merge(fork)).error?.message).toContain("it could not be undone either");
    fork.dispose();
    await files.close();
    await fill(folder, { "/b": "theirs", "/dir/foreign": "theirs" });
    const next = await openFiles({ directory: folder, volume });
    expect(await treeOf(folder)).toEqual({ "/a": "ours", "/b": "theirs", "/dir/": "", "/dir/foreign": "theirs" });
    expect((await next.status()).conflicts?.toSorted()).toEqual(["/b", "/dir"]);
    expect(await treeIn(next)).toEqual(await treeOf(folder));
    await next.close();
  });

  it("removes an intent that is torn, or of a format to come", async () => {
    for (const content of [bytesOf("torn"), bytesOf(`${"0".repeat(32)}{"format":2}`)]) {
      const volume = new MemoryVolume();
      await volume.create("intent", content);
      await volume.create("intent-1", content);
      const files = await openFiles({ volume });
      expect(await intentsIn(volume)).toEqual([]);
      await files.close();
    }
  });
});
