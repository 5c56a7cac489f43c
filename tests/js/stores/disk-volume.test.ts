import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { type FileHandle, mkdir, open, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, afterEach, describe, expect, it, jest } from "@jest/globals";
import { DiskVolume } from "nacre/stores/disk";
import { volumeContract } from "nacre/testing";
import { runner } from "../support.js";

const root = mkdtempSync(join(tmpdir(), "nacre-volume-"));
let count = 0;
const place = (): string => join(root, String(count++));

afterEach(() => {
  jest.restoreAllMocks();
});

volumeContract({
  name: "DiskVolume",
  create: () => DiskVolume.open(place()),
  reopen: (volume) => DiskVolume.open((volume as DiskVolume).path),
  runner,
});

/** A folder on a disk of 3 MiB, where this process may mount one. */
function smallDisk(): string | undefined {
  const folder = place();
  mkdirSync(folder);
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=3m", "nacre-test", folder], { stdio: "ignore" });
    return folder;
  } catch {
    return undefined;
  }
}

const disk = smallDisk();
afterAll(() => {
  if (disk !== undefined) execFileSync("umount", [disk]);
  rmSync(root, { recursive: true, force: true });
});

if (disk === undefined) it.skip("a full disk: this process may not mount one", () => undefined);
else {
  volumeContract({
    name: "DiskVolume on a small disk",
    create: () => emptied(disk),
    createSmall: () => emptied(disk),
    runner: { describe, it: (name, body) => name.includes("full") && it(name, body) },
  });
}

async function emptied(folder: string): Promise<DiskVolume> {
  for (const name of readdirSync(folder)) rmSync(join(folder, name), { recursive: true });
  return DiskVolume.open(folder);
}

/** The methods that file handles share, for tests in which the system fails. */
async function fileHandles(): Promise<FileHandle> {
  const file = await open(root, "r");
  await file.close();
  return Object.getPrototypeOf(file);
}

function failing(code: string): Error {
  return Object.assign(new Error(`${code}: the disk says no`), { code });
}

describe("DiskVolume of a process that is killed", () => {
  it("has every write that was acknowledged, and each blob whole", async () => {
    const program = fileURLToPath(new URL("volume-child.mjs", import.meta.url));
    for (let round = 0; round < 4; round++) {
      const path = place();
      const child = spawn(process.execPath, [program, path], { stdio: ["ignore", "pipe", "inherit"] });
      let said = "";
      child.stdout.on("data", (chunk) => {
        said += chunk;
      });
      await once(child.stdout, "data");
      await new Promise((resolve) => setTimeout(resolve, 60 + 35 * round));
      child.kill("SIGKILL");
      await once(child, "close");
      const acknowledged = Number(said.split("\n").at(-2));
      expect(acknowledged).toBeGreaterThan(0);
      const volume = await DiskVolume.open(path);
      const log = new Uint32Array((await volume.read("log", 0, 4 << 20)).buffer);
      for (let i = 1; i <= acknowledged; i++) expect(log[i]).toBe(i);
      const content = new Set(await volume.read("whole", 0, 1 << 20));
      expect(content.size).toBe(1);
      expect((await volume.list()).map(({ name, size }) => `${name} ${size}`).sort()).toEqual([
        `log ${4 << 20}`,
        `whole ${300_000}`,
      ]);
      await volume.create("next", 1);
      expect(readdirSync(path).sort()).toEqual(["log", "next", "whole"]);
      await volume.release();
    }
  });
});

describe("DiskVolume", () => {
  it("leaves other files alone and does not show them", async () => {
    const folder = place();
    await mkdir(join(folder, "directory"), { recursive: true });
    await writeFile(join(folder, "notes.txt"), "mine");
    await writeFile(join(folder, "writer.lock"), "locked");
    const volume = await DiskVolume.open(folder);
    await volume.create("blob", 10);
    expect(await volume.list()).toEqual([{ name: "blob", size: 10 }]);
    expect(readdirSync(folder).sort()).toEqual(["blob", "directory", "notes.txt", "writer.lock"]);
    await volume.release();
  });

  it("does not follow a link in the place of a blob", async () => {
    const folder = place();
    const volume = await DiskVolume.open(folder);
    const outside = join(root, "outside");
    await writeFile(outside, "outside");
    await symlink(outside, join(folder, "link"));
    expect(await volume.list()).toEqual([]);
    await expect(volume.read("link", 0, 7)).rejects.toMatchObject({ name: "VolumeError", code: "io" });
    await expect(volume.write("link", 0, new Uint8Array(7))).rejects.toMatchObject({ name: "VolumeError", code: "io" });
    await volume.create("link", new Uint8Array(3));
    await volume.write("link", 0, new Uint8Array([1]));
    await volume.remove("link");
    expect(readFileSync(outside, "utf8")).toBe("outside");
  });

  it("does not wait for a pipe in the place of a blob", async () => {
    const volume = await DiskVolume.open(place());
    execFileSync("mkfifo", [join(volume.path, "pipe")]);
    await expect(volume.read("pipe", 0, 1)).rejects.toMatchObject({ code: "io" });
    await expect(volume.write("pipe", 0, new Uint8Array(1))).rejects.toMatchObject({ code: "io" });
  });

  it("says that it is lost when its folder was removed, moved or replaced", async () => {
    for (const spoil of [
      (path: string) => rmSync(path, { recursive: true }),
      (path: string) => renameSync(path, `${path}-moved`),
      (path: string) => {
        rmSync(path, { recursive: true });
        mkdirSync(path);
        writeFileSync(join(path, "blob"), new Uint8Array(10));
      },
    ]) {
      const volume = await DiskVolume.open(place());
      await volume.create("blob", 10);
      await volume.write("blob", 0, new Uint8Array([1]));
      spoil(volume.path);
      await volume.write("blob", 0, new Uint8Array([2]));
      await expect(volume.flush()).rejects.toMatchObject({ code: "lost" });
      await expect(volume.flush()).rejects.toMatchObject({ code: "lost" });
      await expect(volume.write("blob", 0, new Uint8Array([3]))).rejects.toMatchObject({ code: "lost" });
      await expect(volume.create("other", 10)).rejects.toMatchObject({ code: "lost" });
      await expect(volume.release()).rejects.toMatchObject({ code: "lost" });
    }
  });

  it("says that it is lost when nothing was open", async () => {
    const volume = await DiskVolume.open(place());
    rmSync(volume.path, { recursive: true });
    for (const call of [
      () => volume.list(),
      () => volume.read("blob", 0, 1),
      () => volume.write("blob", 0, new Uint8Array(1)),
      () => volume.create("blob", 1),
      () => volume.remove("blob"),
    ]) {
      await expect(call()).rejects.toMatchObject({ name: "VolumeError", code: "lost" });
    }
    expect(existsSync(volume.path)).toBe(false);
  });

  it("notices that a blob which waits for a flush was replaced", async () => {
    const volume = await DiskVolume.open(place());
    await volume.create("blob", 10);
    await volume.write("blob", 0, new Uint8Array([1]));
    rmSync(join(volume.path, "blob"));
    writeFileSync(join(volume.path, "blob"), new Uint8Array(10));
    await expect(volume.create("next", 10)).rejects.toMatchObject({ code: "lost" });
    await expect(volume.flush()).rejects.toMatchObject({ code: "lost" });
    await volume.release().catch(() => undefined);
  });

  it("goes on where the system wrote less than it was asked to", async () => {
    const volume = await DiskVolume.open(place());
    const handles = await fileHandles();
    const write = handles.write as (...args: unknown[]) => Promise<unknown>;
    jest.spyOn(handles, "write").mockImplementation(function (this: FileHandle, ...args: unknown[]) {
      const [bytes, from, length, position] = args as [Uint8Array, number, number, number];
      return write.call(this, bytes, from, Math.min(length, 7), position) as never;
    });
    const content = Uint8Array.from({ length: 100 }, (_, i) => i + 1);
    await volume.create("made", content);
    await volume.create("written", 200);
    await volume.write("written", 50, content);
    await volume.release();
    expect(await volume.read("made", 0, 100)).toEqual(content);
    expect(await volume.read("written", 50, 100)).toEqual(content);
  });

  it("goes on where the system read less than it was asked to", async () => {
    const volume = await DiskVolume.open(place());
    const content = Uint8Array.from({ length: 100 }, (_, i) => i + 1);
    await volume.create("blob", content);
    const handles = await fileHandles();
    const read = handles.read as (...args: unknown[]) => Promise<unknown>;
    jest.spyOn(handles, "read").mockImplementation(function (this: FileHandle, ...args: unknown[]) {
      const [bytes, to, length, position] = args as [Uint8Array, number, number, number];
      return read.call(this, bytes, to, Math.min(length, 7), position) as never;
    });
    expect(await volume.read("blob", 10, 80)).toEqual(content.slice(10, 90));
  });

  it("does not believe a sync after one that failed, until it has let go", async () => {
    const volume = await DiskVolume.open(place());
    await volume.create("blob", 10);
    await volume.write("blob", 0, new Uint8Array([1]));
    jest.spyOn(await fileHandles(), "datasync").mockRejectedValueOnce(failing("EIO"));
    await expect(volume.flush()).rejects.toMatchObject({ code: "io" });
    await expect(volume.flush()).rejects.toMatchObject({ code: "io" });
    await expect(volume.write("blob", 0, new Uint8Array([2]))).rejects.toMatchObject({ code: "io" });
    await expect(volume.release()).rejects.toMatchObject({ code: "io" });
    await volume.write("blob", 0, new Uint8Array([3]));
    await volume.flush();
    await volume.release();
  });

  it("syncs each file that was written, once, and a new one with its name", async () => {
    const volume = await DiskVolume.open(place());
    const handles = await fileHandles();
    const datasync = jest.spyOn(handles, "datasync");
    const sync = jest.spyOn(handles, "sync");
    await volume.create("a", 10);
    expect(sync).toHaveBeenCalledTimes(2);
    await volume.create("b", 10);
    await volume.write("a", 0, new Uint8Array([1]));
    await volume.write("a", 1, new Uint8Array([1]));
    await volume.write("b", 0, new Uint8Array([1]));
    expect(datasync).toHaveBeenCalledTimes(0);
    await volume.flush();
    expect(datasync).toHaveBeenCalledTimes(2);
    await volume.flush();
    expect(datasync).toHaveBeenCalledTimes(2);
    await volume.write("b", 0, new Uint8Array([2]));
    await volume.release();
    expect(datasync).toHaveBeenCalledTimes(3);
    sync.mockClear();
    await volume.remove("a");
    expect(sync).toHaveBeenCalledTimes(1);
  });

  it("puts up with a file system that cannot sync folders", async () => {
    const volume = await DiskVolume.open(place());
    const handles = await fileHandles();
    const sync = jest.spyOn(handles, "sync").mockResolvedValueOnce().mockRejectedValueOnce(failing("EINVAL"));
    await volume.create("blob", 10);
    expect(sync).toHaveBeenCalledTimes(2);
    expect(await volume.list()).toEqual([{ name: "blob", size: 10 }]);
  });

  it("leaves nothing of a blob that could not be made, and sweeps what a dead writer left", async () => {
    const volume = await DiskVolume.open(place());
    await volume.create("blob", new Uint8Array([1, 2, 3]));
    const handles = await fileHandles();
    for (const [code, expected] of [
      ["ENOSPC", "quota_exceeded"],
      ["EDQUOT", "quota_exceeded"],
      ["EIO", "io"],
    ] as const) {
      jest.spyOn(handles, "write").mockRejectedValueOnce(failing(code));
      await expect(volume.create("blob", 10)).rejects.toMatchObject({ code: expected });
    }
    expect(readdirSync(volume.path)).toEqual(["blob"]);
    expect(await volume.read("blob", 0, 3)).toEqual(new Uint8Array([1, 2, 3]));
    const left = `blob.${crypto.randomUUID()}.new`;
    writeFileSync(join(volume.path, left), "half");
    writeFileSync(join(volume.path, "mine.new"), "mine");
    const next = await DiskVolume.open(volume.path);
    expect(await next.list()).toEqual([{ name: "blob", size: 3 }]);
    await next.create("other", 1);
    expect(readdirSync(volume.path).sort()).toEqual(["blob", "mine.new", "other"]);
  });

  it("keeps few files open, and none after a release", async () => {
    if (!existsSync("/proc/self/fd")) return;
    const opened = (path: string): number =>
      Number(execFileSync("sh", ["-c", `ls -l /proc/${process.pid}/fd | grep -c ' ${path}/' || true`]));
    const volume = await DiskVolume.open(place());
    for (let i = 0; i < 50; i++) {
      await volume.create(`blob-${i}`, 10);
      await volume.write(`blob-${i}`, 0, new Uint8Array([i]));
      await volume.read(`blob-${i >> 1}`, 0, 1);
    }
    expect(opened(volume.path)).toBe(16);
    await volume.release();
    expect(opened(volume.path)).toBe(0);
  });

  it("cannot open what is no folder", async () => {
    const path = place();
    writeFileSync(path, "a file");
    await expect(DiskVolume.open(path)).rejects.toMatchObject({ name: "VolumeError" });
  });
});
