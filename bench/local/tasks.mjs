import { median } from "../figures.mjs";

const WARM_RUNS = 31;
const REWRITES = 500;
const MANY = 1000;

async function timed(work) {
  const start = performance.now();
  const result = await work();
  return { ms: performance.now() - start, result };
}

/** Two kilobytes that differ from one number to the next. */
const content = (number) => `// ${number}\n`.padEnd(2048, "abcdefghijklmnopqrstuvwxyz 0123456789,.;\n");

/** Puts a whole workspace in. */
export async function fill(Engine, root, options, pairs) {
  const engine = await Engine.open(root, options);
  const { ms } = await timed(() => engine.writeMany(pairs));
  return { engine, figures: { ms, runs: 1 } };
}

/** Opens what is there and answers a first search; `load` is part of it. */
export async function first(load, root, options, needle) {
  const start = performance.now();
  const { Engine } = await load();
  const engine = await Engine.open(root, options);
  const hits = await engine.grep(needle);
  return { engine, figures: { ms: performance.now() - start, hits } };
}

/** The time of one search when others have gone before, over 31 runs or about five seconds. */
export async function warmGrep(engine, needle) {
  const times = [];
  const until = performance.now() + 5000;
  do times.push((await timed(() => engine.grep(needle))).ms);
  while (times.length < WARM_RUNS && performance.now() < until);
  return { ms: median(times), runs: times.length };
}

/**
 * A thousand new files of 2 KB, one after the other and then as one batch; and 500 writes to files that are there, each
 * begun when the one before was acknowledged.
 */
export async function writes(engine) {
  const oneByOne = await timed(async () => {
    for (let i = 0; i < MANY; i++) await engine.write(`/bench/single-${i}.txt`, content(i));
  });
  const pairs = Array.from({ length: MANY }, (_, i) => [`/bench/batch-${i}.txt`, content(i)]);
  const batch = await timed(() => engine.writeMany(pairs));
  const times = [];
  for (let i = 0; i < REWRITES; i++) {
    const path = `/bench/single-${i % 100}.txt`;
    const text = content(MANY + i);
    times.push((await timed(() => engine.write(path, text))).ms);
  }
  const ms = median(times);
  return {
    write: { ms, p95: times[Math.floor(times.length * 0.95)], runs: times.length },
    oneByOne: { ms: oneByOne.ms, runs: 1 },
    batch: { ms: batch.ms, runs: 1 },
  };
}
