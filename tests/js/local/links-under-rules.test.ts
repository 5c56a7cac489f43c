import { mkdir, readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import {
  type Backend,
  CompositeBackend,
  createConsoleToolset,
  LocalBackend,
  type LocalBackendOptions,
  StateBackend,
} from "nacre";
import { createBashSandbox } from "nacre/just-bash";
import { cleanUp, temporary } from "../stores/directory-support.js";
import { checkHandles, ok, testCore } from "../support.js";

cleanUp();
checkHandles();

const secret = "KEY=1\n";

/** A folder in which links lead to what rules deny. */
async function withLinks(options: Partial<LocalBackendOptions> = {}) {
  const root = temporary();
  const at = (path: string): string => join(root, path);
  await mkdir(at("home/.ssh"), { recursive: true });
  await writeFile(at("home/.ssh/id"), secret);
  await writeFile(at(".env"), secret);
  await writeFile(at("plain"), "KEY=2\n");
  await symlink(".env", at("notes.txt"));
  await symlink("home/.ssh", at("docs"));
  await symlink("plain", at("other"));
  const files = await LocalBackend.open({ root, core: await testCore(), ...options });
  return { root, at, files };
}

const denied = { error: { code: "permission_denied" } };

async function pathsWith(files: Backend, pattern: string): Promise<readonly string[]> {
  return ok(await files.grep(pattern)).matches.map(({ path }) => path);
}

async function expectSafe(files: Backend): Promise<void> {
  for (const path of ["/notes.txt", "/docs/id"]) {
    expect(await files.read(path)).toMatchObject(denied);
    expect(await files.readBytes(path)).toMatchObject(denied);
    expect(await files.write(path, "mine")).toMatchObject(denied);
    expect(await files.edit(path, "KEY", "MINE")).toMatchObject(denied);
    expect(await files.move(path, "/free")).toMatchObject(denied);
    expect(await files.applyPatch(`--- a${path}\n+++ b${path}\n@@ -1 +1 @@\n-KEY=1\n+KEY=3\n`)).toMatchObject(denied);
  }
  expect(await files.write("/docs/new/deep", "mine")).toMatchObject(denied);
  expect(await files.move("/docs", "/free")).toMatchObject(denied);
  expect(await pathsWith(files, "KEY")).toEqual(["/other", "/plain"]);
  expect(ok(await files.read("/other", { format: "raw" })).text).toBe("KEY=2\n");
}

describe("rules for what a link leads to", () => {
  it("hold for a workspace under rules, and for its forks", async () => {
    const { files, at } = await withLinks({ permissions: "PERMISSIVE" });
    await expectSafe(files);
    const fork = await files.fork();
    await expectSafe(fork);
    fork.dispose();
    expect(await readFile(at(".env"), "utf8")).toBe(secret);
    await files.close();
  });

  it("hold for a link that was made just now", async () => {
    const { files, at } = await withLinks({ permissions: "PERMISSIVE" });
    ok(await files.write("/fresh", "1"));
    await symlink(".env", at("new.txt"));
    await symlink("home", at("way"));
    expect(await files.read("/new.txt")).toMatchObject(denied);
    expect(await files.write("/way/.ssh/id", "mine")).toMatchObject(denied);
    expect(await files.write("/way/free", "mine")).toMatchObject({ path: "/way/free" });
    await files.close();
  });

  it("ask, where they ask", async () => {
    const asked: string[] = [];
    const { files } = await withLinks({
      permissions: { default: "allow", read: { rules: [{ pattern: "/.env", action: "ask" }] } },
      onAsk: ({ target }) => {
        asked.push(target);
        return "allow";
      },
    });
    expect(ok(await files.read("/notes.txt", { format: "raw" })).text).toBe(secret);
    expect(asked).toEqual(["/.env"]);
    await files.close();
  });

  it("hold for tools, whose own rules see the path that they are given", async () => {
    const { files, at } = await withLinks();
    const notes = await StateBackend.create({ core: await testCore() });
    const composite = new CompositeBackend(notes, { "/project": files });
    for (const [backend, prefix] of [
      [files, ""],
      [composite, "/project"],
    ] as const) {
      const toolset = await createConsoleToolset({ backend, permissions: "PERMISSIVE" });
      for (const path of [`${prefix}/notes.txt`, `${prefix}/docs/id`]) {
        expect(await toolset.call("read_file", { path })).toMatchObject({ isError: true, code: "permission_denied" });
        const written = await toolset.call("write_file", { path, content: "mine" });
        expect(written).toMatchObject({ isError: true, code: "permission_denied" });
        const found = await toolset.call("grep", { pattern: "KEY", path, output_mode: "content" });
        expect(found.text).not.toContain("KEY=1");
      }
      const { text } = await toolset.call("grep", { pattern: "KEY", output_mode: "content" });
      expect(text).toContain("KEY=2");
      expect(text).not.toContain("KEY=1");
      expect((await toolset.call("read_file", { path: `${prefix}/other` })).text).toContain("KEY=2");
      toolset.dispose();
    }
    expect(await readFile(at(".env"), "utf8")).toBe(secret);
    composite.dispose();
    notes.dispose();
    await files.close();
  });

  it("hold for the shell in the page", async () => {
    const { files } = await withLinks();
    const sandbox = await createBashSandbox(files, { permissions: "PERMISSIVE", worker: false });
    const { output } = ok(await sandbox.execute("cat notes.txt docs/id; grep -r KEY .; cat other"));
    expect(output).not.toContain("KEY=1");
    expect(output).toContain("KEY=2");
    sandbox.dispose();
    await files.close();
  });
});
