import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { DiskVolume, ProcessLock } from "nacre/stores/disk";
import { lockContract, volumeContract } from "nacre/testing";
import { Collector, equal } from "./collector.mjs";

const root = mkdtempSync(resolve("disk-"));
let count = 0;
const place = () => join(root, String(count++));
const collector = new Collector();

volumeContract({
  name: "DiskVolume",
  create: () => DiskVolume.open(place()),
  reopen: (volume) => DiskVolume.open(volume.path),
  runner: collector,
});

lockContract({
  name: "ProcessLock",
  create() {
    const folder = place();
    mkdirSync(folder);
    return [new ProcessLock(join(folder, "writer.lock")), new ProcessLock(join(folder, "writer.lock"))];
  },
  runner: collector,
});

collector.describe("DiskVolume", () => {
  collector.it("does not follow a link in the place of a blob", async () => {
    const volume = await DiskVolume.open(place());
    const outside = join(root, "outside");
    writeFileSync(outside, "outside");
    symlinkSync(outside, join(volume.path, "link"));
    for (const call of [() => volume.read("link", 0, 7), () => volume.write("link", 0, new Uint8Array(7))]) {
      equal(await call().catch((error) => error.code), "io");
    }
    equal(readFileSync(outside, "utf8"), "outside");
  });

  collector.it("says that it is lost when its folder was removed", async () => {
    const volume = await DiskVolume.open(place());
    await volume.create("blob", 10);
    await volume.write("blob", 0, new Uint8Array([1]));
    rmSync(volume.path, { recursive: true });
    equal(await volume.flush().catch((error) => error.code), "lost");
    equal(await volume.create("other", 10).catch((error) => error.code), "lost");
    await volume.release().catch(() => undefined);
  });
});

collector.describe("ProcessLock", () => {
  collector.it("is taken over when nothing is known of its holder, and that does not stir", async () => {
    const path = place();
    writeFileSync(path, "");
    const lease = await new ProcessLock(path, { staleAfter: 200 }).acquire(AbortSignal.timeout(5000));
    equal(lease.clean, false);
    await lease.verify();
    await lease.release();
  });
});

const outcome = await collector.run();
rmSync(root, { recursive: true, force: true });
console.log(JSON.stringify(outcome));
