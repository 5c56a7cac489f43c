/**
 * The page of web-demo/ in a real browser: what is written there survives a reload and is seen by a second tab. Leaves
 * build/screenshots/web-demo.png.
 *
 *     node tests/web-demo/run.mjs
 */
import { mkdirSync, statSync } from "node:fs";
import { root } from "../../tools/paths.mjs";
import { buildWebDemo, pagePolicy, webDemoFolder } from "../../tools/web-demo.mjs";
import { withBrowser } from "../runtimes/browser/drive.mjs";
import { serve } from "../runtimes/browser/server.mjs";
import { equal } from "../runtimes/collector.mjs";

const screenshot = `${root}/build/screenshots/web-demo.png`;
const note = "- water the plants\n";

await buildWebDemo();
mkdirSync(`${root}/build/screenshots`, { recursive: true });
const server = await serve(webDemoFolder, pagePolicy);
let failure;

async function openPage(browser) {
  const page = await browser.newPage();
  page.on("pageerror", (error) => {
    failure ??= error;
  });
  await page.goto(`${server.origin}/index.html`);
  await page.locator("#files button").first().waitFor();
  return page;
}

async function textBecomes(page, wanted) {
  for (const until = Date.now() + 5000; Date.now() < until; ) {
    if ((await page.locator("#text").inputValue()) === wanted) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  equal(await page.locator("#text").inputValue(), wanted);
}

try {
  await withBrowser("chromium", async (browser) => {
    const page = await openPage(browser);
    page.on("dialog", (dialog) => dialog.accept("/notes/today.md"));
    await page.locator("#new").click();
    await page.locator("#path", { hasText: "/notes/today.md" }).waitFor();
    await page.locator("#text").fill(note);
    await page.locator('#path[data-saved="true"]').waitFor();

    await page.reload();
    await page.locator("#files button", { hasText: "/notes/today.md" }).click();
    await textBecomes(page, note);

    const other = await openPage(browser);
    await other.locator("#files button", { hasText: "/notes/today.md" }).click();
    await textBecomes(other, note);
    await other.locator("#text").fill(`${note}- call home\n`);
    await textBecomes(page, `${note}- call home\n`);

    await page.locator("#search input").fill("PLANTS");
    await page.locator("#matches button", { hasText: "/notes/today.md:1" }).click();
    await page.setViewportSize({ width: 1100, height: 640 });
    await page.screenshot({ path: screenshot });
    equal(
      await page
        .locator("#status")
        .textContent()
        .then((status) => /^2 files, .* kept in opfs$/.test(status)),
      true,
    );
    equal(await page.evaluate(() => getComputedStyle(document.body).display), "grid");
    equal(statSync(screenshot).size > 5000, true);
    if (failure) throw failure;
  });
  console.log(`the screenshot is build/screenshots/web-demo.png\n1 passed, 0 failed`);
} catch (error) {
  console.error(error?.stack ?? error);
  console.log("0 passed, 1 failed");
  process.exitCode = 1;
} finally {
  server.close();
}
