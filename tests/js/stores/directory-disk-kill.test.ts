import { spawn } from "node:child_process";
import { readdirSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "@jest/globals";
import { build } from "esbuild";
import { DiskDirectory } from "../../../js/stores/disk-directory.js";
import { cleanUp, namesAt, temporary } from "./directory-support.js";

cleanUp();

const kills = 50;
const bytesInFile = 400_000;

/** Writes version after version, each a file full of its number, and says which one is done. */
const writer = `
  const { DiskDirectory } = await import(process.argv[1]);
  const directory = await DiskDirectory.open(process.argv[2]);
  for (let version = Number(process.argv[3]); ; version++) {
    await directory.write("/a", new Uint8Array(new Uint32Array(${bytesInFile / 4}).fill(version).buffer));
    process.stdout.write(version + "\\n");
  }
`;

/** Runs the writer and kills it soon after its first write; tells the last version that it said was done. */
async function writeAndDie(module: string, root: string, version: number): Promise<number> {
  const args = ["--input-type=module", "--eval", writer, "--", module, root, String(version)];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
  let said = "";
  child.stdout.on("data", (chunk) => {
    if (said === "") setTimeout(() => child.kill("SIGKILL"), Math.random() * 20);
    said += chunk;
  });
  const signal = await new Promise((resolve) => child.on("close", (_, signal) => resolve(signal)));
  expect(signal).toBe("SIGKILL");
  return Number(said.split("\n").at(-2));
}

it("a writer that is killed leaves the old content or the new one, and nothing else to see", async () => {
  const folder = temporary();
  const [module, root] = [join(folder, "disk.mjs"), join(folder, "root")];
  const entry = fileURLToPath(new URL("../../../js/stores/disk-directory.ts", import.meta.url));
  await build({ entryPoints: [entry], outfile: module, bundle: true, platform: "node", format: "esm" });
  const directory = await DiskDirectory.open(root);
  const leftovers = (): string[] => readdirSync(root).filter((name) => name !== "a");
  let torn = 0;
  let done = 0;
  for (let kill = 0; kill < kills; kill++) {
    done = await writeAndDie(module, root, done + 1);
    const { bytes } = await directory.read("/a");
    const versions = new Set(new Uint32Array(bytes.buffer));
    expect([bytes.length, versions.size]).toEqual([bytesInFile, 1]);
    const [version = 0] = versions;
    expect([done, done + 1]).toContain(version);
    expect(await namesAt(directory)).toEqual(["a"]);
    torn = leftovers().length;
    done = version;
  }
  // Some were hit in the middle of a write.
  expect(torn).toBeGreaterThan(0);
  const longAgo = Date.now() / 1000 - 120;
  for (const name of leftovers()) utimesSync(join(root, name), longAgo, longAgo);
  expect(await namesAt(directory)).toEqual(["a"]);
  expect(leftovers()).toEqual([]);
}, 120_000);
