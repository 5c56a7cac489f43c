/**
 * Runs the contract of directories where Jest does not: `DiskDirectory` on Deno, with all rights and with few, and on
 * Bun; `HandleDirectory` in windows and workers of Chromium and Firefox, and on a folder of this machine in Chromium.
 *
 *     node tests/runtimes/directories/run.mjs [deno] [deno-few-rights] [bun] [chromium] [chromium-picked] [firefox]
 *
 * The package is the checkout as it was built.
 */
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { outcomeOf, withBrowser } from "../browser/drive.mjs";
import { serve } from "../browser/server.mjs";
import { bundle } from "../bundle.mjs";
import { run } from "../process.mjs";
import { dropFolders, granting, pickableFolders } from "./picked.mjs";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const binary = (name) => here(`../../../node_modules/.bin/${name}`);
const folder = mkdtempSync(join(tmpdir(), "nacre-directories-"));

async function onCommandLine(command, ...args) {
  await bundle({ main: here("main.mjs") }, folder, { conditions: ["node"], external: ["node:*"] });
  const output = await run(command, [...args, join(folder, "main.js")], { env: { ...process.env, NO_COLOR: "1" } });
  return JSON.parse(output.trim().split("\n").at(-1));
}

/** Calls `use` with the address of a page that runs a script of this folder. */
async function withPage(script, use) {
  const site = join(folder, script);
  await bundle({ page: here(script) }, site, { conditions: ["browser"] });
  cpSync(here("../browser/page.html"), join(site, "page.html"));
  const server = await serve(site);
  try {
    return await use(`${server.origin}/page.html`);
  } finally {
    server.close();
  }
}

const onPage = (name) =>
  withPage("page.mjs", (url) =>
    withBrowser(name, async (browser) => {
      const page = await browser.newPage();
      await page.goto(url);
      const { window, worker } = await outcomeOf(page);
      return { passed: window.passed + worker.passed, failures: [...window.failures, ...worker.failures] };
    }),
  );

const onPickedFolder = () =>
  withPage("picked-page.mjs", (url) => {
    const { granted, refused } = pickableFolders(folder);
    const use = async (browser) => {
      const page = await browser.newPage();
      await page.goto(url);
      await page.waitForFunction(() => "ready" in window);
      await dropFolders(browser, page, [granted, refused]);
      return outcomeOf(page);
    };
    return withBrowser("chromium", use, { prepare: granting(new URL(url).origin, granted) });
  });

const RUNTIMES = {
  deno: () => onCommandLine(binary("deno"), "run", "--allow-all"),
  "deno-few-rights": () =>
    onCommandLine(binary("deno"), "run", "--allow-read", "--allow-write", "--allow-env=TMPDIR,TMP,TEMP"),
  bun: () => onCommandLine(binary("bun"), "run"),
  chromium: () => onPage("chromium"),
  "chromium-picked": onPickedFolder,
  firefox: () => onPage("firefox"),
};

let failed = 0;
try {
  for (const name of process.argv.length > 2 ? process.argv.slice(2) : Object.keys(RUNTIMES)) {
    const outcome = await RUNTIMES[name]().catch((error) => ({ passed: 0, failures: [String(error?.stack ?? error)] }));
    failed += outcome.failures.length;
    for (const failure of outcome.failures) console.error(`${name}: ${failure}`);
    console.log(`${name.padEnd(15)} ${outcome.passed} passed, ${outcome.failures.length} failed`);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
process.exitCode = failed === 0 ? 0 : 1;
