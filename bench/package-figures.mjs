import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const core = new URL("../dist/core/", import.meta.url);

/** Bytes of the embind build, its module and its glue each gzipped. */
export function packageSize() {
  return readdirSync(core)
    .filter((name) => name === "nacre.wasm" || name === "nacre.js" || name === "nacre.mjs")
    .reduce((sum, name) => sum + gzipSync(readFileSync(new URL(name, core)), { level: 9 }).length, 0);
}

/** Milliseconds from before the import to the first answer, in a fresh process; the median of nine. */
export function firstCall() {
  const program = `
    const start = performance.now();
    const { StateBackend } = await import("nacre");
    const files = await StateBackend.create({ files: { "/a": "x" } });
    await files.read("/a");
    console.log(performance.now() - start);`;
  const times = Array.from({ length: 9 }, () =>
    Number(
      spawnSync(process.execPath, ["--input-type=module", "-e", program], {
        encoding: "utf8",
        cwd: fileURLToPath(new URL("..", import.meta.url)),
      }).stdout,
    ),
  );
  return times.sort((a, b) => a - b)[4];
}
