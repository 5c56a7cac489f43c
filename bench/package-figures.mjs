import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { prepareWorkerd } from "../tools/workerd.mjs";
import { median } from "./figures.mjs";

const repository = fileURLToPath(new URL("..", import.meta.url));
const RUNS = 9;

/** Bytes of the embind build, its module and its glue each as `gzip -9` writes them. */
export function packageSize() {
  return ["nacre.wasm", "nacre.js"]
    .map((name) => readFileSync(`${repository}/dist/core/${name}`))
    .map((bytes) => spawnSync("gzip", ["-9c"], { input: bytes, maxBuffer: 1 << 24 }).stdout)
    .reduce((sum, zipped) => sum + zipped.length, 0);
}

/** Milliseconds from before the import to the first answer, in a fresh process; the median of nine. */
export function firstCallOnNode() {
  const program = `
    const start = performance.now();
    const { StateBackend } = await import("nacre");
    const files = await StateBackend.create({ files: { "/a": "x" } });
    await files.read("/a");
    console.log(performance.now() - start);`;
  const once = () =>
    spawnSync(process.execPath, ["--input-type=module", "-e", program], { encoding: "utf8", cwd: repository }).stdout;
  return median(Array.from({ length: RUNS }, () => Number(once())));
}

const WORKERS = {
  empty: `export default { fetch: () => new Response("x") };`,
  nacre: `
    import { StateBackend } from "nacre";
    export default {
      async fetch() {
        const files = await StateBackend.create({ files: { "/a": "x" } });
        return new Response((await files.read("/a")).text);
      },
    };`,
};

/** Milliseconds from the start of the server to its first answer. */
async function untilAnswer(folder) {
  const { program, args, origin } = await prepareWorkerd(folder);
  const start = performance.now();
  const server = spawn(program, args, { stdio: "ignore" });
  try {
    for (;;) {
      const answer = await fetch(origin).catch(() => undefined);
      const elapsed = performance.now() - start;
      if (answer?.ok) return elapsed;
      if (elapsed > 30_000) throw new Error("workerd does not answer");
      await sleep(1);
    }
  } finally {
    server.kill("SIGKILL");
  }
}

/** What nacre adds to the time from the start of workerd to its first answer; of the medians of nine. */
export async function firstCallInWorkerd() {
  const folder = mkdtempSync(join(tmpdir(), "nacre-bench-"));
  try {
    const times = {};
    for (const [name, contents] of Object.entries(WORKERS)) {
      await build({
        stdin: { contents, resolveDir: repository },
        outfile: join(folder, "worker.js"),
        bundle: true,
        minify: true,
        format: "esm",
        conditions: ["workerd", "worker", "import"],
        external: ["*.wasm"],
        logLevel: "error",
        supported: { using: false },
      });
      writeFileSync(join(folder, "nacre.wasm"), readFileSync(`${repository}/dist/core/nacre.wasm`));
      times[name] = [];
      for (let i = 0; i < RUNS; i++) times[name].push(await untilAnswer(folder));
    }
    return median(times.nacre) - median(times.empty);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
