import { mkdirSync } from "node:fs";
import { run } from "./command.mjs";
import { root } from "./paths.mjs";

/** Packs the built package as npm publishes it, and answers the tarball's path. */
export async function pack() {
  const folder = `${root}/build/pack`;
  mkdirSync(folder, { recursive: true });
  const output = await run("npm", ["pack", "--json", "--ignore-scripts", "--pack-destination", folder]);
  const [{ filename }] = JSON.parse(output.slice(output.indexOf("[")));
  return `${folder}/${filename}`;
}
