/**
 * Workspaces that survive: the contract on the disks of Node, Deno and Bun, and in windows, dedicated and shared workers of
 * Chromium and Firefox; what outlives a reload; what two tabs see of each other.
 *
 *     node tests/runtimes/local/run.mjs [RUNTIME...]
 *
 * The package is NACRE_TARBALL, or the checkout as it was built.
 */
import { cpSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { outcomeOf, withBrowser } from "../browser/drive.mjs";
import { serve } from "../browser/server.mjs";
import { bundle } from "../bundle.mjs";
import { installPacked, linkCheckout } from "../package.mjs";
import { run as runProgram } from "../process.mjs";
import { acrossPages } from "./across-pages.mjs";
import { nasty } from "./nasty.mjs";
import { nastyInChromium } from "./nasty-in-chromium.mjs";
import { nastyOutside } from "./nasty-outside.mjs";
import { namesOutliveATornRecord } from "./torn-names.mjs";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const packed = process.env.NACRE_TARBALL ? installPacked(process.env.NACRE_TARBALL) : linkCheckout();
const files = ["disk.mjs", "nasty-steps.mjs", "outside-steps.mjs", "page.mjs", "steps.mjs", "suite.mjs"];
for (const name of files) packed.add(name, readFileSync(here(name)));
packed.add("collector.mjs", readFileSync(here("../collector.mjs")));
packed.add("local-worker.mjs", 'import "nacre/local/worker";\n');
// Ends, as its address says, when it is asked to sync, and never answers.
packed.add(
  "break-first.mjs",
  `addEventListener("message", (event) => {
     if (event.data.method !== "sync") return;
     event.stopImmediatePropagation();
     if (location.hash === "#throw") throw new Error("Out of order");
     close();
   });\n`,
);
packed.add("breaking-worker.mjs", 'import "./break-first.mjs";\nimport "nacre/local/worker";\n');
const site = join(packed.folder, "site");
const entryPoints = {
  page: join(packed.folder, "page.mjs"),
  "local-worker": join(packed.folder, "local-worker.mjs"),
  "breaking-worker": join(packed.folder, "breaking-worker.mjs"),
};
await bundle(entryPoints, site, { conditions: ["browser"] });
cpSync(here("../browser/page.html"), join(site, "page.html"));
cpSync(join(packed.folder, "node_modules/nacre/dist/core/nacre.wasm"), join(site, "nacre.wasm"));
const server = await serve(site);

let passed = 0;
let failed = 0;

function note(at, outcome) {
  passed += outcome.passed;
  failed += outcome.failures.length;
  for (const failure of outcome.failures) console.error(`${at}: ${failure}`);
  console.log(`${at.padEnd(28)} ${outcome.passed} passed, ${outcome.failures.length} failed`);
}

const binary = (name) => here(`../../../node_modules/.bin/${name}`);

/** A runtime over a disk. */
function onDisk(...command) {
  return async (name) => {
    const output = await runProgram(command[0], [...command.slice(1), "disk.mjs"], { cwd: packed.folder });
    note(name, JSON.parse(output.trim().split("\n").at(-1)));
  };
}

async function contract(browser, scope, ways) {
  const page = await browser.newPage();
  await page.goto(`${server.origin}/page.html?scope=${scope}&part=contract&ways=${ways}`);
  const outcome = await outcomeOf(page);
  await page.close();
  return outcome;
}

/** A tab whose steps the driver asks for. */
async function openTab(browser, scope) {
  const page = await browser.newPage();
  const load = async () => {
    await page.goto(`${server.origin}/page.html?scope=${scope}&part=steps`);
    await outcomeOf(page);
  };
  await load();
  return {
    page,
    load,
    step: (name, ...args) => page.evaluate(([called, given]) => window.step(called, ...given), [name, args]),
    close: () => page.close(),
  };
}

async function inBrowser(name) {
  await withBrowser(name, async (browser) => {
    for (const scope of ["window", "worker"]) {
      for (const way of ["pack", "pack in IndexedDB", "files"]) {
        note(`${name}, ${scope}, ${way}`, await contract(browser, scope, way));
      }
    }
    note(`${name}, shared worker, pack`, await contract(browser, "shared", "pack"));
    await runCases(name, browser, { ...acrossPages, ...nasty, ...nastyOutside });
  });
  if (name !== "chromium") return;
  // Each with a profile of its own: they are about what the browser counts, and clears away later.
  for (const [title, run] of Object.entries(nastyInChromium)) {
    await withBrowser(name, (browser) => runCases(name, browser, { [title]: run }));
  }
  await runCases(name, undefined, {
    "names that were given after a crash are there at the start after the next": () =>
      namesOutliveATornRecord((browser) => openTab(browser, "window")),
  });
}

async function runCases(name, browser, cases) {
  for (const [title, run] of Object.entries(cases)) {
    const failures = [];
    const tabs = [];
    const open = async (scope) => {
      const tab = await openTab(browser, scope);
      tabs.push(tab);
      return tab;
    };
    const driver = { browser, origin: server.origin };
    await run(open, driver).catch((error) => failures.push(`${error?.stack ?? error}`));
    for (const tab of tabs) await tab.close().catch(() => undefined);
    note(`${name}, ${title}`, { passed: failures.length === 0 ? 1 : 0, failures });
  }
}

const RUNTIMES = {
  node: onDisk(process.execPath),
  deno: onDisk(binary("deno"), "run", "--allow-all", "--node-modules-dir=manual"),
  bun: onDisk(binary("bun"), "run"),
  chromium: inBrowser,
  firefox: inBrowser,
};

for (const name of process.argv.length > 2 ? process.argv.slice(2) : Object.keys(RUNTIMES)) {
  await RUNTIMES[name](name).catch((error) => note(name, { passed: 0, failures: [String(error?.stack ?? error)] }));
}
server.close();
packed.remove();
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
