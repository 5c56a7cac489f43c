import { appendFileSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { withBrowser } from "../browser/drive.mjs";
import { equal } from "../collector.mjs";

/** The head of a record of 30 bytes in the log of a LevelDB, of which 10 were written. */
const torn = Buffer.from([0xde, 0xad, 0xbe, 0xef, 30, 0, 1, ...Buffer.alloc(10, 1)]);

/** What Chromium leaves of its names when it is killed while it appends to their log. */
function tearNames(profile) {
  const origins = join(profile, "Default", "File System");
  const logs = readdirSync(origins, { recursive: true }).filter((path) => /Paths.\d+\.log$/.test(path));
  equal(logs.length, 1);
  appendFileSync(join(origins, logs[0]), torn);
}

/**
 * Three visits of one profile, the second after a kill. Chromium then drops what it appends to the same block as the torn
 * record, when it starts for the third time.
 */
export async function namesOutliveATornRecord(openTabIn) {
  const profile = mkdtempSync(join(tmpdir(), "nacre-torn-"));
  const visit = (use) => withBrowser("chromium", async (browser) => use(await openTabIn(browser)), { profile });
  try {
    await visit(async (tab) => {
      for (const layout of ["pack", "files"]) {
        equal(await tab.step("open", layout, { layout }), "open");
        equal((await tab.step("call", layout, "write", "/before", "1")).created, true);
      }
    });
    tearNames(profile);
    await visit(async (tab) => {
      for (const layout of ["pack", "files"]) {
        equal(await tab.step("open", layout, { layout }), "open");
        equal((await tab.step("call", layout, "write", "/before", "22")).created, false);
        equal((await tab.step("call", layout, "write", "/after", "333")).created, true);
        // In a file of its own, also in a pack.
        equal(await tab.step("writeLarge", layout, "/large", 2 << 20), "written");
      }
      equal(await tab.step("open", "new"), "open");
      equal((await tab.step("call", "new", "write", "/after", "333")).created, true);
    });
    await visit(async (tab) => {
      for (const layout of ["pack", "files"]) {
        equal(await tab.step("open", layout, { layout }), "open");
        equal(await tab.step("sizes", layout, "/"), { after: 3, before: 2, large: 2 << 20 });
        equal(await tab.step("checkLarge", layout, "/large", 2 << 20), "whole");
      }
      equal(await tab.step("open", "new"), "open");
      equal(await tab.step("sizes", "new", "/"), { after: 3 });
    });
  } finally {
    rmSync(profile, { recursive: true, force: true });
  }
}
