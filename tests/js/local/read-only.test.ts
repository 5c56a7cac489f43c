import { execFileSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { chmod, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "@jest/globals";
import { cleanUp, temporary } from "../stores/directory-support.js";

cleanUp();

const child = fileURLToPath(new URL("read-only-child.mjs", import.meta.url));
/** Whom the rights of a folder do not hold has to become somebody else. */
const nobody = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {};

const onPosix = process.platform === "win32" ? describe.skip : describe;

async function folder(): Promise<string> {
  const root = temporary();
  await mkdir(join(root, "dir"));
  await writeFile(join(root, "dir/a"), "needle");
  return root;
}

function lookInto(root: string): unknown {
  return JSON.parse(execFileSync(process.execPath, [child, root], { encoding: "utf8", ...nobody }));
}

onPosix("a folder that may only be read", () => {
  it.each([
    ["that is new", false],
    ["that somebody else works in", true],
  ])("opens, and refuses every change: one %s", async (_, used) => {
    const root = await folder();
    if (used) {
      await mkdir(join(root, ".nacre/intent"), { recursive: true });
      for (const path of [".nacre/intent", ".nacre"]) await chmod(join(root, path), 0o555);
    }
    await chmod(root, 0o555);
    const before = readdirSync(root);
    const refusal = { code: "permission_denied", message: expect.stringContaining("may only be read by this process") };
    expect(lookInto(root)).toMatchObject({
      readOnly: true,
      text: "needle",
      matchCount: 1,
      errors: { write: refusal, import: refusal, remove: refusal },
      after: "needle",
      pack: { code: "permission_denied", message: expect.stringContaining("may only be read") },
    });
    expect(readdirSync(root)).toEqual(before);
    await chmod(root, 0o755);
  });
});
