/**
 * Measures nacre and its competitors on the same files, one after the other, and prints a table of medians and ratios.
 *
 *     npm run bench [-- --quick] [-- --engines nacre,map] [-- --write]
 *
 * `--quick` leaves out just-bash, which takes minutes; `--write` updates bench/results.json and bench/results.svg.
 */
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { makeCorpus, readCorpus } from "./corpus.mjs";
import { firstCallInWorkerd, firstCallOnNode, packageSize } from "./package-figures.mjs";
import { plot } from "./plot.mjs";

const { values: options } = parseArgs({
  options: { quick: { type: "boolean" }, write: { type: "boolean" }, engines: { type: "string" } },
});

const ROWS = [
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

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const corpus = here("../build/bench/corpus");
const engines = options.engines?.split(",") ?? [
  "nacre",
  "nacre-shell",
  "map",
  "ripgrep",
  "deepagents",
  "memfs",
  ...(options.quick ? [] : ["just-bash"]),
];

console.log("preparing the corpus");
await makeCorpus(corpus, [here("node_modules"), here("../node_modules")], { files: 20_000, bytes: 100e6 });
const files = await readCorpus(corpus);
const corpusSize = {
  files: files.size,
  bytes: [...files.values()].reduce((sum, text) => sum + Buffer.byteLength(text), 0),
};
files.clear();

function measure(engine, mode) {
  const child = spawnSync(process.execPath, ["--expose-gc", here("measure.mjs"), engine, corpus, mode], {
    encoding: "utf8",
    maxBuffer: 1 << 26,
    stdio: ["ignore", "pipe", "inherit"],
  });
  if (child.status !== 0) throw new Error(`${engine} (${mode}) ended with ${child.status ?? child.signal}`);
  return JSON.parse(child.stdout);
}

const results = {};
for (const engine of engines) {
  console.log(`measuring ${engine}`);
  const { Engine } = await import(`./engines/${engine}.mjs`);
  const figures = measure(engine, "time");
  const memory = Engine.prototype.load ? measure(engine, "memory") : null;
  results[engine] = { label: Engine.label, ...figures, ...(memory && { memory }) };
}

const machine = { cpu: cpus()[0].model, cores: cpus().length, node: process.version, ...corpusSize };
const shown = (ms) => (ms >= 100 ? Math.round(ms).toLocaleString("en") : ms >= 1 ? ms.toFixed(1) : ms.toFixed(3));
const ratio = (value, base) =>
  base === undefined ? "" : ` (x${value / base >= 10 ? Math.round(value / base) : (value / base).toFixed(2)})`;

console.log(
  `\n${machine.files.toLocaleString("en")} files, ${(machine.bytes / 1e6).toFixed(1)} MB; ${machine.cpu}, ${machine.cores} cores, Node ${machine.node}`,
);
console.log("medians in ms; ratio to the tuned Map loop\n");
console.log(`| | ${engines.map((engine) => results[engine].label).join(" | ")} |`);
console.log(`|---|${engines.map(() => "---:|").join("")}`);
for (const [key, title] of ROWS) {
  const base = results.map?.[key]?.ms;
  console.log(
    `| ${title} | ${engines.map((engine) => (results[engine][key] ? shown(results[engine][key].ms) + ratio(results[engine][key].ms, base) : "")).join(" | ")} |`,
  );
}
for (const [key, title] of MEMORY_ROWS) {
  const cells = engines.map((engine) => (results[engine].memory ? Math.round(results[engine].memory[key]) : ""));
  console.log(`| ${title} | ${cells.join(" | ")} |`);
}

const core = {
  gzippedBytes: packageSize(),
  firstCallOnNodeMs: firstCallOnNode(),
  firstCallInWorkerdMs: await firstCallInWorkerd(),
};
console.log(
  `\nwasm + glue, gzipped: ${(core.gzippedBytes / 1000).toFixed(1)} KB; ready for and done with the first call: ` +
    `${core.firstCallOnNodeMs.toFixed(0)} ms after import on Node, ${core.firstCallInWorkerdMs.toFixed(0)} ms in workerd`,
);

if (options.write) {
  writeFileSync(here("results.json"), `${JSON.stringify({ machine, results, core }, null, 2)}\n`);
  writeFileSync(here("results.svg"), await plot(results, ROWS));
}
