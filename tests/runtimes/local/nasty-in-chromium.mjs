import { equal } from "../collector.mjs";

const settled = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** What only Chromium's debugging protocol can bring about. */
export const nastyInChromium = {
  async "7: a tab that is frozen while it has the lease lets others write"(openTab, { browser }) {
    for (const scope of ["window", "worker"]) {
      const [first, second] = [await openTab(scope), await openTab("window")];
      const root = `frozen-${scope}`;
      equal(await first.step("open", root), "open");
      equal(await second.step("open", root), "open");
      equal((await first.step("call", root, "write", "/first", "1")).created, true);
      const protocol = await browser.newCDPSession(first.page);
      await protocol.send("Page.setWebLifecycleState", { state: "frozen" });
      const writing = second.step("call", root, "write", "/second", "2");
      const early = await Promise.race([writing, settled(10_000)]);
      await protocol.send("Page.setWebLifecycleState", { state: "active" });
      equal((await writing).created, true);
      equal([scope, early?.created], [scope, true]);
      equal((await first.step("call", root, "write", "/third", "3")).created, true);
      equal(await first.step("sizes", root, "/"), { first: 1, second: 1, third: 1 });
    }
  },

  async "9: site data cleared while a workspace is open are noticed, and nothing is acknowledged in vain"(
    openTab,
    driver,
  ) {
    const tab = await openTab("window");
    equal(await tab.step("open", "cleared"), "open");
    equal((await tab.step("fill", "cleared", "/f", 20)).error, undefined);
    await settled(1100);
    await clearSite(driver, "file_systems");
    equal((await tab.step("call", "cleared", "write", "/lost", "x")).error?.code, "corrupt");
    equal((await tab.step("call", "cleared", "write", "/lost-too", "x")).error?.code, "corrupt");
    equal(await tab.step("close", "cleared"), "closed");
    await tab.load();
    // Chromium 156 keeps the names of files that were open from being used until it is started again.
    equal(await tab.step("open", "cleared"), "open");
    equal(await tab.step("sizes", "cleared", "/"), {});
    const { error } = await tab.step("call", "cleared", "write", "/new", "1");
    await tab.load();
    equal(await tab.step("open", "cleared"), "open");
    equal(await tab.step("sizes", "cleared", "/"), error ? {} : { new: 1 });
    equal(await tab.step("open", "elsewhere"), "open");
    equal((await tab.step("call", "elsewhere", "write", "/new", "1")).created, true);
  },

  async "11: a workspace whose storage is gone is empty at the next visit"(openTab, driver) {
    for (const storage of ["opfs", "indexeddb"]) {
      const tab = await openTab("window");
      equal(await tab.step("open", `gone-${storage}`, { storage }), "open");
      equal((await tab.step("fill", `gone-${storage}`, "/f", 5)).error, undefined);
      await tab.close();
      await clearSite(driver, "all");
      const next = await openTab("window");
      equal(await next.step("open", `gone-${storage}`, { storage }), "open");
      equal(await next.step("sizes", `gone-${storage}`, "/"), {});
      equal((await next.step("call", `gone-${storage}`, "write", "/new", "1")).created, true);
    }
  },

  async "10: a full quota refuses what grows, lets files be removed, and room is used again"(openTab, driver) {
    for (const [storage, size] of [
      ["opfs", 700_000],
      ["indexeddb", 700_000],
      ["opfs", 3 << 20],
    ]) {
      const tab = await openTab("window");
      const root = `full-${storage}-${size}`;
      await limitQuota(driver, undefined);
      equal(await tab.step("open", root, { storage }), "open");
      const { usage } = await tab.page.evaluate(() => navigator.storage.estimate());
      await limitQuota(driver, usage + (60 << 20));
      // What the round before left counts until Chromium has cleared it away, so there may be more room than was asked for.
      const { written, code } = await tab.step("fillUp", root, size, Math.ceil((1 << 30) / size));
      equal([code, written > 3], ["quota_exceeded", true]);
      for (let i = 1; i < written; i++) {
        equal((await tab.step("call", root, "remove", `/full/${i}`)).files, 1);
      }
      equal(await tab.step("sizes", root, "/full"), { 0: size });
      await limitQuota(driver, usage + (400 << 20));
      equal((await tab.step("call", root, "write", "/again", "x".repeat(size))).created, true);
      await tab.load();
      equal(await tab.step("open", root, { storage }), "open");
      equal(await tab.step("sizes", root, "/"), { full: null, again: size });
      equal(await tab.step("sizes", root, "/full"), { 0: size });
      await tab.close();
    }
    await limitQuota(driver, undefined);
  },
};

async function protocolOf({ browser }) {
  return browser.newCDPSession(browser.pages()[0]);
}

async function clearSite(driver, storageTypes) {
  const protocol = await protocolOf(driver);
  await protocol.send("Storage.clearDataForOrigin", { origin: driver.origin, storageTypes });
}

/** Without a number, as it is by itself. */
async function limitQuota(driver, quotaSize) {
  const protocol = await protocolOf(driver);
  await protocol.send("Storage.overrideQuotaForOrigin", { origin: driver.origin, ...(quotaSize && { quotaSize }) });
}
