/**
 * Runs the contracts of volumes and locks on Node, Deno and Bun, over a disk; in Chromium and Firefox, in windows and in
 * dedicated workers, together with what takes two pages or a driver: a lock that passes on, a quota, site data that are
 * cleared.
 *
 *     node tests/runtimes/stores/run.mjs [RUNTIME...]
 *
 * The package is NACRE_TARBALL, or the checkout as it was built.
 */
import { cpSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { outcomeOf, withBrowser } from "../browser/drive.mjs";
import { serve } from "../browser/server.mjs";
import { bundle } from "../bundle.mjs";
import { equal } from "../collector.mjs";
import { installPacked, linkCheckout } from "../package.mjs";
import { run } from "../process.mjs";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

const packed = process.env.NACRE_TARBALL ? installPacked(process.env.NACRE_TARBALL) : linkCheckout();
for (const name of ["disk.mjs", "page.mjs", "steps.mjs", "suite.mjs"]) packed.add(name, readFileSync(here(name)));
packed.add("collector.mjs", readFileSync(here("../collector.mjs")));
const site = join(packed.folder, "site");
await bundle({ page: join(packed.folder, "page.mjs") }, site, { conditions: ["browser"] });
cpSync(here("../browser/page.html"), join(site, "page.html"));
const server = await serve(site);

let passed = 0;
let failed = 0;

function note(at, outcome) {
  passed += outcome.passed;
  failed += outcome.failures.length;
  for (const failure of outcome.failures) console.error(`${at}: ${failure}`);
  console.log(`${at.padEnd(28)} ${outcome.passed} passed, ${outcome.failures.length} failed`);
}

async function open(browser, scope, part) {
  const page = await browser.newPage();
  await page.goto(`${server.origin}/page.html?scope=${scope}&part=${part}`);
  return page;
}

async function inPage(browser, scope, part) {
  const page = await open(browser, scope, part);
  const outcome = await outcomeOf(page);
  await page.close();
  return outcome;
}

/** A page that does one step after another. */
async function stepper(browser, scope) {
  const page = await open(browser, scope, "steps");
  await outcomeOf(page);
  return { step: (name) => page.evaluate((called) => window.step(called), name), close: () => page.close() };
}

async function told(page) {
  for (const until = Date.now() + 5000; (await page.step("told")) === 0; ) {
    if (Date.now() > until) throw new Error("the holder is not told that somebody waits");
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

const acrossPages = {
  async "a lock passes on from a page that lets go"(browser) {
    const [first, second] = [await stepper(browser, "window"), await stepper(browser, "worker")];
    equal(await first.step("hold"), true);
    await second.step("wait");
    await told(first);
    equal(await first.step("verify"), "fine");
    equal(await first.step("release"), "fine");
    equal(await second.step("had"), true);
    equal(await first.step("verify"), "busy");
    await second.step("release");
    await Promise.all([first.close(), second.close()]);
  },

  async "a lock passes on from a page that is closed"(browser) {
    for (const scope of ["window", "worker"]) {
      const [first, second] = [await stepper(browser, scope), await stepper(browser, "window")];
      await first.step("hold");
      await second.step("wait");
      await told(first);
      await first.close();
      equal(await second.step("had"), true);
      await second.step("release");
      await second.close();
    }
  },

  async "a lock that was stolen is noticed"(browser) {
    const [first, second] = [await stepper(browser, "window"), await stepper(browser, "window")];
    await first.step("hold");
    await second.step("steal");
    equal(await first.step("verify"), "busy");
    equal(await first.step("release"), "fine");
    await Promise.all([first.close(), second.close()]);
  },
};

/** What only Chromium's debugging protocol can bring about. */
const clearedSiteData = {
  async "cleared site data are noticed by the next flush"(browser) {
    for (const [scope, access, write] of [
      ["worker", "sync", "fine"],
      ["window", "async", "lost"],
    ]) {
      const page = await stepper(browser, scope);
      equal(await page.step("openVolume"), access);
      await new Promise((resolve) => setTimeout(resolve, 1100));
      const protocol = await browser.newCDPSession(browser.pages()[0]);
      await protocol.send("Storage.clearDataForOrigin", { origin: server.origin, storageTypes: "file_systems" });
      equal(await page.step("writeBlob"), write);
      equal(await page.step("flush"), "lost");
      equal(await page.step("createBlob"), "lost");
      await page.close();
    }
  },
};

async function runAll(browser, cases) {
  const failures = [];
  for (const [name, run] of Object.entries(cases)) {
    await run(browser).catch((error) => failures.push(`${name}: ${error?.stack ?? error}`));
  }
  return { passed: Object.keys(cases).length - failures.length, failures };
}

async function limitQuota(browser, quotaSize) {
  const protocol = await browser.newCDPSession(browser.pages()[0]);
  await protocol.send("Storage.overrideQuotaForOrigin", { origin: server.origin, quotaSize });
}

async function inBrowser(name) {
  await withBrowser(name, async (browser) => {
    note(`${name}, window`, await inPage(browser, "window", "contract"));
    note(`${name}, worker`, await inPage(browser, "worker", "contract"));
    note(`${name}, across pages`, await runAll(browser, acrossPages));
    if (name === "chromium") note(`${name}, site data`, await runAll(browser, clearedSiteData));
  });
  // Firefox gives a fifth of its limit, in KiB, to one site.
  const preferences = { "dom.quotaManager.temporaryStorage.fixedLimit": 200 << 10 };
  const quota = async (browser) => {
    if (name === "chromium") await limitQuota(browser, 40 << 20);
    for (const scope of ["window", "worker"]) {
      note(`${name}, ${scope}, full`, await inPage(browser, scope, "quota"));
    }
  };
  await withBrowser(name, quota, { preferences });
}

const binary = (name) => here(`../../../node_modules/.bin/${name}`);
const deno = [binary("deno"), "run", "--node-modules-dir=manual"];

/** A runtime over a disk. */
function onDisk(...command) {
  return async (name) => {
    const output = await run(command[0], [...command.slice(1), "disk.mjs"], { cwd: packed.folder });
    note(name, JSON.parse(output.trim().split("\n").at(-1)));
  };
}

const RUNTIMES = {
  node: onDisk(process.execPath),
  deno: onDisk(...deno, "--allow-all"),
  // It cannot tell there which processes live, and follows links whatever it is told.
  "deno-restricted": onDisk(...deno, "--allow-read", "--allow-write", "--allow-sys"),
  bun: onDisk(binary("bun"), "run"),
  chromium: inBrowser,
  firefox: inBrowser,
};

const chosen = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(RUNTIMES);
for (const name of chosen) {
  await RUNTIMES[name](name).catch((error) => note(name, { passed: 0, failures: [String(error?.stack ?? error)] }));
}
server.close();
packed.remove();
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
