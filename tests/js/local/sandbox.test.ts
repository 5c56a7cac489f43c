import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { LocalBackend, type LocalSandbox } from "nacre";
import { cleanUp, temporary } from "../stores/directory-support.js";
import { checkHandles, ok, testCore, textOf } from "../support.js";
import { until } from "./files-support.js";

cleanUp();
checkHandles();

const rounds = 10;

/** A sandbox with more files than a listing waits for, whose watcher sees everything. */
async function settled(): Promise<{ root: string; sandbox: LocalSandbox }> {
  const root = temporary();
  await mkdir(join(root, "many"));
  for (let i = 0; i < 250; i++) await writeFile(join(root, `many/${i}`), "seed");
  const sandbox = await LocalBackend.open({ root, enableExecute: true, core: await testCore() });
  return { root, sandbox };
}

async function found(sandbox: LocalSandbox, pattern: string): Promise<string[]> {
  return ok(await sandbox.grep(pattern)).matches.map(({ path }) => path);
}

describe("what a command does", () => {
  it("is seen by the listing or search that follows", async () => {
    const { sandbox } = await settled();
    for (let i = 0; i < rounds; i++) {
      ok(await sandbox.execute(`mkdir -p d${i}; echo deep${i}. > d${i}/new.txt; echo top${i}. > top${i}.txt`));
      expect(ok(await sandbox.ls("/")).entries.map(({ name }) => name)).toContain(`top${i}.txt`);
      expect(ok(await sandbox.glob("**/new.txt")).matches.map(({ path }) => path)).toEqual([`/d${i}/new.txt`]);
      expect(await found(sandbox, `deep${i}\\.`)).toEqual([`/d${i}/new.txt`]);
      ok(await sandbox.execute(`rm -r d${i}; echo else${i}. > top${i}.txt`));
      expect(await found(sandbox, `deep${i}\\.`)).toEqual([]);
      expect(await found(sandbox, `else${i}\\.`)).toEqual([`/top${i}.txt`]);
    }
    await sandbox.close();
  });

  it("is in a fork, a snapshot, a comparison and an archive", async () => {
    const { sandbox } = await settled();
    ok(await sandbox.execute("echo one > forked"));
    const fork = await sandbox.fork();
    expect(await textOf(fork, "/forked")).toBe("one\n");
    fork.dispose();
    ok(await sandbox.execute("echo two > kept"));
    const before = await sandbox.snapshot();
    ok(await sandbox.execute("echo three > kept; echo four > added"));
    expect(ok(await sandbox.diff(before)).changes.map(({ path }) => path)).toEqual(["/added", "/kept"]);
    ok(await sandbox.execute("echo packed > archived"));
    expect(new TextDecoder().decode(ok(await sandbox.exportTar("/")).bytes)).toContain("packed\n");
    before.dispose();
    await sandbox.close();
  });

  it("is taken back by a return to a snapshot", async () => {
    const { root, sandbox } = await settled();
    const before = await sandbox.snapshot();
    ok(await sandbox.execute("echo new > new; echo changed > many/1"));
    ok(await sandbox.restore(before));
    await expect(readFile(join(root, "new"))).rejects.toThrow("ENOENT");
    expect(await readFile(join(root, "many/1"), "utf8")).toBe("seed");
    before.dispose();
    await sandbox.close();
  });

  it("in the background is seen once its output is", async () => {
    const { sandbox } = await settled();
    const { shellId } = ok(await sandbox.background.start("echo first. > first; echo ready; sleep 30"));
    await until(async () => ok(await sandbox.background.output(shellId)).stdout.includes("ready"));
    expect(await found(sandbox, "first\\.")).toEqual(["/first"]);
    ok(await sandbox.execute("rm first"));
    ok(await sandbox.stop());
    expect(await found(sandbox, "first\\.")).toEqual([]);
    await sandbox.close();
  });

  it("is seen by a search of a part, and then by one of everything", async () => {
    const { root, sandbox } = await settled();
    await rm(join(root, "many/7"));
    ok(await sandbox.execute("mkdir a b; echo inside. > a/x; echo inside. > b/x"));
    expect(ok(await sandbox.glob("*", { path: "/a" })).matches.map(({ path }) => path)).toEqual(["/a/x"]);
    expect(await found(sandbox, "inside\\.")).toEqual(["/a/x", "/b/x"]);
    await sandbox.close();
  });
});
