import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, rm, stat, symlink, unlink, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "@jest/globals";
import { DiskDirectory } from "../../../js/stores/disk-directory.js";
import { MemoryVolume } from "../../../js/stores/memory-volume.js";
import { ProcessLock } from "../../../js/stores/process-lock.js";
import { cleanUp, temporary } from "../stores/directory-support.js";
import { checkHandles, ok, textOf } from "../support.js";
import { openFiles, treeIn, treeOf, until } from "./files-support.js";

cleanUp();
checkHandles();

async function onDisk(root = temporary()) {
  const directory = await DiskDirectory.open(root, { reserved: [".nacre"] });
  const open = () => openFiles({ directory, volume: new MemoryVolume() });
  return { root, directory, open, at: (path: string) => join(root, path) };
}

describe("files on disk", () => {
  it("are seen when other programs write, rename and remove them", async () => {
    const { at, directory, open } = await onDisk();
    const files = await open();
    await mkdir(at("dir"));
    await writeFile(at("dir/a"), "needle");
    await until(async () => ok(await files.grep("needle")).matchCount === 1);
    await rm(at("dir"), { recursive: true });
    await until(async () => ok(await files.glob("**")).matches.length === 0);
    expect(await treeIn(files)).toEqual(await treeOf(directory));
    await files.close();
  });

  it("are seen to be others when their clock was set back", async () => {
    const { at, open } = await onDisk();
    await writeFile(at("a"), "one");
    const files = await open();
    await writeFile(at("a"), "uno");
    await utimes(at("a"), 1000, 1000);
    expect(await textOf(files, "/a")).toBe("uno");
    expect(ok(await files.stat("/a")).modifiedAt).toMatch(/^1970-01-01T00:16:40/);
    await files.close();
  });

  it("are seen to be others when their time, size and place are as before", async () => {
    const { at, open } = await onDisk();
    await writeFile(at("a"), "one");
    await utimes(at("a"), 1000, 1000);
    const files = await open();
    expect(await textOf(files, "/a")).toBe("one");
    await new Promise((resolve) => setTimeout(resolve, 20));
    await writeFile(at("a"), "uno");
    await utimes(at("a"), 1000, 1000);
    expect(await textOf(files, "/a")).toBe("uno");
    ok(await files.edit("/a", "uno", "dos"));
    expect(await readFile(at("a"), "utf8")).toBe("dos");
    await files.close();
  });

  it("are not read again after they were moved", async () => {
    const { at, directory, open } = await onDisk();
    await writeFile(at("a"), "one");
    await utimes(at("a"), 1000, 1000);
    const files = await open();
    const reads: string[] = [];
    const read = directory.read.bind(directory);
    directory.read = (path) => {
      reads.push(path);
      return read(path);
    };
    ok(await files.move("/a", "/b"));
    expect(await textOf(files, "/b")).toBe("one");
    expect(reads).toEqual([]);
    await files.close();
  });

  it("are written through links, and a link that leads upwards is left out", async () => {
    const { at, open } = await onDisk();
    await mkdir(at("dir/sub"), { recursive: true });
    await writeFile(at("dir/real"), "1");
    await symlink("dir/real", at("link"));
    await symlink("..", at("dir/sub/up"));
    const files = await open();
    ok(await files.write("/link", "2"));
    expect(await readFile(at("dir/real"), "utf8")).toBe("2");
    expect(await textOf(files, "/dir/real")).toBe("2");
    const { leftOut, leftOutExamples } = await files.status();
    expect(leftOut).toBe(1);
    expect(leftOutExamples).toEqual([{ path: "/dir/sub/up", reason: "'/dir/sub/up' leads back to a folder above it" }]);
    await files.close();
  });

  it("are the same by each of their paths, at once", async () => {
    const { at, directory, open } = await onDisk();
    await mkdir(at("dir/sub"), { recursive: true });
    await writeFile(at("dir/sub/a"), "old");
    await symlink("dir", at("link"));
    await symlink("dir/sub/a", at("file"));
    Object.assign(directory, { watch: undefined });
    const files = await open();
    const found = async (text: string) => ok(await files.grep(text)).matches.map(({ path }) => path);
    ok(await files.write("/link/sub/a", "one"));
    expect(await found("one")).toEqual(["/dir/sub/a", "/file", "/link/sub/a"]);
    ok(await files.write("/dir/sub/a", "two"));
    expect(await found("two")).toEqual(["/dir/sub/a", "/file", "/link/sub/a"]);
    ok(await files.write("/link/new", "two"));
    expect(await found("two")).toEqual(["/dir/new", "/dir/sub/a", "/file", "/link/new", "/link/sub/a"]);
    ok(await files.move("/dir/new", "/dir/sub/b"));
    ok(await files.remove("/link/sub/a"));
    expect(await found("two")).toEqual(["/dir/sub/b", "/link/sub/b"]);
    expect(await treeIn(files)).toEqual(await treeOf(directory));
    await files.close();
  });

  it("that are gone with the whole folder are an error, not an empty workspace", async () => {
    const { root, open } = await onDisk();
    const files = await open();
    ok(await files.write("/a", "1"));
    await rm(root, { recursive: true });
    const read = await files.read("/a");
    expect(read.error?.code).toBe("corrupt");
    expect(read.error?.message).toContain(`The folder '${root}' is gone`);
    expect((await files.write("/a", "2")).error?.message).toContain("is gone");
    expect((await files.status()).files).toBe(1);
    await files.close();
  });

  it("that two workspaces change are never lost", async () => {
    const { root, directory } = await onDisk();
    const lock = new ProcessLock(join(temporary(), "lock"));
    await writeFile(join(root, "count"), "0");
    const both = [await openFiles({ directory, lock }), await openFiles({ directory, lock })];
    await Promise.all(
      both.map(async (files) => {
        for (let done = 0; done < 25; ) {
          const { text, version = "" } = ok(await files.read("/count", { format: "raw" }));
          const { error } = await files.write("/count", String(Number(text) + 1), { ifVersion: version });
          if (!error) done++;
          else expect(error.code).toBe("stale");
        }
      }),
    );
    expect(await readFile(join(root, "count"), "utf8")).toBe("50");
    for (const files of both) await files.close();
  });

  it("that two processes change are never lost", async () => {
    const root = temporary();
    await writeFile(join(root, "count"), "0");
    const program = fileURLToPath(new URL("files-child.mjs", import.meta.url));
    const children = Array.from({ length: 2 }, () =>
      spawn(process.execPath, ["--no-warnings", program, root, "100"], { stdio: "inherit" }),
    );
    const codes = await Promise.all(children.map(async (child) => (await once(child, "close"))[0]));
    expect(codes).toEqual([0, 0]);
    expect(await readFile(join(root, "count"), "utf8")).toBe("200");
    expect(existsSync(join(root, ".nacre", "intent", "intent"))).toBe(false);
  });
});

describe("permission bits", () => {
  it("stay with a file that a patch moves and changes", async () => {
    const { at, open } = await onDisk();
    await mkdir(at("bin"));
    await writeFile(at("bin/run"), "one\ntwo\n", { mode: 0o755 });
    const files = await open();
    const patch = `*** Begin Patch
*** Update File: bin/run
*** Move to: tools/start
@@
-one
+1
*** End Patch`;
    ok(await files.applyPatch(patch));
    expect(await readFile(at("tools/start"), "utf8")).toBe("1\ntwo\n");
    expect((await stat(at("tools/start"))).mode & 0o777).toBe(0o755);
    expect(await readdir(at("bin"))).toEqual([]);
    await files.close();
  });
});

describe("what a workspace cannot show", () => {
  const kinds: Readonly<Record<string, (folder: string) => Promise<unknown>>> = {
    "a name that is not valid UTF-8": (folder) =>
      writeFile(Buffer.concat([Buffer.from(`${folder}/bad`), Buffer.from([0xff])]), "theirs"),
    "a pipe": async (folder) => execFileSync("mkfifo", [`${folder}/pipe`]),
    "a link that leads out": (folder) => symlink("/etc/hosts", `${folder}/out`),
    "a link that leads nowhere": (folder) => symlink("nowhere", `${folder}/dangling`),
    "the folder of another workspace": (folder) => mkdir(`${folder}/.nacre`),
  };

  it.each(Object.entries(kinds))("is not removed with its directory: %s", async (_, make) => {
    const { at, open } = await onDisk();
    await mkdir(at("dir/sub"), { recursive: true });
    await make(at("dir/sub"));
    const before = await readdir(at("dir/sub"), { encoding: "buffer" });
    const files = await open();
    expect(await files.status()).toMatchObject({ leftOut: 1 });
    for (const path of ["/dir", "/dir/sub"]) {
      const removed = await files.remove(path, { recursive: true });
      expect(removed.error).toMatchObject({ code: "conflict", message: expect.stringContaining("'/dir/sub/") });
    }
    expect(await readdir(at("dir/sub"), { encoding: "buffer" })).toEqual(before);
    await files.close();
  });

  it.each(Object.entries(kinds))("that came just now is not removed either: %s", async (_, make) => {
    const { at, open } = await onDisk();
    await mkdir(at("dir"));
    const files = await open();
    await make(at("dir"));
    expect((await files.remove("/dir", { recursive: true })).error?.code).toBe("conflict");
    expect(await readdir(at("dir"))).toHaveLength(1);
    await files.close();
  });

  it.each(Object.entries(kinds))("goes along with a directory that is renamed by a merge: %s", async (_, make) => {
    const { at, open } = await onDisk();
    await mkdir(at("dir"));
    for (const name of ["a", "b"]) await writeFile(at(`dir/${name}`), name, { mode: 0o755 });
    await make(at("dir"));
    const files = await open();
    const fork = await files.fork();
    ok(await fork.move("/dir", "/deep/moved"));
    ok(await fork.write("/deep/moved/b", "changed"));
    ok(await fork.write("/deep/moved/new", "new"));
    ok(await fork.write("/other", "other"));
    expect(ok(await files.merge(fork)).merged).toBe(true);
    expect(await readdir(at("."))).toEqual(["deep", "other"]);
    expect(await readdir(at("deep/moved"))).toHaveLength(4);
    expect((await stat(at("deep/moved/b"))).mode & 0o777).toBe(0o755);
    expect(await readFile(at("deep/moved/b"), "utf8")).toBe("changed");
    expect((await files.status()).leftOut).toBe(1);
    fork.dispose();
    await files.close();
  });

  it.each(Object.entries(kinds))("is told by listings and searches that pass it by: %s", async (_, make) => {
    const { at, open } = await onDisk();
    for (const path of ["dir/sub", "elsewhere", "dir/.hidden", "node_modules"])
      await mkdir(at(path), { recursive: true });
    for (const path of ["dir/sub", "dir/.hidden", "node_modules"]) await make(at(path));
    const files = await open();
    const [name = ""] = await readdir(at("dir/sub"));
    const path = `/dir/sub/${name}`;
    const told = [{ path, reason: expect.stringContaining(`'${path}'`) }];
    expect(ok(await files.ls("/dir/sub")).skipped).toEqual(told);
    expect(ok(await files.ls("/dir")).skipped).toBeUndefined();
    expect(ok(await files.glob("**", { path: "/dir" })).skipped).toEqual(name === ".nacre" ? undefined : told);
    expect(ok(await files.glob("dir/*.ts")).skipped).toBeUndefined();
    expect(ok(await files.glob("**", { path: "/elsewhere" })).skipped).toBeUndefined();
    const grep = async (options: object) => ok(await files.grep("x", options)).skipped;
    expect(await grep({ path: "/dir" })).toEqual(name === ".nacre" ? [] : told);
    expect(await grep({ path: "/dir/sub", ignoreHidden: false })).toEqual(told);
    expect(await grep({ ignoreHidden: false, ignoreVendored: true })).toHaveLength(2);
    expect(await grep({ ignoreHidden: false })).toHaveLength(3);
    expect(await grep({ glob: "/elsewhere/**" })).toEqual([]);
    await files.close();
  });

  it("is forgotten once it is gone", async () => {
    const { at, open } = await onDisk();
    await mkdir(at("dir"));
    await symlink("nowhere", at("dir/dangling"));
    const files = await open();
    await unlink(at("dir/dangling"));
    await until(async () => (await files.status()).leftOut === 0);
    ok(await files.remove("/dir", { recursive: true }));
    await files.close();
  });
});
