/**
 * Measures one engine in a process of its own, and prints the figures as one JSON text.
 *
 *     node --expose-gc bench/measure.mjs ENGINE CORPUS time|memory
 */
import { readFileSync } from "node:fs";
import { BIG_FILE, corpusPaths, EDIT_MARK, NEEDLE, PAGE_FILE, readCorpus } from "./corpus.mjs";
import { median } from "./figures.mjs";

const [engineName, corpus, mode] = process.argv.slice(2);
const { Engine } = await import(`./engines/${engineName}.mjs`);

const MANY = "import\\s+.*\\s+from";
const NONE = "[A-Z]{4}[0-9]{4}\\.unlikely\\(";
const NO_LITERAL = "\\b[A-Z][a-z]+[0-9]{2}\\b";

/** The median time of `task` in milliseconds over at least `least` runs or about two seconds. */
async function time(task, { least = Engine.slow ? 1 : 5, budgetMs = 2000 } = {}) {
  if (!Engine.slow) await task();
  const times = [];
  const until = performance.now() + budgetMs;
  let result;
  while (times.length < least || (performance.now() < until && times.length < 1000)) {
    const start = performance.now();
    result = await task();
    times.push(performance.now() - start);
  }
  return { ms: median(times), runs: times.length, result };
}

async function measureTimes() {
  const figures = {};
  const engine = new Engine(corpus);
  if (engine.load) {
    const entries = await readCorpus(corpus);
    const loads = [];
    for (let i = 0; i < (Engine.slow ? 1 : 3); i++) {
      globalThis.gc();
      const start = performance.now();
      await new Engine(corpus).load(entries);
      loads.push(performance.now() - start);
    }
    figures.load = { ms: median(loads), runs: loads.length };
    await engine.load(entries);
  }
  figures.grepRare = await time(() => engine.grepLiteral(NEEDLE));
  if (engine.grepRegex) {
    figures.grepMany = await time(() => engine.grepRegex(MANY));
    figures.grepNone = await time(() => engine.grepRegex(NONE));
    figures.grepNoLiteral = await time(() => engine.grepRegex(NO_LITERAL));
  }
  figures.glob = await time(() => engine.globTypeScript());
  if (engine.readPage) figures.readPage = await time(() => engine.readPage(`/${PAGE_FILE}`, 500, 500));
  if (engine.edit) {
    let flip = false;
    const other = EDIT_MARK.replace("0", "1");
    figures.edit = await time(() => {
      flip = !flip;
      return flip ? engine.edit(`/${BIG_FILE}`, EDIT_MARK, other) : engine.edit(`/${BIG_FILE}`, other, EDIT_MARK);
    });
  }
  return figures;
}

/**
 * Files go in one by one and are forgotten here, so that what the process holds is what the engine holds. `heldMb` is
 * what stays once the collector has given back all it can, `peakMb` the most there was at any time.
 */
async function measureMemory() {
  const engine = new Engine(corpus);
  const paths = await corpusPaths(corpus);
  function* entries() {
    for (const [path, real] of paths) yield [path, readFileSync(real, "utf8")];
  }
  await engine.load(entries());
  const found = await engine.grepLiteral(NEEDLE);
  globalThis.gc({ type: "major", execution: "sync", flavor: "last-resort" });
  const { rss } = process.memoryUsage();
  return { heldMb: rss / 1e6, peakMb: process.resourceUsage().maxRSS / 1e3, found };
}

console.log(JSON.stringify(mode === "memory" ? await measureMemory() : await measureTimes()));
process.exit(0);
