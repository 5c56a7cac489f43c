import { describe, expect, it } from "@jest/globals";
import type { KeptWorkspace } from "../../../js/local/kept-workspace.js";
import type { FileTag, ListOptions } from "../../../js/stores/directory.js";
import { MemoryDirectory } from "../../../js/stores/memory-directory.js";
import { MemoryLock } from "../../../js/stores/memory-lock.js";
import { MemoryVolume } from "../../../js/stores/memory-volume.js";
import { checkHandles, ok, textOf } from "../support.js";
import { Faults, FaultyVolume } from "./faults.js";
import { bytesOf, fill, openFiles, treeIn, treeOf, until } from "./files-support.js";
import { ProbedDirectory } from "./probed-directory.js";

checkHandles();

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** A folder whose files were all changed long ago, and a cache. */
function place(coarse = false) {
  const folder = new AgedDirectory();
  const directory = new ProbedDirectory(folder, { coarse });
  return { folder, directory, cache: { volume: new MemoryVolume(), lock: new MemoryLock() } };
}

/** Its files are an hour older than they are, so that a cache may believe their times. */
class AgedDirectory extends MemoryDirectory {
  /** Microseconds. */
  age = 3600e6;

  override async list(path: string, options?: ListOptions) {
    const rows = await super.list(path, options);
    return rows.map((row) => (row.tag ? { ...row, tag: this.#aged(row.tag) } : row));
  }

  override async stat(path: string) {
    const tag = await super.stat(path);
    return tag && this.#aged(tag);
  }

  override async read(path: string) {
    const { bytes, tag } = await super.read(path);
    return { bytes, tag: this.#aged(tag) };
  }

  override async write(path: string, bytes: Uint8Array) {
    return this.#aged(await super.write(path, bytes));
  }

  #aged(tag: FileTag): FileTag {
    return { ...tag, modified: tag.modified - this.age };
  }
}

async function verified(files: KeptWorkspace): Promise<void> {
  await until(async () => (await files.status()).verified);
}

describe("a cache", () => {
  it("answers before anything is looked at, and nothing is read that is as it was", async () => {
    const { folder, directory, cache } = place();
    await fill(folder, { "/a": "1", "/dir/b": "2", "/dir/empty/": "" });
    await (await openFiles({ directory, cache })).close();
    directory.forget();
    const seen: unknown[] = [];
    const files = await openFiles({ directory, cache, onProgress: (progress) => seen.push(progress) });
    expect(await files.status()).toMatchObject({ verified: false, files: 2, directories: 2 });
    expect(directory.paths("read")).toEqual([]);
    await verified(files);
    // The listings tell the rest.
    const statsToVerify = directory.paths("stat");
    expect(await treeIn(files)).toEqual(await treeOf(folder));
    expect(directory.paths("read")).toEqual([]);
    expect(statsToVerify).toEqual(["/"]);
    expect(seen).toEqual([{ phase: "verify", done: 4, total: 4 }]);
    await files.close();
  });

  it("is corrected by what is different: changed, new, gone, and of another kind", async () => {
    const { folder, directory, cache } = place();
    await fill(folder, { "/same": "1", "/changed": "1", "/gone/x": "1", "/file": "1", "/dir/x": "1" });
    await (await openFiles({ directory, cache })).close();
    for (const path of ["/gone", "/file", "/dir"]) await folder.remove(path);
    await fill(folder, { "/changed": "22", "/new/y": "1", "/file/inside": "1", "/dir": "1" });
    directory.forget();
    const files = await openFiles({ directory, cache });
    expect(await textOf(files, "/changed")).toBe("22");
    expect((await files.edit("/dir/x", "1", "2")).error).toBeDefined();
    await verified(files);
    expect(await treeIn(files)).toEqual(await treeOf(folder));
    expect(directory.paths("read")).not.toContain("/same");
    await files.close();
  });

  it("does not believe a file that was changed close to when it was written", async () => {
    const { folder, directory, cache } = place(true);
    folder.age = 0;
    await fill(folder, { "/a": "one" });
    await (await openFiles({ directory, cache })).close();
    // In the same second, so that neither size nor time tell.
    directory.forget();
    await fill(folder, { "/a": "uno" });
    const files = await openFiles({ directory, cache });
    await verified(files);
    expect(directory.paths("read")).toContain("/a");
    expect(await textOf(files, "/a")).toBe("uno");
    await files.close();
  });

  it("has what was changed through the workspace, a moment later and when it is closed", async () => {
    const { directory, cache } = place();
    const files = await openFiles({ directory, cache });
    ok(await files.write("/a", "1"));
    await until(async () => (await cache.volume.list()).some(({ name }) => name === "seen"));
    const copy = await copyOf(cache.volume);
    ok(await files.write("/b", "1"));
    await files.close();
    for (const [volume, count] of [
      [copy, 1],
      [cache.volume, 2],
    ] as const) {
      let release: () => void = () => undefined;
      const held = new Promise<void>((resolve) => {
        release = resolve;
      });
      directory.before = () => held;
      const next = await openFiles({ directory, cache: { volume, lock: new MemoryLock() } });
      expect((await next.status()).files).toBe(count);
      release();
      await next.close();
    }
  });

  it("that lacks what was written before a crash is not answered from", async () => {
    const { folder, directory, cache } = place();
    const volume = new MemoryVolume();
    const names = Array.from({ length: 300 }, (_, index) => `/old-${index}`);
    await fill(folder, Object.fromEntries(names.map((name) => [name, "1"])));
    await (await openFiles({ directory, cache, volume })).close();
    const dead = await openFiles({ directory, cache, volume });
    await verified(dead);
    const before = { volume: await copyOf(cache.volume), lock: new MemoryLock() };
    ok(await dead.write("/new", "2"));
    const after = await openFiles({ directory, cache: before, volume });
    expect(ok(await after.glob("new*")).matches.map(({ path }) => path)).toEqual(["/new"]);
    expect(ok(await after.grep("2")).matches).toHaveLength(1);
    await after.close();
    // What went well is not looked at again before it is answered from.
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    directory.before = () => held;
    const last = await openFiles({ directory, cache: { ...before, lock: new MemoryLock() }, volume });
    expect(ok(await last.glob("new*")).matches).toHaveLength(1);
    release();
    await last.close();
    await dead.close();
  });

  it("does not hide what somebody else wrote who has none", async () => {
    const { folder, directory, cache } = place();
    const volume = new MemoryVolume();
    const lock = new MemoryLock();
    const names = Array.from({ length: 300 }, (_, index) => `/old-${index}`);
    await fill(folder, Object.fromEntries(names.map((name) => [name, "1"])));
    const first = await openFiles({ directory, cache, volume, lock });
    const second = await openFiles({ directory, volume, lock });
    ok(await second.write("/second", "2"));
    ok(await first.write("/first", "2"));
    await until(async () => (await cache.volume.list()).some(({ name }) => name === "seen"));
    const kept = { volume: await copyOf(cache.volume), lock: new MemoryLock() };
    await first.close();
    const after = await openFiles({ directory, cache: kept, volume, lock });
    expect(ok(await after.grep("2")).matches).toHaveLength(2);
    await after.close();
    await second.close();
  });

  it("does not keep a listing from seeing what is there", async () => {
    const { folder, directory, cache } = place();
    const names = Array.from({ length: 300 }, (_, index) => `/old-${index}`);
    await fill(folder, Object.fromEntries(names.map((name) => [name, "1"])));
    await (await openFiles({ directory, cache })).close();
    await fill(folder, { "/new": "2" });
    const files = await openFiles({ directory, cache });
    expect(ok(await files.ls("/")).entries).toHaveLength(301);
    await files.close();
  });

  it("that somebody else holds is done without", async () => {
    const { folder, directory, cache } = place();
    await fill(folder, { "/a": "1" });
    const first = await openFiles({ directory, cache });
    const second = await openFiles({ directory, cache });
    ok(await second.write("/b", "2"));
    await second.close();
    expect(await textOf(first, "/b")).toBe("2");
    await first.close();
  });

  it("that is damaged, or of no use, begins anew", async () => {
    const { folder, directory, cache } = place();
    await fill(folder, { "/a": "1" });
    await (await openFiles({ directory, cache })).close();
    for (const { name, size } of await cache.volume.list()) {
      if (name.startsWith("head")) await cache.volume.create(name, bytesOf("?".repeat(size)));
    }
    const files = await openFiles({ directory, cache });
    expect(await files.status()).toMatchObject({ verified: true, files: 1 });
    await files.close();
    directory.forget();
    const next = await openFiles({ directory, cache });
    await verified(next);
    expect(directory.paths("read")).toEqual([]);
    await next.close();
  });

  it("that fails is given up, and the workspace goes on", async () => {
    const { folder, directory, cache } = place();
    const faults = new Faults();
    const faulty = { volume: new FaultyVolume(cache.volume, faults), lock: cache.lock };
    const files = await openFiles({ directory, cache: faulty });
    faults.arm(1, Number.POSITIVE_INFINITY, "before");
    ok(await files.write("/a", "1"));
    await until(() => faults.hit);
    const { calls } = faults;
    ok(await files.write("/b", "2"));
    await pause(350);
    expect(faults.calls).toBe(calls);
    expect(await treeIn(files)).toEqual(await treeOf(folder));
    // Whoever comes next can have it.
    await (await cache.lock.acquire(AbortSignal.timeout(1000))).release();
    await files.close();
  });

  it("that fails at any call leaves one that is right", async () => {
    for (let at = 1, hit = true; hit; at++) {
      const { folder, directory, cache } = place();
      await fill(folder, { "/a": "1" });
      const faults = new Faults();
      faults.arm(at, Number.POSITIVE_INFINITY, "before");
      const faulty = { volume: new FaultyVolume(cache.volume, faults), lock: cache.lock };
      const files = await openFiles({ directory, cache: faulty });
      ok(await files.write("/b", "2"));
      await files.close();
      hit = faults.hit;
      const next = await openFiles({ directory, cache });
      await verified(next);
      expect({ at, tree: await treeIn(next) }).toEqual({ at, tree: await treeOf(folder) });
      await next.close();
    }
  });
});

async function copyOf(volume: MemoryVolume): Promise<MemoryVolume> {
  const copy = new MemoryVolume();
  for (const { name, size } of await volume.list()) await copy.create(name, await volume.read(name, 0, size));
  return copy;
}
