/**
 * Measures nacre and its competitors on the same files, one after the other, and prints tables of medians.
 *
 *     npm run bench [-- memory|local] [--quick] [--engines nacre,map] [--files 500] [--write]
 *
 * `memory` is files in memory, `local` files that are kept; without either, both are measured. `--quick` leaves out
 * just-bash, which takes minutes; `--files` takes so many of the files for `local`; `--write` updates bench/results.json
 * and the plots.
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { makeCorpus, readCorpus } from "./corpus.mjs";
import { measureInMemory, ROWS, tableOf } from "./in-memory.mjs";
import { LOCAL_ROWS, tablesOf } from "./local/report.mjs";
import { measureLocal } from "./local/run.mjs";
import { firstCallInWorkerd, firstCallOnNode, packageSize } from "./package-figures.mjs";
import { plot } from "./plot.mjs";

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    quick: { type: "boolean" },
    write: { type: "boolean" },
    engines: { type: "string" },
    files: { type: "string", default: "20000" },
  },
});

const PARTS = ["memory", "local"];
const strange = positionals.find((part) => !PARTS.includes(part));
if (strange) throw new Error(`There is no part '${strange}': memory or local`);
const wanted = (part) => positionals.length === 0 || positionals.includes(part);

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const corpus = here("../build/bench/corpus");
const chosen = options.engines?.split(",");

console.log("preparing the corpus");
await makeCorpus(corpus, [here("node_modules"), here("../node_modules")], { files: 20_000, bytes: 100e6 });
const files = await readCorpus(corpus);
const corpusSize = {
  files: files.size,
  bytes: [...files.values()].reduce((sum, text) => sum + Buffer.byteLength(text), 0),
};
files.clear();

const machine = { cpu: cpus()[0].model, cores: cpus().length, node: process.version, ...corpusSize };
/** What a part measures takes the place of what it had measured before; the other part's figures stay. */
const report = existsSync(here("results.json")) ? JSON.parse(readFileSync(here("results.json"), "utf8")) : {};
report.machine = machine;
console.log(
  `${machine.files.toLocaleString("en")} files, ${(machine.bytes / 1e6).toFixed(1)} MB; ${machine.cpu}, ${machine.cores} cores, Node ${machine.node}`,
);

if (wanted("memory")) {
  const all = [
    "nacre",
    "nacre-shell",
    "map",
    "ripgrep",
    "deepagents",
    "memfs",
    ...(options.quick ? [] : ["just-bash"]),
  ];
  report.results = await measureInMemory(chosen ?? all, corpus);
  console.log(`\nFiles in memory: medians in ms; ratio to the tuned Map loop\n\n${tableOf(report.results)}`);
  report.core = {
    gzippedBytes: packageSize(),
    firstCallOnNodeMs: firstCallOnNode(),
    firstCallInWorkerdMs: await firstCallInWorkerd(),
  };
  const { gzippedBytes, firstCallOnNodeMs, firstCallInWorkerdMs } = report.core;
  console.log(
    `\nwasm + glue, gzipped: ${(gzippedBytes / 1000).toFixed(1)} KB; ready for and done with the first call: ` +
      `${firstCallOnNodeMs.toFixed(0)} ms after import on Node, ${firstCallInWorkerdMs.toFixed(0)} ms in workerd\n`,
  );
}

if (wanted("local")) {
  const nth = Math.max(1, Math.round(machine.files / Number(options.files)));
  report.local = await measureLocal({ corpus, nth, chosen, say: console.log });
  console.log(`\nFiles that are kept, ${report.local.files.toLocaleString("en")} of them: medians in ms\n`);
  for (const table of tablesOf(report.local)) console.log(`${table}\n`);
}

if (options.write) {
  writeFileSync(here("results.json"), `${JSON.stringify(report, null, 2)}\n`);
  if (wanted("memory")) writeFileSync(here("results.svg"), await plot(report.results, ROWS, ["nacre"]));
  if (wanted("local")) {
    const { Chromium } = report.local.results;
    const own = Object.keys(Chromium).filter((key) => Chromium[key].own);
    writeFileSync(here("local.svg"), await plot(Chromium, LOCAL_ROWS, own));
  }
}
