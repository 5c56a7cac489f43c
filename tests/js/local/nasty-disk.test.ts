import { execFileSync } from "node:child_process";
import {
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
import { join } from "node:path";
import { afterEach, describe, expect, it } from "@jest/globals";
import type { KeptWorkspace } from "../../../js/local/kept-workspace.js";
import { DiskDirectory } from "../../../js/stores/disk-directory.js";
import { DiskVolume } from "../../../js/stores/disk-volume.js";
import { MemoryVolume } from "../../../js/stores/memory-volume.js";
import { cleanUp, temporary } from "../stores/directory-support.js";
import { checkHandles, ok, textOf } from "../support.js";
import { openFiles, treeIn, treeOf, until } from "./files-support.js";
import { openPack } from "./pack-support.js";

cleanUp();
checkHandles();

async function onDisk(root = temporary()) {
  const directory = await DiskDirectory.open(root, { reserved: [".git"] });
  const open = () => openFiles({ directory, volume: new MemoryVolume() });
  return { root, directory, open, at: (path: string) => join(root, path) };
}

/** Waits until the workspace has what the folder has; a file that goes while it is looked at is no failure. */
async function settled(files: KeptWorkspace, directory: DiskDirectory): Promise<void> {
  const real = JSON.stringify(await treeOf(directory));
  const listing = async (): Promise<string> => JSON.stringify(await treeIn(files));
  await until(async () => (await listing().catch(() => "")) === real);
}

describe("real files that others change while they are open", () => {
  it("in the same second and to the same size, on a disk that counts in seconds, are read anew", async () => {
    const { at, open } = await onDisk();
    const second = Math.floor(Date.now() / 1000);
    const put = (text: string): void => {
      writeFileSync(at("a"), text);
      utimesSync(at("a"), second, second);
    };
    put("one");
    const files = await open();
    expect(await textOf(files, "/a")).toBe("one");
    for (const text of ["two", "six"]) {
      put(text);
      expect(await textOf(files, "/a")).toBe(text);
    }
    put("ten");
    expect((await files.edit("/a", "six", "new")).error?.code).toBe("no_match");
    ok(await files.edit("/a", "ten", "new"));
    expect(readFileSync(at("a"), "utf8")).toBe("new");
    await files.close();
  });

  it("by a directory that takes the place of one that is not empty", async () => {
    const { at, directory, open } = await onDisk();
    for (const [name, text] of Object.entries({ "old/a": "1", "old/b": "2", "new/a": "11", "new/c": "33" })) {
      mkdirSync(join(at(name), ".."), { recursive: true });
      writeFileSync(at(name), text);
    }
    const files = await open();
    expect((await files.move("/new", "/old", { overwrite: true })).error).toBeDefined();
    expect(readdirSync(at("old")).sort()).toEqual(["a", "b"]);
    renameSync(at("old"), at("aside"));
    renameSync(at("new"), at("old"));
    await settled(files, directory);
    expect(Object.keys(await treeIn(files))).toEqual(["/aside/", "/aside/a", "/aside/b", "/old/", "/old/a", "/old/c"]);
    await files.close();
  });

  it("by a link that is swapped from the inside to the outside and back", async () => {
    const { at, open } = await onDisk();
    const outside = join(temporary(), "secret");
    writeFileSync(outside, "secret");
    writeFileSync(at("inside"), "mine");
    const lead = (target: string): void => {
      rmSync(at("link"), { force: true });
      symlinkSync(target, at("link"));
    };
    lead("inside");
    const files = await open();
    expect(await textOf(files, "/link")).toBe("mine");
    lead(outside);
    expect((await files.read("/link")).error?.code).toBe("permission_denied");
    expect((await files.write("/link", "overwritten")).error?.code).toBe("permission_denied");
    expect((await files.edit("/link", "mine", "overwritten")).error?.code).toBe("permission_denied");
    expect(ok(await files.grep("secret")).matchCount).toBe(0);
    expect(readFileSync(outside, "utf8")).toBe("secret");
    lead("inside");
    ok(await files.edit("/link", "mine", "ours"));
    expect(readFileSync(at("inside"), "utf8")).toBe("ours");
    await files.close();
  });

  it("by git, which goes to and fro between two branches of 2,000 files", async () => {
    const { root, at, directory, open } = await onDisk();
    const git = (...args: string[]): string =>
      execFileSync("git", ["-c", "user.name=n", "-c", "user.email=e@x", "-c", "core.fsync=none", ...args], {
        cwd: root,
        encoding: "utf8",
      });
    const fill = (branch: string, directories: number): void => {
      for (let i = 0; i < 2000; i++) {
        const folder = at(`${i % 3 === 0 ? "both" : branch}/d${i % directories}`);
        mkdirSync(folder, { recursive: true });
        writeFileSync(join(folder, `f${i}`), `${branch} ${i % 5 === 0 ? "" : i}\n`);
      }
      git("add", "-A");
      git("commit", "-qm", branch);
    };
    git("init", "-q", "-b", "one");
    fill("one", 40);
    git("checkout", "-q", "--orphan", "two");
    git("rm", "-rqf", ".");
    fill("two", 30);
    const files = await open();
    const working: Promise<void>[] = [];
    for (const branch of ["one", "two", "one"]) {
      git("checkout", "-q", branch);
      // Work goes on meanwhile, in a directory that no branch has.
      working.push(files.write(`/own/${working.length}`, branch).then((result) => void ok(result)));
      await files.grep("two 7", { path: "/both" });
    }
    await Promise.all(working);
    await settled(files, directory);
    expect(ok(await files.glob("one/**/f*")).matches).toHaveLength(1333);
    // What was written meanwhile, on the other branch.
    expect(ok(await files.grep("^two")).matches.map(({ path }) => path)).toEqual(["/own/1"]);
    expect(git("status", "--porcelain")).toBe("?? own/\n");
    await files.close();
  }, 60_000);
});

const canMount = process.getuid?.() === 0 && process.platform === "linux";
const mounted: string[] = [];

/** A disk of that many bytes. */
function smallDisk(bytes: number): string {
  const folder = temporary();
  execFileSync("mount", ["-t", "tmpfs", "-o", `size=${bytes}`, "tmpfs", folder]);
  mounted.push(folder);
  return folder;
}

(canMount ? describe : describe.skip)("a disk that is full", () => {
  afterEach(() => {
    for (const folder of mounted.splice(0)) execFileSync("umount", ["-l", folder]);
  });

  const text = (letter: string): string => letter.repeat(200_000);

  it("refuses a file and a batch of real files, keeps what was there, and takes more when there is room", async () => {
    const { at, directory, open } = await onDisk(smallDisk(1 << 20));
    const files = await open();
    ok(await files.write("/a", text("a")));
    ok(await files.write("/b", text("b")));
    const before = await treeOf(directory);
    writeFileSync(at("filler"), Buffer.alloc(statSync(at("a")).size * 2));
    expect((await files.write("/a", text("A").repeat(3))).error?.code).toBe("quota_exceeded");
    const batch = new Map(["a", "b", "c", "d"].map((name) => [`/${name}`, text(name.toUpperCase())] as const));
    expect((await files.import(batch)).error?.code).toBe("quota_exceeded");
    rmSync(at("filler"));
    expect(await treeOf(directory)).toEqual(before);
    await until(async () => !(await files.exists("/filler")));
    expect(await treeIn(files)).toEqual(before);
    expect(readdirSync(directory.root).sort()).toEqual(["a", "b"]);
    ok(await files.write("/c", text("c")));
    await files.close();
  });

  it("refuses what makes a pack grow, keeps what it has, and lets files be removed", async () => {
    const folder = smallDisk(6 << 20);
    const tuning = { segmentBytes: 1 << 20 };
    const volume = await DiskVolume.open(join(folder, "pack"));
    const files = await openPack({ volume, tuning });
    let error: { readonly code: string } | undefined;
    let written = 0;
    for (; !error && written < 100; written += error ? 0 : 1)
      ({ error } = await files.write(`/f${written}`, text("x")));
    expect(error?.code).toBe("quota_exceeded");
    expect(written).toBeGreaterThan(5);
    for (let i = 1; i < written; i++) ok(await files.remove(`/f${i}`));
    await until(async () => !(await files.write("/again", text("y"))).error);
    await files.close();
    const again = await openPack({ volume: await DiskVolume.open(join(folder, "pack")), tuning });
    expect(Object.keys(await treeIn(again))).toEqual(["/again", "/f0"]);
    await again.close();
  });
});
