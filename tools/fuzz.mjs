import { existsSync, mkdirSync, readdirSync } from "node:fs";
import { run } from "./command.mjs";
import { buildFolder, root } from "./paths.mjs";
import { seconds } from "./steps.mjs";

const SECONDS_EACH = Number(process.env.NACRE_FUZZ_SECONDS ?? 20);
const SECONDS_OF_ONE_INPUT = 10;
const MEGABYTES = 2048;
const AT_ONCE = 2;

async function fuzz(target) {
  const found = `${buildFolder("native-debug")}/corpus/${target}`;
  mkdirSync(found, { recursive: true });
  const kept = `${root}/tests/fuzz/corpus/${target}`;
  const begin = performance.now();
  const output = await run(
    `${buildFolder("native-debug")}/tests/${target}`,
    [
      `-max_total_time=${SECONDS_EACH}`,
      `-timeout=${SECONDS_OF_ONE_INPUT}`,
      `-rss_limit_mb=${MEGABYTES}`,
      `-artifact_prefix=${found}/../${target}-`,
      "-print_final_stats=1",
      found,
      ...(existsSync(kept) ? [kept] : []),
    ],
    { timeoutMs: (SECONDS_EACH * 3 + 120) * 1000 },
  );
  const runs = /stat::number_of_executed_units:\s*(\d+)/.exec(output)?.[1];
  if (!(Number(runs) > 0)) throw new Error(`${target} ran nothing`);
  console.log(`  ${target}: ${runs} inputs in ${seconds(performance.now() - begin)}`);
}

/** Runs every libFuzzer target a short while, from the kept corpus on; those after a failure too. */
export async function fuzzAll() {
  const targets = readdirSync(`${root}/tests/fuzz`)
    .filter((name) => name.endsWith("_fuzz.cc"))
    .map((name) => name.slice(0, -".cc".length));
  const failures = [];
  const worker = async () => {
    for (let target = targets.shift(); target !== undefined; target = targets.shift()) {
      await fuzz(target).catch((error) => failures.push(error));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  if (failures.length > 0) throw new Error(failures.map((error) => error.message).join("\n\n"));
}
