import { equal } from "../collector.mjs";

const settled = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const raw = { format: "raw" };
const lockOf = (root) => `nacre:opfs:/${root}/.nacre/pack`;

/** What goes wrong in browsers. Each takes a function that opens a tab in a scope. */
export const nasty = {
  async "6: a lock that was stolen costs the change under way, and nothing else"(openTab) {
    const [first, second] = [await openTab("worker"), await openTab("window")];
    equal(await first.step("open", "stolen"), "open");
    equal((await first.step("call", "stolen", "write", "/before", "1")).created, true);
    equal(await second.step("steal", lockOf("stolen")), "stolen");
    const refused = await first.step("call", "stolen", "write", "/during", "2");
    equal(typeof refused.error?.message, "string");
    equal(await second.step("letGo"), "free");
    equal((await first.step("call", "stolen", "write", "/after", "3")).created, true);
    equal(await second.step("open", "stolen"), "open");
    equal(await second.step("sizes", "stolen", "/"), { after: 1, before: 1 });
  },

  async "8: a worker that ends in the middle of a group keeps what it acknowledged"(openTab) {
    const tab = await openTab("window");
    for (const [round, ms] of [0, 5, 30].entries()) {
      const root = `terminated-${round}`;
      const { acknowledged, refused, later } = await tab.step("terminate", root, 300, ms);
      equal(acknowledged.length > 0, true);
      equal([acknowledged.length + refused.length, later], [300, "TransportError"]);
      for (const why of refused) equal(why, "TransportError transport");
      equal(await tab.step("open", root), "open");
      const sizes = await tab.step("sizes", root, "/");
      for (const i of acknowledged) equal([i, sizes[`f${i}`]], [i, 20_000]);
      for (const size of Object.values(sizes)) equal(size, 20_000);
      equal((await tab.step("call", root, "write", "/next", "1")).created, true);
      await tab.step("close", root);
    }
  },

  async "8: a call on a worker that breaks, or ends by itself, fails, and the next one finds the lease free"(openTab) {
    const tab = await openTab("window");
    equal(await tab.step("breakDown", "closed", "close"), "TransportError");
    equal(await tab.step("breakDown", "thrown", "throw"), "TransportError");
  },

  async "a real file that foreign code has open is refused with a reason, and taken when it is closed"(openTab) {
    const [foreign, own] = [await openTab("worker"), await openTab("window")];
    const root = "held";
    equal(await own.step("open", root, { layout: "files" }), "open");
    equal((await own.step("call", root, "write", "/a", "1")).created, true);
    equal(await foreign.step("hold", root, "a", "sync"), "held");
    const { error } = await own.step("call", root, "write", "/a", "2");
    equal([error?.code, error?.message.includes("is in use elsewhere")], ["io", true]);
    equal((await own.step("call", root, "write", "/b", "2")).created, true);
    equal(await foreign.step("letGo"), "free");
    equal((await own.step("call", root, "edit", "/a", "1", "3")).error, undefined);
    equal(await foreign.step("hold", root, "a", "writable"), "held");
    await own.step("call", root, "write", "/a", "4");
    equal(await foreign.step("letGo"), "free");
    // The last one wins, and everybody sees it.
    equal((await own.step("call", root, "read", "/a", raw)).text, "theirs");
    equal((await own.step("call", root, "edit", "/a", "theirs", "ours")).error, undefined);
  },

  async "who follows without sync handles sees whole files only while another one appends"(openTab) {
    const [writer, follower] = [await openTab("window"), await openTab("window")];
    for (const size of [20_000, 1 << 20]) {
      const root = `appended-${size}`;
      equal(await writer.step("open", root), "open");
      equal(await follower.step("open", root, { worker: false }), "open");
      const following = follower.step("followUntil", root, "/f", 40);
      equal((await writer.step("fill", root, "/f/", 40, size)).error, undefined);
      equal(await following, { most: 40, went: false, seen: [size] });
    }
  },

  async "12: files that are named as a browser names its own are kept"(openTab) {
    const tab = await openTab("window");
    for (const layout of ["pack", "files"]) {
      const root = `swap-${layout}`;
      equal(await tab.step("open", root, { layout }), "open");
      const written = await tab.step("call", root, "write", "/x.crswap", "mine");
      equal((await tab.step("call", root, "write", "/x", "other")).created, true);
      await tab.load();
      equal(await tab.step("open", root, { layout }), "open");
      const { text, error } = await tab.step("call", root, "read", "/x.crswap", raw);
      // What cannot be told from the browser's own is refused, not lost.
      equal(written.error ? written.error.code : text, written.error ? "invalid_path" : "mine");
      equal(error?.code, written.error ? "not_found" : undefined);
      if (layout === "pack") equal(text, "mine");
      equal((await tab.step("call", root, "read", "/x", raw)).text, "other");
    }
  },

  async "13 and 14: names by case and Unicode form, long names and long paths are kept"(openTab) {
    const tab = await openTab("window");
    const deep = `/${Array.from({ length: 20 }, () => "d".repeat(200)).join("/")}`;
    const names = ["/A", "/a", "/caf\u00e9", "/cafe\u0301", `/${"n".repeat(255)}`, `${deep}/${"e".repeat(70)}`];
    for (const layout of ["pack", "files"]) {
      const root = `names-${layout}`;
      equal(await tab.step("open", root, { layout }), "open");
      for (const name of names) equal((await tab.step("call", root, "write", name, name)).error, undefined);
      const { error } = await tab.step("call", root, "write", `/${"n".repeat(256)}`, "x");
      equal(error?.code, "invalid_path");
      await tab.load();
      equal(await tab.step("open", root, { layout }), "open");
      for (const name of names) equal((await tab.step("call", root, "read", name, raw)).text, name);
    }
  },

  async "21: without the file system there is a database, without both there is memory, and it says so"(openTab) {
    const tab = await openTab("worker");
    equal(await tab.step("openWithout", "private", true), { storage: "indexeddb", persistent: true });
    await tab.load();
    equal(await tab.step("openWithout", "private", true), { storage: "indexeddb", persistent: true });
    equal((await tab.step("call", "private", "read", "/a.txt", raw)).text, "1");
    equal(await tab.step("openWithout", "barred", false), { storage: "memory", persistent: false });
  },

  async "22: a file of 100 MB is there after a reload"(openTab) {
    const tab = await openTab("window");
    const size = 100 << 20;
    equal(await tab.step("open", "large"), "open");
    equal(await tab.step("writeLarge", "large", "/large", size), "written");
    await tab.load();
    equal(await tab.step("open", "large"), "open");
    equal(await tab.step("checkLarge", "large", "/large", size), "whole");
    equal((await tab.step("call", "large", "remove", "/large")).bytes, size);
  },

  async "23: a reload in the middle of opening does no harm"(openTab) {
    const tab = await openTab("window");
    equal(await tab.step("open", "reloaded"), "open");
    equal((await tab.step("fill", "reloaded", "/f", 60, 30_000)).error, undefined);
    for (let i = 0; i < 8; i++) {
      await tab.load();
      await tab.step("beginOpening", "reloaded");
      await settled(i * 12);
    }
    await tab.load();
    equal(await tab.step("open", "reloaded"), "open");
    equal(Object.keys(await tab.step("sizes", "reloaded", "/")).length, 60);
    equal((await tab.step("call", "reloaded", "write", "/next", "1")).created, true);
  },

  async "a workspace in a database is there after a reload"(openTab) {
    const tab = await openTab("window");
    equal(await tab.step("open", "database", { storage: "indexeddb" }), "open");
    equal((await tab.step("fill", "database", "/f", 30, 30_000)).error, undefined);
    await tab.load();
    // Found again without being asked for.
    equal(await tab.step("open", "database"), "open");
    equal((await tab.step("call", "database", "status")).storage, "indexeddb");
    equal(Object.keys(await tab.step("sizes", "database", "/")).length, 30);
  },

  async "five tabs that reload again and again lose nothing"(openTab) {
    const tabs = [];
    for (let i = 0; i < 5; i++) tabs.push(await openTab("window"));
    const cycle = async (tab, i) => {
      for (let round = 0; round < 5; round++) {
        equal(await tab.step("open", "cycling"), "open");
        equal((await tab.step("call", "cycling", "write", `/${i}-${round}`, "x")).error, undefined);
        await tab.load();
      }
    };
    await Promise.all(tabs.map(cycle));
    equal(await tabs[0].step("open", "cycling"), "open");
    equal(Object.keys(await tabs[0].step("sizes", "cycling", "/")).length, 25);
  },

  async "two tabs that open a workspace at the same instant share it"(openTab) {
    const [first, second] = [await openTab("window"), await openTab("worker")];
    for (let i = 0; i < 30; i++) {
      const root = `instant-${i}`;
      const answers = await Promise.all([
        first.step("openAndWrite", root, "/first"),
        second.step("openAndWrite", root, "/second"),
      ]);
      equal([answers[0].includes("/first"), answers[1].includes("/second")], [true, true]);
      equal(await first.step("openAndWrite", root, "/third"), ["/first", "/second", "/third"]);
    }
  },
};
