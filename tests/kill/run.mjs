/**
 * Kills hosts that write to a workspace without pause, again and again, and compares what is left with what was
 * acknowledged: all of it is there, byte for byte; what was in flight is there whole or not at all; and nothing else is.
 *
 *     npm run test:kill -- [--rounds 200] [--host node|chromium|firefox]... [--layout pack|files]... [--seed N]
 *
 * The rounds are those of each host and layout, on two workspaces at once, one of them with small segments.
 */
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { browserHosting } from "./browser-hosting.mjs";
import { Lane, Violation } from "./lane.mjs";
import { nodeHosting } from "./node-hosting.mjs";

const hostings = {
  node: nodeHosting,
  chromium: (folder) => browserHosting(folder, "chromium"),
  firefox: (folder) => browserHosting(folder, "firefox"),
};

const small = { segmentBytes: 256 << 10, frameBytes: 16 << 10, extentThreshold: 64 << 10, extentBytes: 512 << 10 };
const tunings = { "small segments": small, "default sizes": {} };

const { values: options } = parseArgs({
  options: {
    rounds: { type: "string", default: process.env.NACRE_KILL_ROUNDS ?? "200" },
    host: { type: "string", multiple: true, default: ["node", "chromium"] },
    layout: { type: "string", multiple: true, default: ["pack", "files"] },
    seed: { type: "string", default: String(Date.now() % 1_000_000) },
  },
});
const rounds = Number(options.rounds);
const { host: hosts, layout: layouts, seed } = options;
if (!Number.isSafeInteger(rounds) || rounds < 1)
  throw new Error(`--rounds must be a number from 1 on, not ${options.rounds}`);
for (const host of hosts)
  if (!(host in hostings)) throw new Error(`--host must be node, chromium or firefox, not ${host}`);
for (const layout of layouts)
  if (!["pack", "files"].includes(layout)) throw new Error(`--layout must be pack or files, not ${layout}`);

/** Half of the rounds, on one workspace. */
async function runLane(name, { host, layout, tuning, folder, count, totals }) {
  mkdirSync(folder, { recursive: true });
  const hosting = await hostings[host](folder);
  const lane = new Lane(hosting, { layout, tuning }, `${seed}-${name}`.replaceAll(/\W+/g, "-"));
  let number = 0;
  try {
    for (; number < count; number++) {
      const before = lane.acknowledged;
      await lane.round(number);
      totals.rounds++;
      totals.acknowledged += lane.acknowledged - before;
    }
    await lane.check();
    rmSync(folder, { recursive: true, force: true });
  } catch (error) {
    const { lost = 0, torn = 0 } = error instanceof Violation ? error : {};
    totals.lost += lost;
    totals.torn += torn;
    totals.failed = true;
    console.error(
      `${name}: seed ${seed}, round ${number}: ${error instanceof Violation ? error.message : error?.stack}`,
    );
    console.error(`${name}: what is left is in ${folder}`);
  } finally {
    await hosting.close();
  }
}

async function runHost(host, layout, place) {
  const totals = { rounds: 0, acknowledged: 0, lost: 0, torn: 0, failed: false };
  const line = () =>
    `${host}, ${layout}: ${totals.rounds} rounds, ${totals.acknowledged} acknowledged operations, ` +
    `lost ${totals.lost}, torn ${totals.torn}`;
  const progress = setInterval(() => console.log(`... ${line()}`), 10_000);
  const lanes = Object.entries(layout === "pack" ? tunings : { one: {}, other: {} });
  await Promise.all(
    lanes.map(([title, tuning], i) => {
      const name = `${host}, ${layout}, ${title}`;
      const folder = join(place, name.replaceAll(/\W+/g, "-"));
      const count = Math.floor((rounds + i) / lanes.length);
      return runLane(name, { host, layout, tuning, folder, count, totals });
    }),
  );
  clearInterval(progress);
  console.log(line());
  return !totals.failed;
}

for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => process.exit(1));
const place = mkdtempSync(join(tmpdir(), "nacre-kill-"));
let passed = true;
for (const host of hosts) {
  for (const layout of layouts) passed = (await runHost(host, layout, place)) && passed;
}
if (passed) rmSync(place, { recursive: true, force: true });
console.log(passed ? "passed" : "failed");
process.exitCode = passed ? 0 : 1;
