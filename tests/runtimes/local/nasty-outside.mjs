import { equal } from "../collector.mjs";
import { eventually } from "./eventually.mjs";

const raw = { format: "raw" };
const files = { layout: "files" };

/** What others do to real files, and what does not fit into memory. Each takes a function that opens a tab in a scope. */
export const nastyOutside = {
  async "15: a file that was changed outside between a read and an edit is not edited blindly"(openTab) {
    const [own, foreign] = [await openTab("window"), await openTab("window")];
    equal(await own.step("open", "stale", files), "open");
    equal((await own.step("call", "stale", "write", "/a", "one two")).created, true);
    const { version } = await own.step("call", "stale", "read", "/a", raw);
    equal(await foreign.step("outsideWrite", "stale", "a", "one 222"), "written");
    const refused = await own.step("call", "stale", "edit", "/a", "one", "1", { ifVersion: version });
    equal(refused.error?.code, "stale");
    equal((await own.step("call", "stale", "edit", "/a", "two", "2")).error?.code, "no_match");
    equal((await own.step("call", "stale", "edit", "/a", "one", "1")).error, undefined);
    equal((await own.step("call", "stale", "read", "/a", raw)).text, "1 222");
  },

  async "16: permission that is withdrawn is said, and nothing is lost when it comes back"(openTab) {
    const tab = await openTab("window");
    equal(await tab.step("open", "withdrawn", { ...files, worker: false }), "open");
    equal((await tab.step("call", "withdrawn", "write", "/a", "1")).created, true);
    const calls = [
      ["write", "/a", "2"],
      ["write", "/b", "2"],
      ["remove", "/a"],
      ["move", "/a", "/c"],
    ];
    const denied = await tab.step("withoutPermission", "withdrawn", calls);
    equal(denied, ["permission_denied", "permission_denied", "permission_denied", "permission_denied"]);
    equal((await tab.step("call", "withdrawn", "read", "/a", raw)).text, "1");
    equal(await tab.step("sizes", "withdrawn", "/"), { a: 1 });
    equal((await tab.step("call", "withdrawn", "write", "/a", "22")).error, undefined);
    await tab.load();
    equal(await tab.step("open", "withdrawn", files), "open");
    equal(await tab.step("sizes", "withdrawn", "/"), { a: 2 });
  },

  async "17: a file in whose place somebody puts a folder is seen to be one"(openTab) {
    const [own, foreign] = [await openTab("window"), await openTab("window")];
    equal(await own.step("open", "replaced", files), "open");
    equal((await own.step("call", "replaced", "write", "/a", "1")).created, true);
    equal(await foreign.step("outsideReplace", "replaced", "a", "inside"), "replaced");
    equal((await own.step("call", "replaced", "write", "/a", "2")).error?.code, "is_a_directory");
    equal((await own.step("call", "replaced", "read", "/a", raw)).error?.code, "is_a_directory");
    equal(await own.step("sizes", "replaced", "/a"), { inside: 0 });
    equal((await own.step("call", "replaced", "write", "/a/inside", "2")).created, false);
  },

  async "18: a burst of changes outside is caught up with, and calls go on meanwhile"(openTab) {
    const [own, foreign] = [await openTab("window"), await openTab("worker")];
    const count = 10_000;
    equal(await own.step("open", "burst", files), "open");
    const burst = foreign.step("outsideBurst", "burst", count);
    for (let i = 0; i < 10; i++) {
      equal((await own.step("call", "burst", "write", `/own-${i}`, "1")).created, true);
      equal((await own.step("call", "burst", "read", `/own-${i}`, raw)).text, "1");
    }
    equal(await burst, "done");
    await eventually(async () => (await own.step("call", "burst", "ls", "/burst")).entries?.length, count / 10, 60_000);
    await eventually(
      async () => (await own.step("call", "burst", "glob", "burst/*7")).matches?.length,
      count / 10,
      60_000,
    );
  },

  async "what does not fit into the memory budget is read when it is needed"(openTab) {
    const tab = await openTab("window");
    const [count, size, memoryBudget] = [60, 100_000, 1 << 20];
    for (const layout of ["pack", "files"]) {
      const root = `budget-${layout}`;
      equal(await tab.step("open", root, { layout, memoryBudget }), "open");
      equal((await tab.step("fill", root, "/f", count, size)).error, undefined);
      await tab.load();
      equal(await tab.step("open", root, { layout, memoryBudget }), "open");
      for (const i of [0, 59, 17, 0]) {
        const { text } = await tab.step("call", root, "read", `/f${i}.txt`, { ...raw, limit: 1 });
        equal(text, `${i}\n`);
      }
      const { matches } = await tab.step("call", root, "grep", "^(7|42)$");
      equal(matches?.map(({ path }) => path).sort(), ["/f42.txt", "/f7.txt"]);
      const { bytes, loadedBytes } = await tab.step("call", root, "status");
      equal([bytes, loadedBytes <= memoryBudget], [count * size, true]);
    }
  },
};
