import { describe, expect, it } from "@jest/globals";
import type { KeptWorkspace } from "../../../js/local/kept-workspace.js";
import { MemoryLock } from "../../../js/stores/memory-lock.js";
import { MemoryVolume } from "../../../js/stores/memory-volume.js";
import { checkHandles, ok, state, textOf } from "../support.js";
import { act, answersOf, fillAll, Random, tinyBudget } from "./budget-support.js";
import { FaultyVolume } from "./faulty-volume.js";
import { treeIn } from "./files-support.js";
import { announcers, eventually, openPack, smallSizes } from "./pack-support.js";

checkHandles();

const loaded = async (files: KeptWorkspace): Promise<number> => (await files.status()).loadedBytes;

/** Segments that a few files fill, and no extents for most. */
const tuning = {
  ...smallSizes,
  segmentBytes: 64 << 10,
  checkpointBytes: 8 << 10,
  extentThreshold: 7000,
  frameBytes: 8 << 10,
};

/** A volume that can be opened again and again. */
function place() {
  const volume = new MemoryVolume();
  const lock = new MemoryLock();
  const open = (parts: Parameters<typeof openPack>[0] = {}): Promise<KeptWorkspace> =>
    openPack({ volume, lock, tuning, ...parts }, undefined, tinyBudget);
  return { volume, lock, open };
}

async function filled(count = 40, bytes = 5000) {
  const { volume, lock, open } = place();
  const files = await open();
  const texts = Object.fromEntries(
    Array.from({ length: count }, (_, index) => [
      `/f${String(index).padStart(3, "0")}`,
      `own ${index}\n${"-".repeat(index % 4 === 3 ? 2 * bytes : bytes)}`,
    ]),
  );
  ok(await files.import(texts));
  return { volume, lock, open, files, texts };
}

/** Waits until nothing is left to be tidied up. */
const quiet = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 100));

describe("a budget of memory, over a pack,", () => {
  it("is kept while files are opened, read, searched and changed", async () => {
    const { open, files, texts } = await filled();
    expect(await loaded(files)).toBeLessThanOrEqual(tinyBudget);
    expect(await treeIn(files)).toEqual(texts);
    await files.close();
    const again = await open();
    expect(await loaded(again)).toBeLessThanOrEqual(tinyBudget);
    for (const [path, text] of Object.entries(texts)) {
      expect(await textOf(again, path)).toBe(text);
      expect(await loaded(again)).toBeLessThanOrEqual(tinyBudget);
    }
    expect(ok(await again.grep("^own")).matchCount).toBe(40);
    for (const path of Object.keys(texts)) ok(await again.edit(path, "own", "their"));
    expect(ok(await again.grep("^their")).matchCount).toBe(40);
    expect(await loaded(again)).toBeLessThanOrEqual(tinyBudget);
    await again.close();
  });

  it("makes no difference to a search", async () => {
    const { open } = place();
    using model = await state();
    const files = await open();
    await fillAll(new Random(7), [model, files]);
    expect(await answersOf(files)).toEqual(await answersOf(model));
    await files.close();
    const again = await open();
    expect(await answersOf(again)).toEqual(await answersOf(model));
    await again.close();
  });

  it("leaves forks and snapshots what they had, while the pack is compacted", async () => {
    const { files, texts } = await filled();
    const [fork, version] = [await files.fork(), await files.snapshot()];
    for (let round = 0; round < 12; round++) {
      for (let index = 0; index < 30; index++)
        ok(await files.write(`/f0${10 + index}`, `${round} ${"+".repeat(6000)}`));
      await quiet();
    }
    ok(await files.remove("/f000"));
    await quiet();
    expect(await treeIn(fork)).toEqual(texts);
    expect(ok(await fork.grep("^own")).matchCount).toBe(40);
    ok(await files.restore(version));
    expect(await treeIn(files)).toEqual(texts);
    version.dispose();
    fork.dispose();
    await files.close();
  });

  it("is kept by those who follow, who never answer what was there before", async () => {
    const { open, files } = await filled();
    const [ours, theirs] = announcers(2);
    await files.close();
    const writer = await open({ announcer: ours });
    const follower = await open({ announcer: theirs });
    const fork = await follower.fork();
    const before = await treeIn(writer);
    for (let round = 0; round < 10; round++) {
      for (let index = 0; index < 40; index += 1 + (round % 3)) {
        const path = `/f${String(index).padStart(3, "0")}`;
        ok(await writer.write(path, `${round} ${index} ${"+".repeat(3000 + 500 * (index % 9))}`));
      }
      const read = ok(await follower.grep("^\\d+ \\d+ ", { output: "count" }));
      expect(read.skipped).toEqual([]);
      expect(await loaded(follower)).toBeLessThanOrEqual(2 * tinyBudget);
      await quiet();
    }
    await eventually(async () => JSON.stringify(await treeIn(follower)) === JSON.stringify(await treeIn(writer)));
    for (const [path, text] of Object.entries(before)) {
      const read = await fork.read(path, { format: "raw" });
      if (read.error) expect(read.error.code).toBe("conflict");
      else expect(read.text).toBe(text);
    }
    fork.dispose();
    await follower.close();
    await writer.close();
  });

  it("tells of a volume that fails, and goes on", async () => {
    const { volume, lock, open, files, texts } = await filled();
    await files.close();
    const faulty = new FaultyVolume(volume);
    const again = await open({ volume: faulty, lock });
    faulty.failAt(faulty.calls, { code: "io", done: "nothing", deadly: false });
    expect((await again.read("/f039")).error?.code).toBe("io");
    expect(await textOf(again, "/f039")).toBe(texts["/f039"]);
    faulty.failAt(faulty.calls, { code: "io", done: "nothing", deadly: false });
    expect((await again.grep("own")).error?.code).toBe("io");
    expect(ok(await again.grep("own")).matchCount).toBe(40);
    await again.close();
  });

  it("notices damage of what is loaded later", async () => {
    const { volume, open, files } = await filled();
    await files.close();
    const again = await open();
    for (const { name, size } of await volume.list()) {
      if (name.startsWith("seg-") || name.startsWith("ext-"))
        await volume.write(name, size >> 1, new Uint8Array(size >> 2));
    }
    const answers = await Promise.all(Object.keys(await sizes(again)).map((path) => again.read(path)));
    expect(answers.some(({ error }) => error?.code === "corrupt")).toBe(true);
    expect(answers.every(({ error }) => !error || error.code === "corrupt")).toBe(true);
    await again.close();
  });

  it.each([1, 2, 3, 4])("agrees with files that are all in memory, whatever is done (%i)", async (seed) => {
    const random = new Random(seed);
    const { open } = place();
    using model = await state();
    let files = await open();
    await fillAll(random, [model, files], 30);
    for (let step = 0; step < 200; step++) {
      if (random.below(12) === 0) {
        await files.close();
        files = await open();
      }
      if (random.below(20) === 0) await quiet();
      const { name, answers } = await act(random, step, [model, files]);
      expect({ step, name, answer: answers[1] }).toEqual({ step, name, answer: answers[0] });
      expect(await loaded(files)).toBeLessThanOrEqual(tinyBudget);
    }
    expect(await treeIn(files)).toEqual(await treeIn(model));
    await files.close();
  });
});

async function sizes(files: KeptWorkspace): Promise<Record<string, number>> {
  const { entries } = ok(await files.ls("/"));
  return Object.fromEntries(entries.map(({ path, size }) => [path, size ?? 0]));
}
