import { equal } from "../collector.mjs";
import { eventually } from "./eventually.mjs";

const raw = { format: "raw" };

/** Each takes a function that opens a tab in a scope. */
export const acrossPages = {
  async "files are there after a reload"(openTab) {
    for (const scope of ["window", "worker"]) {
      const tab = await openTab(scope);
      const root = `reload-${scope}`;
      equal(await tab.step("open", root), "open");
      equal((await tab.step("call", root, "write", "/a/b.txt", "kept\n")).created, true);
      await tab.load();
      equal(await tab.step("open", root), "open");
      equal((await tab.step("call", root, "read", "/a/b.txt", raw)).text, "kept\n");
      await tab.close();
    }
  },

  async "two tabs see each other's changes and write in turns"(openTab) {
    const [first, second] = [await openTab("window"), await openTab("worker")];
    equal([await first.step("open", "pair"), await second.step("open", "pair")], ["open", "open"]);
    await first.step("call", "pair", "write", "/from-first.txt", "1");
    await eventually(async () => (await second.step("call", "pair", "read", "/from-first.txt", raw)).text, "1");
    await second.step("call", "pair", "write", "/from-second.txt", "2");
    await eventually(async () => (await first.step("call", "pair", "read", "/from-second.txt", raw)).text, "2");
    const [a, b] = await Promise.all([
      first.step("fill", "pair", "/d/first-", 200),
      second.step("fill", "pair", "/d/second-", 200),
    ]);
    equal([a.error, b.error], [undefined, undefined]);
    for (const tab of [first, second]) {
      await eventually(async () => (await tab.step("call", "pair", "ls", "/d")).entries.length, 400);
    }
    await Promise.all([first.close(), second.close()]);
  },

  async "a tab goes on when the one that wrote is closed"(openTab) {
    const [first, second] = [await openTab("window"), await openTab("window")];
    await first.step("open", "heir");
    await second.step("open", "heir");
    await first.step("fill", "heir", "/", 50);
    await first.close();
    equal((await second.step("call", "heir", "write", "/last.txt", "x")).created, true);
    equal((await second.step("call", "heir", "ls", "/")).entries.length, 51);
    await second.close();
  },
};
