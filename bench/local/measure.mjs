import { setTimeout as sleep } from "node:timers/promises";
import { median } from "../figures.mjs";

/** How often an engine is opened from cold, at least once, and for how long at most. */
const RUNS = 7;
const BUDGET_MS = 15_000;

/** Calls `use` with a fresh page or process, which ends in any case. */
async function fresh(open, use) {
  const session = await open();
  try {
    return await use(session);
  } finally {
    await session.close();
  }
}

/** What a page or process takes in which nothing but the bench's own script is loaded. */
export function idleMb(open) {
  return fresh(open, (session) => settledMb(session));
}

async function settledMb(session) {
  await session.step("collect");
  await sleep(2000);
  return session.memoryMb();
}

/**
 * One engine from an empty folder on: everything in, then opened again and again by fresh pages or processes, the last of
 * which goes on with searches and writes.
 */
export async function measure(open, { program, options = {}, kept = true, compares = false }, root, { needle, hits }) {
  const opened = async (session) => {
    const figures = await session.step("first", program, root, options, needle);
    if (figures.hits !== hits) throw new Error(`${program} found ${figures.hits} lines at '${root}', not ${hits}`);
    const wholeMs = performance.now() - session.startedAt;
    if (compares) await session.step("verified");
    return { ...figures, wholeMs, verifiedMs: performance.now() - session.startedAt };
  };
  const afterwards = async (session) => ({
    warmGrep: await session.step("warmGrep", needle),
    ...(await session.step("writes")),
  });
  if (!kept) {
    return fresh(open, async (session) => ({
      import: await session.step("fill", program, root, options),
      ...(await afterwards(session)),
    }));
  }
  const filled = await fresh(open, async (session) => {
    const figures = await session.step("fill", program, root, options);
    await session.step("close");
    return figures;
  });
  const firsts = [];
  const until = performance.now() + BUDGET_MS;
  while (firsts.length < RUNS - 1 && performance.now() < until) firsts.push(await fresh(open, opened));
  const rest = await fresh(open, async (session) => {
    firsts.push(await opened(session));
    const memory = { mb: await settledMb(session) };
    const figures = await afterwards(session);
    await session.step("close");
    return { memory, ...figures };
  });
  const of = (key) => ({ ms: median(firsts.map((figures) => figures[key])), runs: firsts.length });
  return {
    import: filled,
    first: of("wholeMs"),
    firstInScript: of("ms"),
    ...(compares && { verified: of("verifiedMs") }),
    ...rest,
  };
}
