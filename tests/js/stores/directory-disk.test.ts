import { execFileSync, spawn } from "node:child_process";
import {
  chmodSync,
  copyFileSync,
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { DiskDirectory, type DiskDirectoryOptions } from "../../../js/stores/disk-directory.js";
import { directoryContract } from "../../../js/testing/directory.js";
import { runner } from "../support.js";
import { bytesOf, cleanUp, namesAt, temporary, textAt } from "./directory-support.js";

cleanUp();

function openDisk(root = temporary(), options: DiskDirectoryOptions = {}): Promise<DiskDirectory> {
  return DiskDirectory.open(root, options);
}

directoryContract({
  name: "DiskDirectory",
  create: () => openDisk(),
  reopen: (directory) => openDisk((directory as DiskDirectory).root),
  runner,
});

const isRoot = process.getuid?.() === 0;

describe("opening", () => {
  it("makes the folder, and resolves it once", async () => {
    const place = temporary();
    mkdirSync(join(place, "real"));
    symlinkSync("real", join(place, "link"));
    const directory = await openDisk(join(place, "link/made/here"));
    await directory.write("/a", bytesOf("1"));
    expect(readFileSync(join(place, "real/made/here/a"), "utf8")).toBe("1");
    rmSync(join(place, "link"));
    symlinkSync("/", join(place, "link"));
    expect(await namesAt(directory)).toEqual(["a"]);
  });

  it("refuses what is no folder, and names that are none", async () => {
    const file = join(temporary(), "file");
    writeFileSync(file, "");
    await expect(openDisk(file)).rejects.toMatchObject({ name: "DirectoryError" });
    await expect(openDisk(`${file}/below`)).rejects.toMatchObject({ code: "not_a_directory" });
    await expect(openDisk("")).rejects.toMatchObject({ name: "MisuseError", message: expect.stringContaining('""') });
    await expect(openDisk(7 as unknown as string)).rejects.toThrow(/not by number/);
  });

  it("tells when the folder is gone", async () => {
    const directory = await openDisk();
    rmSync(directory.root, { recursive: true });
    for (const work of [
      () => directory.list("/"),
      () => directory.stat("/a"),
      () => directory.read("/a"),
      () => directory.write("/a", bytesOf("1")),
    ]) {
      await expect(work()).rejects.toMatchObject({ code: "lost", message: expect.stringContaining(directory.root) });
    }
    expect(existsSync(directory.root)).toBe(false);
  });
});

describe("files", () => {
  it("keep their mode when they are replaced; new ones obey the umask", async () => {
    const directory = await openDisk();
    const mode = (name: string): number => statSync(join(directory.root, name)).mode & 0o7777;
    const script = join(directory.root, "run.sh");
    writeFileSync(script, "old");
    const umask = process.umask(0o027);
    try {
      for (const bits of [0o755, 0o640, 0o777]) {
        chmodSync(script, bits);
        await directory.write("/run.sh", bytesOf("new"));
        expect(mode("run.sh")).toBe(bits);
      }
      await directory.write("/new", bytesOf("1"));
      expect(mode("new")).toBe(0o640);
    } finally {
      process.umask(umask);
    }
  });

  (isRoot ? it : it.skip)("keep their owner when root replaces them", async () => {
    const directory = await openDisk();
    const file = join(directory.root, "a");
    writeFileSync(file, "old");
    execFileSync("chown", ["1234:2345", file]);
    await directory.write("/a", bytesOf("new"));
    expect(statSync(file)).toMatchObject({ uid: 1234, gid: 2345 });
  });

  (isRoot ? it : it.skip)(
    "that may not be written may not be replaced, though their directory would let us",
    async () => {
      const directory = await openDisk();
      writeFileSync(join(directory.root, "a"), "old", { mode: 0o444 });
      chmodSync(directory.root, 0o777);
      process.seteuid?.(65_534);
      try {
        await directory.write("/b", bytesOf("1"));
        const refusal = { code: "permission_denied", message: "Permission denied for '/a'" };
        await expect(directory.write("/a", bytesOf("new"))).rejects.toMatchObject(refusal);
        expect(await textAt(directory, "/a")).toBe("old");
      } finally {
        process.seteuid?.(0);
      }
    },
  );

  it("are replaced, also while they run", async () => {
    const directory = await openDisk();
    const program = join(directory.root, "sleep");
    copyFileSync("/bin/sleep", program);
    const child = spawn(program, ["60"]);
    await new Promise((resolve) => child.once("spawn", resolve));
    try {
      await directory.write("/sleep", bytesOf("new"));
      expect(await textAt(directory, "/sleep")).toBe("new");
    } finally {
      child.kill("SIGKILL");
    }
  });

  it("are replaced, not written in: an open file and a hard link keep the old content", async () => {
    const directory = await openDisk();
    const [file, twin] = [join(directory.root, "a"), join(directory.root, "twin")];
    writeFileSync(file, "old");
    linkSync(file, twin);
    const before = await directory.stat("/a");
    const after = await directory.write("/a", bytesOf("new"));
    expect(readFileSync(twin, "utf8")).toBe("old");
    expect(after.identity).not.toBe(before?.identity);
    expect(after).toEqual(await directory.stat("/a"));
  });

  it("have times in microseconds", async () => {
    const directory = await openDisk();
    await directory.write("/a", bytesOf("1"));
    utimesSync(join(directory.root, "a"), 1, 1_234_567_890.123456);
    expect((await directory.stat("/a"))?.modified).toBeCloseTo(1_234_567_890_123_456, -1);
  });

  it("that are hard links of each other can take each other's place", async () => {
    const directory = await openDisk();
    await directory.write("/a", bytesOf("1"));
    linkSync(join(directory.root, "a"), join(directory.root, "b"));
    await directory.move("/a", "/b");
    expect(await namesAt(directory)).toEqual(["b"]);
    expect(await textAt(directory, "/b")).toBe("1");
  });

  it("over the limit are refused by size", async () => {
    const directory = await openDisk();
    execFileSync("truncate", ["-s", "600M", join(directory.root, "huge")]);
    await expect(directory.read("/huge")).rejects.toMatchObject({
      code: "io",
      message: "File '/huge' has 629145600 bytes, over the limit of 512 MiB",
    });
    expect((await directory.stat("/huge"))?.size).toBe(629_145_600);
  });

  (isRoot ? it : it.skip)("of a system that says no are refused as such", async () => {
    const directory = await openDisk();
    await directory.write("/kept", bytesOf("old"));
    execFileSync("mount", ["--bind", directory.root, directory.root]);
    try {
      execFileSync("mount", ["-o", "remount,bind,ro", directory.root]);
      for (const work of [
        () => directory.write("/a", bytesOf("1")),
        () => directory.write("/kept", bytesOf("new")),
        () => directory.makeDirectory("/d"),
        () => directory.remove("/kept"),
        () => directory.move("/kept", "/moved"),
      ]) {
        await expect(work()).rejects.toMatchObject({ code: "permission_denied" });
      }
    } finally {
      execFileSync("umount", [directory.root]);
    }
    expect(await namesAt(directory)).toEqual(["kept"]);
    expect(await textAt(directory, "/kept")).toBe("old");
  });

  (isRoot ? it : it.skip)("that do not fit on a full disk leave everything as it was", async () => {
    const root = temporary();
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=1m", "tmpfs", root]);
    try {
      const directory = await openDisk(root);
      await directory.write("/kept", new Uint8Array(700_000).fill(1));
      for (const path of ["/kept", "/new"]) {
        await expect(directory.write(path, new Uint8Array(700_000))).rejects.toMatchObject({
          code: "quota_exceeded",
          message: `No room left on the disk for '${path}'`,
        });
      }
      expect(readdirSync(root)).toEqual(["kept"]);
      const { bytes } = await directory.read("/kept");
      expect(bytes.length === 700_000 && bytes.every((byte) => byte === 1)).toBe(true);
      await directory.remove("/kept");
      await directory.write("/new", new Uint8Array(700_000));
    } finally {
      execFileSync("umount", [root]);
    }
  });
});

describe("names", () => {
  it("that this system cannot have are refused", async () => {
    const directory = await openDisk();
    await expect(directory.write(`/${"x".repeat(256)}`, bytesOf("1"))).rejects.toMatchObject({ code: "invalid_path" });
    await expect(directory.makeDirectory(`/${"\u4e2d".repeat(86)}`)).rejects.toMatchObject({ code: "invalid_path" });
    expect(await namesAt(directory)).toEqual([]);
  });

  it("that are no UTF-8 are left out, yet go with their directory", async () => {
    const directory = await openDisk();
    await directory.makeDirectory("/d");
    const odd = Buffer.concat([Buffer.from(`${directory.root}/d/`), Buffer.from([0x61, 0xff])]);
    mkdirSync(odd);
    writeFileSync(Buffer.concat([odd, Buffer.from("/"), Buffer.from([0xfe])]), "1");
    writeFileSync(join(directory.root, "d/b\uFFFD"), "2");
    expect(await namesAt(directory, "/d")).toEqual(["b\uFFFD"]);
    await directory.remove("/d");
    expect(readdirSync(directory.root)).toEqual([]);
  });

  it("that are reserved are neither seen nor touched, by any spelling or link", async () => {
    const root = temporary();
    mkdirSync(join(root, ".nacre/log"), { recursive: true });
    writeFileSync(join(root, ".nacre/log/1"), "secret");
    symlinkSync(".nacre", join(root, "link"));
    symlinkSync(".nacre/log/1", join(root, "file"));
    mkdirSync(join(root, "d/.nacre"), { recursive: true });
    const directory = await openDisk(root, { reserved: [".nacre"] });
    expect(await namesAt(directory)).toEqual(["d"]);
    expect(await namesAt(directory, "/d")).toEqual([]);
    expect(await directory.list("/d", { others: true })).toEqual([
      { name: ".nacre", kind: "other", reason: "'/d/.nacre' is reserved" },
    ]);
    expect(await directory.stat("/.nacre/log/1")).toBeUndefined();
    await expect(directory.read("/.nacre/log/1")).rejects.toMatchObject({ code: "not_found" });
    await expect(directory.list("/.nacre")).rejects.toMatchObject({ code: "not_found" });
    for (const path of ["/file", "/link/log/1"]) {
      await expect(directory.read(path)).rejects.toMatchObject({ code: "invalid_path" });
    }
    for (const path of ["/.nacre/log/1", "/.NACRE/log/1", "/link/log/1", "/file", "/.nacre", "/d/.nacre/x"]) {
      const refusal = { code: "invalid_path", message: `'${path}' is reserved` };
      await expect(directory.write(path, bytesOf("1"))).rejects.toMatchObject(refusal);
      await expect(directory.makeDirectory(path)).rejects.toMatchObject(refusal);
    }
    await expect(directory.remove("/.nacre")).rejects.toMatchObject({ code: "invalid_path" });
    await expect(directory.remove("/link/log")).rejects.toMatchObject({ code: "invalid_path" });
    await expect(directory.move("/.nacre", "/mine")).rejects.toMatchObject({ code: "invalid_path" });
    await expect(directory.move("/d", "/.nacre")).rejects.toMatchObject({ code: "invalid_path" });
    expect(readFileSync(join(root, ".nacre/log/1"), "utf8")).toBe("secret");
  });

  it("that are reserved are so in allowed directories, too", async () => {
    const [root, beside] = [temporary(), temporary()];
    mkdirSync(join(beside, ".nacre"));
    writeFileSync(join(beside, ".nacre/log"), "secret");
    symlinkSync(beside, join(root, "beside"));
    symlinkSync(join(beside, ".nacre"), join(root, "hidden"));
    const directory = await openDisk(root, { reserved: [".nacre"], allowedDirectories: [beside] });
    expect(await namesAt(directory)).toEqual(["beside"]);
    expect(await namesAt(directory, "/beside")).toEqual([]);
    for (const path of ["/beside/.nacre/log", "/hidden/log"]) {
      await expect(directory.write(path, bytesOf("1"))).rejects.toMatchObject({ code: "invalid_path" });
    }
  });
});

describe("temporary files", () => {
  it("are hidden, and removed when they were left behind", async () => {
    const directory = await openDisk();
    const [fresh, old] = [".nacre-0123456789abcdef.tmp", ".nacre-fedcba9876543210.tmp"];
    for (const name of [fresh, old, ".nacre-mine.tmp"]) writeFileSync(join(directory.root, name), "1");
    const longAgo = Date.now() / 1000 - 61;
    for (const name of [old, ".nacre-mine.tmp"]) utimesSync(join(directory.root, name), longAgo, longAgo);
    expect(await namesAt(directory)).toEqual([".nacre-mine.tmp"]);
    expect(readdirSync(directory.root).sort()).toEqual([fresh, ".nacre-mine.tmp"].sort());
    expect(await directory.stat(`/${fresh}`)).toBeUndefined();
    await expect(directory.write(`/${fresh}`, bytesOf("2"))).rejects.toMatchObject({ code: "invalid_path" });
  });
});

describe("special files", () => {
  it("are left out, and refused by what they are, without waiting", async () => {
    const directory = await openDisk();
    execFileSync("mkfifo", [join(directory.root, "pipe")]);
    const server = createServer().listen(join(directory.root, "socket"));
    await new Promise((resolve) => server.once("listening", resolve));
    symlinkSync("pipe", join(directory.root, "link"));
    try {
      expect(await namesAt(directory)).toEqual([]);
      for (const [name, words] of Object.entries({ pipe: "a pipe", socket: "a socket", link: "a pipe" })) {
        const refusal = { code: "io", message: `'/${name}' is ${words}, not a file` };
        expect(await directory.stat(`/${name}`)).toBeUndefined();
        await expect(directory.read(`/${name}`)).rejects.toMatchObject(refusal);
        await expect(directory.write(`/${name}`, bytesOf("1"))).rejects.toMatchObject(refusal);
      }
      await expect(directory.move("/pipe", "/p")).rejects.toMatchObject({ code: "io" });
    } finally {
      server.close();
    }
  });

  (isRoot ? it : it.skip)("that are devices are never opened", async () => {
    const directory = await openDisk();
    execFileSync("mknod", [join(directory.root, "zero"), "c", "1", "5"]);
    await expect(directory.read("/zero")).rejects.toMatchObject({ message: "'/zero' is a device, not a file" });
    expect(await namesAt(directory)).toEqual([]);
  });
});

describe("watching", () => {
  it("tells of what lies in a directory that was moved, and of nothing behind links", async () => {
    const directory = await openDisk();
    const outside = temporary();
    mkdirSync(join(directory.root, "a/b"), { recursive: true });
    writeFileSync(join(directory.root, "a/b/f"), "1");
    symlinkSync(outside, join(directory.root, "link"));
    const seen: string[] = [];
    const stop = directory.watch((change) => seen.push(...(change === "overflow" ? [change] : change.paths)));
    const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 300));
    try {
      await settled();
      renameSync(join(directory.root, "a"), join(directory.root, "c"));
      await settled();
      expect(seen).toEqual(expect.arrayContaining(["/a", "/c", "/c/b", "/c/b/f"]));
      seen.length = 0;
      writeFileSync(join(directory.root, "c/b/f"), "2");
      writeFileSync(join(outside, "secret"), "3");
      await settled();
      expect([...new Set(seen)]).toEqual(["/c/b/f"]);
    } finally {
      stop();
    }
  });

  it("tells nothing of what happens in reserved folders, and loses count of nothing by it", async () => {
    const directory = await openDisk(temporary(), { reserved: [".own"] });
    mkdirSync(join(directory.root, ".own/inner"), { recursive: true });
    const changes: unknown[] = [];
    const stop = directory.watch((change) => changes.push(change));
    const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 300));
    try {
      await settled();
      writeFileSync(join(directory.root, ".own/inner/a"), "1");
      renameSync(join(directory.root, ".own/inner/a"), join(directory.root, ".own/inner/b"));
      mkdirSync(join(directory.root, ".own/more"));
      await settled();
      expect(changes).toEqual([]);
    } finally {
      stop();
    }
  });

  it("tells that it lost count when more changes than fit in a batch", async () => {
    const directory = await openDisk();
    const changes: unknown[] = [];
    const stop = directory.watch((change) => changes.push(change));
    try {
      await new Promise((resolve) => setTimeout(resolve, 100));
      for (let index = 0; index < 10_500; index++) writeFileSync(join(directory.root, `f${index}`), "");
      await new Promise((resolve) => setTimeout(resolve, 500));
      expect(changes).toContain("overflow");
    } finally {
      stop();
    }
  });
});
