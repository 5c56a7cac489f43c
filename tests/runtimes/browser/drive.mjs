import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { bundle } from "../bundle.mjs";
import { documentedBuild } from "../package.mjs";
import { run } from "../process.mjs";
import { serve } from "./server.mjs";

const { NACRE_CHROMIUM: CHROMIUM = "/usr/bin/chromium", NACRE_FIREFOX: FIREFOX = "/usr/bin/firefox-esr" } = process.env;
const MAX_MS = 120_000;

/** What a page leaves in `outcome`. Asked for again and again: the policy forbids drivers to wait inside the page. */
export async function outcomeOf(page) {
  const until = Date.now() + MAX_MS;
  for (;;) {
    const outcome = await page.evaluate(() => window.outcome);
    if (outcome) return outcome;
    if (Date.now() > until) throw new Error("The page does not finish");
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

async function launchChromium(userDataDir) {
  const { chromium } = await import("playwright-core");
  return chromium.launchPersistentContext(userDataDir, {
    executablePath: CHROMIUM,
    headless: true,
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
}

async function launchFirefox(userDataDir, preferences) {
  const { default: puppeteer } = await import("puppeteer-core");
  return puppeteer.launch({
    browser: "firefox",
    executablePath: FIREFOX,
    headless: true,
    userDataDir,
    env: { ...process.env, HOME: userDataDir },
    extraPrefsFirefox: {
      "browser.shell.checkDefaultBrowser": false,
      "browser.aboutwelcome.enabled": false,
      "termsofuse.bypassNotification": true,
      "datareporting.policy.dataSubmissionEnabled": false,
      "app.update.enabled": false,
      ...preferences,
    },
  });
}

/**
 * Calls `use` with a browser, as its driver knows it, and closes it in any case. Its profile is the folder `profile`, or one of
 * its own, which `prepare` may fill before.
 */
export async function withBrowser(name, use, { preferences = {}, prepare = () => undefined, profile } = {}) {
  const userDataDir = profile ?? mkdtempSync(join(tmpdir(), "nacre-browser-"));
  try {
    prepare(userDataDir);
    const browser = await (name === "chromium" ? launchChromium(userDataDir) : launchFirefox(userDataDir, preferences));
    try {
      return await use(browser);
    } finally {
      await browser.close();
    }
  } finally {
    if (!profile) rmSync(userDataDir, { recursive: true, force: true });
  }
}

/** Opens the script `page.js` of a folder in `browser`, under the strict Content-Security-Policy. */
async function openPage(outdir, browser) {
  cpSync(fileURLToPath(new URL("page.html", import.meta.url)), join(outdir, "page.html"));
  const server = await serve(outdir);
  try {
    const outcome = await withBrowser(browser, async (opened) => {
      const page = await opened.newPage();
      await page.goto(`${server.origin}/page.html`);
      return outcomeOf(page);
    });
    return {
      passed: outcome.window.passed + outcome.worker.passed,
      failures: [
        ...outcome.window.failures.map((failure) => `window: ${failure}`),
        ...outcome.worker.failures.map((failure) => `worker: ${failure}`),
      ],
    };
  } finally {
    server.close();
  }
}

/** Runs the suite in a window and in a worker of `browser`. */
export async function inBrowser(packed, browser) {
  const outdir = join(packed.folder, "browser-out");
  await bundle({ page: join(packed.folder, "browser/page.mjs") }, outdir, { conditions: ["browser"] });
  cpSync(join(packed.folder, "node_modules/nacre/dist/core/nacre.wasm"), join(outdir, "nacre.wasm"));
  return openPage(outdir, browser);
}

/** The same with the shell's suite, bundled as docs/shell.md says. */
export async function shellInBrowser(packed, browser) {
  packed.add("page.js", 'import "./browser/shell-page.mjs";\n');
  await run(process.execPath, [packed.add("build.mjs", documentedBuild())], { cwd: packed.folder });
  return openPage(join(packed.folder, "public"), browser);
}
