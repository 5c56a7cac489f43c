import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import type { DiskDirectory, DiskDirectoryOptions } from "../../../js/stores/disk-directory.js";
import { bytesOf, namesAt, temporary, textAt } from "./directory-support.js";

type Open = (root: string, options?: DiskDirectoryOptions) => Promise<DiskDirectory>;

interface Folders {
  readonly root: string;
  readonly beside: string;
  readonly outside: string;
}

/** A root, a directory to be allowed beside it, and one that is not to be touched. */
function folders(): Folders {
  const place = temporary();
  const made = { root: join(place, "root"), beside: join(place, "beside"), outside: join(place, "outside") };
  for (const folder of Object.values(made)) mkdirSync(join(folder, "d"), { recursive: true });
  for (const [name, folder] of Object.entries(made)) writeFileSync(join(folder, "d/f"), name);
  return made;
}

/** Everything below a folder, to see that it did not change. */
function picture(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .map(
      (entry) =>
        `${join(entry.parentPath, entry.name)} ${entry.isFile() ? readFileSync(join(entry.parentPath, entry.name), "utf8") : ""}`,
    )
    .sort();
}

/** What holds for links, whatever way a host has to hold on to directories. */
export function linkCases(open: Open): void {
  describe("links", () => {
    it("within the folder are followed, and stay when what they lead to is replaced", async () => {
      const { root } = folders();
      const links = { file: "d/f", absolute: join(root, "d/f"), chain: "file", directory: "d", top: ".", "d/up": ".." };
      for (const [name, target] of Object.entries(links)) symlinkSync(target, join(root, name));
      const directory = await open(root);
      const rows = await directory.list("/");
      expect(Object.fromEntries(rows.map(({ name, kind }) => [name, kind]))).toEqual({
        d: "directory",
        file: "file",
        absolute: "file",
        chain: "file",
        directory: "directory",
        top: "directory",
      });
      expect(await namesAt(directory, "/top/directory/up/d")).toEqual(["f", "up"]);
      for (const name of ["file", "absolute", "chain", "directory/f", "top/d/f", "d/up/chain"]) {
        const written = await directory.write(`/${name}`, bytesOf(name));
        expect(written.leadsTo).toBe("/d/f");
        expect({ ...(await directory.stat("/d/f")), leadsTo: "/d/f" }).toEqual(written);
        expect(readFileSync(join(root, "d/f"), "utf8")).toBe(name);
        expect(await textAt(directory, `/${name}`)).toBe(name);
      }
      for (const [name, target] of Object.entries(links)) expect(readlinkSync(join(root, name))).toBe(target);
      await expect(directory.write("/top", bytesOf("1"))).rejects.toMatchObject({ code: "is_a_directory" });
      await expect(directory.read("/directory")).rejects.toMatchObject({ code: "is_a_directory" });
      await directory.makeDirectory("/top");
    });

    it("are listed with the tags of what they lead to", async () => {
      const { root, outside } = folders();
      const links = { file: "d/f", directory: "d", away: join(outside, "d/f"), dangling: "none" };
      for (const [name, target] of Object.entries(links)) symlinkSync(target, join(root, name));
      const directory = await open(root);
      const rows = await directory.list("/", { tags: true });
      expect(rows.map(({ name }) => name).sort()).toEqual(["d", "directory", "file"]);
      for (const { name, tag } of rows) expect({ name, tag }).toEqual({ name, tag: await directory.stat(`/${name}`) });
      const behind = await directory.stat("/d/f");
      expect(behind?.leadsTo).toBeUndefined();
      expect(await directory.stat("/file")).toEqual({ ...behind, leadsTo: "/d/f" });
      expect(await directory.stat("/directory/f")).toEqual({ ...behind, leadsTo: "/d/f" });
    });

    it("into an allowed directory are followed, and to it", async () => {
      const { root, beside } = folders();
      symlinkSync(beside, join(root, "all"));
      symlinkSync("../beside/d/f", join(root, "file"));
      symlinkSync("../beside/d/new", join(root, "new"));
      const directory = await open(root, { allowedDirectories: [beside] });
      expect(await namesAt(directory)).toEqual(["all", "d", "file"]);
      expect(await directory.stat("/all")).toMatchObject({ kind: "directory" });
      // What is not in the folder has no other path in it.
      for (const path of ["/all", "/all/d/f"]) expect((await directory.stat(path))?.leadsTo).toBeUndefined();
      expect((await directory.stat("/file"))?.leadsTo).toBe("/d/f");
      expect(await textAt(directory, "/file")).toBe("beside");
      await directory.write("/file", bytesOf("1"));
      await directory.write("/new", bytesOf("2"));
      await directory.makeDirectory("/all/made");
      await directory.move("/all/d/new", "/all/made/new");
      expect(readFileSync(join(beside, "d/f"), "utf8")).toBe("1");
      expect(readFileSync(join(beside, "made/new"), "utf8")).toBe("2");
      expect(lstatSync(join(root, "new")).isSymbolicLink()).toBe(true);
    });

    it("that lead outside are left out, and every use is refused", async () => {
      const { root, beside, outside } = folders();
      const targets = {
        directory: outside,
        file: join(outside, "d/f"),
        relative: "../outside/d/f",
        "d/deep": "../../outside/d",
        chain: "file",
        dangling: "../outside/none",
        "dangling-deep": "../outside/none/none",
        through: "directory/d/f",
        sibling: `${root}-not`,
        proc: "/proc/self/root",
        parent: "..",
      };
      for (const [name, target] of Object.entries(targets)) symlinkSync(target, join(root, name));
      const directory = await open(root, { allowedDirectories: [beside] });
      expect(await namesAt(directory)).toEqual(["d"]);
      expect(await namesAt(directory, "/d")).toEqual(["f"]);
      mkdirSync(join(root, "other"));
      const before = picture(outside);
      const paths = Object.keys(targets).map((name) => `/${name}`);
      for (const path of [...paths, "/directory/d/f", "/directory/none", "/dangling/none", "/d/deep/f", "/chain/x"]) {
        const message = `Access denied: '${path}' is outside allowed directories (${root}, ${beside})`;
        for (const work of [
          () => directory.stat(path),
          () => directory.read(path),
          () => directory.list(path),
          () => directory.write(path, bytesOf("x")),
          () => directory.makeDirectory(path),
          () => directory.remove(path),
          () => directory.move(path, "/moved"),
          () => directory.move("/other", path),
        ]) {
          await expect(work()).rejects.toMatchObject({ name: "DirectoryError", code: "outside", message });
        }
      }
      expect(picture(outside)).toEqual(before);
      expect(existsSync(`${root}-not`)).toBe(false);
    });

    it("that dangle within the folder lead to where a write makes the file", async () => {
      const { root } = folders();
      symlinkSync("d/made", join(root, "link"));
      const directory = await open(root);
      expect(await namesAt(directory)).toEqual(["d"]);
      expect(await directory.stat("/link")).toBeUndefined();
      await expect(directory.read("/link")).rejects.toMatchObject({ code: "not_found" });
      await directory.write("/link", bytesOf("1"));
      expect(readFileSync(join(root, "d/made"), "utf8")).toBe("1");
      expect(lstatSync(join(root, "link")).isSymbolicLink()).toBe(true);
    });

    it("that go round in a circle, or on and on, are refused", async () => {
      const { root } = folders();
      symlinkSync("b", join(root, "a"));
      symlinkSync("a", join(root, "b"));
      symlinkSync("d/f", join(root, "l0"));
      for (let index = 1; index < 60; index++) symlinkSync(`l${index - 1}`, join(root, `l${index}`));
      const directory = await open(root);
      for (const path of ["/a", "/a/x", "/l59"]) {
        await expect(directory.read(path)).rejects.toMatchObject({
          code: "io",
          message: expect.stringMatching(/link/),
        });
        await expect(directory.write(path, bytesOf("1"))).rejects.toMatchObject({ code: "io" });
      }
      expect(await textAt(directory, "/l30")).toBe("root");
    });

    it("are removed and moved themselves, not what they lead to", async () => {
      const { root } = folders();
      symlinkSync("d", join(root, "directory"));
      symlinkSync("d/f", join(root, "file"));
      const directory = await open(root);
      await directory.remove("/directory");
      await directory.move("/file", "/moved");
      expect(readlinkSync(join(root, "moved"))).toBe("d/f");
      expect(await textAt(directory, "/d/f")).toBe("root");
      symlinkSync("d", join(root, "directory"));
      await expect(directory.move("/moved", "/directory")).rejects.toMatchObject({ code: "is_a_directory" });
    });

    it("to the outside go with their directory, and what they lead to stays", async () => {
      const { root, outside } = folders();
      symlinkSync(outside, join(root, "d/away"));
      const before = picture(outside);
      const directory = await open(root);
      await directory.remove("/d");
      expect(picture(outside)).toEqual(before);
      expect(readdirSync(root)).toEqual([]);
    });
  });
}
