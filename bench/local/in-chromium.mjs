import { closeSync, cpSync, openSync, readFileSync, writeFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { outcomeOf, withBrowser } from "../../tests/runtimes/browser/drive.mjs";
import { bundle } from "../../tests/runtimes/bundle.mjs";
import { linkCheckout } from "../../tests/runtimes/package.mjs";
import { serveIsolated } from "./isolated-server.mjs";
import { largestPageMb } from "./processes.mjs";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

/** All files one after the other, and where each of them is. */
function addCorpus(site, files) {
  const index = [];
  const target = openSync(join(site, "corpus.bin"), "w");
  let at = 0;
  for (const [path, text] of files) {
    const length = writeSync(target, text);
    index.push([path, at, length]);
    at += length;
  }
  closeSync(target);
  writeFileSync(join(site, "corpus.json"), JSON.stringify(index));
}

/** The page of the tests of workspaces with the steps of this bench, and a module for each engine beside it. */
async function makeSite(linked, programs) {
  const site = join(linked.folder, "site");
  linked.add("page.mjs", readFileSync(here("../../tests/runtimes/local/page.mjs")));
  linked.add("collector.mjs", readFileSync(here("../../tests/runtimes/collector.mjs")));
  linked.add("suite.mjs", "export const registerContracts = () => undefined;\n");
  linked.add("steps.mjs", `export { steps } from ${JSON.stringify(here("page-steps.mjs"))};\n`);
  const entryPoints = {
    page: join(linked.folder, "page.mjs"),
    "local-worker": here("../../dist/local/local-worker.js"),
    ...Object.fromEntries(programs.map((program) => [program, here(`engines/${program}.mjs`)])),
  };
  await bundle(entryPoints, site, { conditions: ["browser"] });
  cpSync(here("../../tests/runtimes/browser/page.html"), join(site, "page.html"));
  cpSync(here("../../dist/core/nacre.wasm"), join(site, "nacre.wasm"));
  return site;
}

/** A fresh page, whose steps run in `scope`. */
async function openTab(browser, origin, scope) {
  const page = await browser.newPage();
  const startedAt = performance.now();
  await page.goto(`${origin}/page.html?scope=${scope}&part=steps`);
  await outcomeOf(page);
  return {
    startedAt,
    step: (name, ...args) => page.evaluate(([called, given]) => window.step(called, ...given), [name, args]),
    memoryMb: largestPageMb,
    close: () => page.close(),
  };
}

/** Calls `use` with a function that runs `work` in a browser of its own, with a profile of its own. */
export async function inChromium({ files, programs }, use) {
  const linked = linkCheckout();
  try {
    const site = await makeSite(linked, programs);
    addCorpus(site, files);
    const server = await serveIsolated(site);
    try {
      return await use((work) =>
        withBrowser("chromium", (browser) => work({ open: (scope) => openTab(browser, server.origin, scope) })),
      );
    } finally {
      server.close();
    }
  } finally {
    linked.remove();
  }
}
