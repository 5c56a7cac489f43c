import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { shown } from "./figures.mjs";

export const ROWS = [
  ["load", "load all files"],
  ["grepRare", "grep, rare literal (12 hits)"],
  ["grepMany", "grep, regex with many hits"],
  ["grepNone", "grep, regex with none"],
  ["grepNoLiteral", "grep, regex without a literal"],
  ["glob", "glob **/*.ts"],
  ["readPage", "read 500 lines"],
  ["edit", "edit in a file of 1 MB"],
];

const MEMORY_ROWS = [
  ["heldMb", "memory held after load, whole process (MB)"],
  ["peakMb", "memory at most while loading (MB)"],
];

const program = fileURLToPath(new URL("measure.mjs", import.meta.url));

function measure(engine, corpus, mode) {
  const child = spawnSync(process.execPath, ["--expose-gc", program, engine, corpus, mode], {
    encoding: "utf8",
    maxBuffer: 1 << 26,
    stdio: ["ignore", "pipe", "inherit"],
  });
  if (child.status !== 0) throw new Error(`${engine} (${mode}) ended with ${child.status ?? child.signal}`);
  return JSON.parse(child.stdout);
}

/** Measures engines that hold the corpus in memory, or read it from the disk, each in a process of its own. */
export async function measureInMemory(engines, corpus) {
  const results = {};
  for (const engine of engines) {
    console.log(`measuring ${engine}`);
    const { Engine } = await import(`./engines/${engine}.mjs`);
    const figures = measure(engine, corpus, "time");
    const memory = Engine.prototype.load ? measure(engine, corpus, "memory") : null;
    results[engine] = { label: Engine.label, ...figures, ...(memory && { memory }) };
  }
  return results;
}

const ratio = (value, base) =>
  base === undefined ? "" : ` (x${value / base >= 10 ? Math.round(value / base) : (value / base).toFixed(2)})`;

/** Medians in milliseconds, with the ratio to the tuned `Map` loop. */
export function tableOf(results) {
  const engines = Object.values(results);
  const times = ROWS.map(([key, title]) => [
    title,
    ...engines.map((engine) =>
      engine[key] ? shown(engine[key].ms) + ratio(engine[key].ms, results.map?.[key]?.ms) : "",
    ),
  ]);
  const memory = MEMORY_ROWS.map(([key, title]) => [
    title,
    ...engines.map((engine) => (engine.memory ? Math.round(engine.memory[key]) : "")),
  ]);
  const header = ["", ...engines.map(({ label }) => label)];
  return [header, ["---", ...engines.map(() => "---:")], ...times, ...memory]
    .map((row) => `| ${row.join(" | ")} |`)
    .join("\n");
}
