import { describe, expect, it } from "@jest/globals";
import type { Backend, Failure } from "nacre";
import type { KeptWorkspace } from "../../../js/local/kept-workspace.js";
import { MemoryDirectory } from "../../../js/stores/memory-directory.js";
import { MemoryVolume } from "../../../js/stores/memory-volume.js";
import { checkHandles, ok } from "../support.js";
import { Faults, FaultyDirectory, FaultyVolume, type Manner } from "./faults.js";
import { fill, intentsIn, openFiles, treeIn, treeOf, tryOpenFiles } from "./files-support.js";

checkHandles();

const initial = { "/a": "one", "/b": "bee", "/dir/x": "1", "/dir/sub/y": "2", "/dir/sub/empty/": "", "/k": "file" };

type Operation = (files: KeptWorkspace) => Promise<{ readonly error?: unknown }>;

/** One of each kind: a file; a new one; directories and a file; a batch; a rename; a removal; a file that becomes a directory; a rename among others. */
const operations: readonly Operation[] = [
  (files) => files.write("/a", "two"),
  (files) => files.write("/fresh", "f"),
  (files) => files.write("/new/deep/f", "n"),
  (files) => files.import({ "/a": "three", "/batch/1": "b1", "/batch/2": "b2", "/dir/x": "1+" }),
  (files) => files.move("/dir", "/moved/here"),
  (files) => files.move("/b", "/a", { overwrite: true }),
  (files) => files.remove("/moved", { recursive: true }),
  merging(async (fork) => {
    await fork.remove("/k");
    await fork.write("/k/inside", "i");
  }),
  merging(async (fork) => {
    await fork.move("/batch", "/later/batch");
    await fork.write("/later/batch/1", "b1+");
    await fork.write("/beside", "s");
  }),
];

function merging(change: (fork: Backend) => Promise<void>): Operation {
  return async (files) => {
    const fork = await files.fork();
    try {
      await change(fork);
      return await files.merge(fork);
    } finally {
      fork.dispose();
    }
  };
}

/** A folder with a volume for intents, behind faults. */
async function place(canMove: boolean) {
  const directory = new MemoryDirectory();
  await fill(directory, initial);
  const volume = new MemoryVolume();
  const faults = new Faults();
  const faulty = {
    directory: new FaultyDirectory(directory, faults, canMove),
    volume: new FaultyVolume(volume, faults),
  };
  return { directory, volume, faults, faulty };
}

/** What the files are before the first operation, and after each. */
async function states(canMove: boolean): Promise<readonly Record<string, string>[]> {
  const { directory, faulty } = await place(canMove);
  const files = await openFiles(faulty);
  const trees = [await treeOf(directory)];
  for (const operation of operations) {
    ok(await operation(files));
    const tree = await treeOf(directory);
    expect(await treeIn(files)).toEqual(tree);
    trees.push(tree);
  }
  await files.close();
  return trees;
}

const manners: readonly Manner[] = ["before", "after", "half"];

for (const canMove of [true, false]) {
  describe(canMove ? "a folder that can rename" : "a folder that cannot rename", () => {
    it.each(manners)(
      "that dies at any call (%s) has every acknowledged change, and the last one whole or not",
      async (manner) => {
        const trees = await states(canMove);
        for (let at = 1, hit = true; hit; at++) {
          const { directory, volume, faults, faulty } = await place(canMove);
          const files = await openFiles(faulty);
          faults.arm(at, Number.POSITIVE_INFINITY, manner);
          let done = 0;
          for (const operation of operations) {
            const result = await operation(files);
            if (result.error) break;
            done++;
          }
          hit = faults.hit;
          await files.close();
          const after = await openFiles({ directory, volume });
          const tree = await treeIn(after);
          const label = `${manner} call ${at}, after ${done} operations`;
          expect({ label, tree: await treeOf(directory) }).toEqual({ label, tree });
          const allowed = [trees[done], trees[done + 1]].filter((one) => one !== undefined);
          const isAllowed = allowed.some((one) => JSON.stringify(one) === JSON.stringify(tree));
          if (!isAllowed) expect({ label, tree }).toEqual({ label, tree: allowed[0] });
          expect(await after.status()).toMatchObject({ conflicts: [] });
          expect(await intentsIn(volume)).toEqual([]);
          await after.close();
        }
      },
    );

    it.each(manners)("that fails once at any call (%s) refuses that change, undoes it and goes on", async (manner) => {
      const trees = await states(canMove);
      for (let at = 1, hit = true; hit; at++) {
        const { directory, volume, faults, faulty } = await place(canMove);
        const files = await openFiles(faulty);
        faults.arm(at, 1, manner);
        for (const [index, operation] of operations.entries()) {
          const label = `${manner} call ${at}, operation ${index}`;
          const result = (await operation(files)) as Partial<Failure>;
          if (result.error) {
            expect({ label, code: result.error.code }).toEqual({ label, code: "io" });
            expect({ label, tree: await treeOf(directory) }).toEqual({ label, tree: trees[index] });
            expect({ label, tree: await faults.quietly(() => treeIn(files)) }).toEqual({ label, tree: trees[index] });
            ok(await operation(files));
          }
          expect({ label, tree: await treeOf(directory) }).toEqual({ label, tree: trees[index + 1] });
          expect({ label, tree: await faults.quietly(() => treeIn(files)) }).toEqual({ label, tree: trees[index + 1] });
        }
        hit = faults.hit;
        await files.close();
        expect(await intentsIn(volume)).toEqual([]);
      }
    });

    it("that fails several times, so that nothing can be undone, finishes the change before the next", async () => {
      const trees = await states(canMove);
      for (const count of [2, 3, 5, 8]) {
        for (let at = 1, hit = true; hit; at++) {
          const { directory, faults, faulty } = await place(canMove);
          const files = await openFiles(faulty);
          faults.arm(at, count, "after");
          let done = 0;
          for (const operation of operations) {
            if ((await operation(files)).error) break;
            done++;
          }
          hit = faults.hit;
          faults.arm(Number.POSITIVE_INFINITY, 0, "before");
          ok(await files.write("/probe", "p"));
          const label = `${count} calls from ${at}, after ${done} operations`;
          const tree = await treeOf(directory);
          expect({ label, tree: await treeIn(files) }).toEqual({ label, tree });
          const allowed = [trees[done], trees[done + 1]].map((one) => JSON.stringify({ ...one, "/probe": "p" }));
          expect({ label, allowed }).toEqual({ label, allowed: expect.arrayContaining([JSON.stringify(tree)]) });
          await files.close();
        }
      }
    });
  });
}

/** A folder and a volume as a kill in the middle of the batch leaves them, with some of its files written. */
async function halfDoneBatch(before: Record<string, string> | undefined, after: Record<string, string> | undefined) {
  for (let at = 1; ; at++) {
    const cut = await place(false);
    const files = await openFiles(cut.faulty);
    for (const operation of operations.slice(0, 3)) ok(await operation(files));
    cut.faults.arm(at, Number.POSITIVE_INFINITY, "after");
    expect((await operations[3]?.(files))?.error).toBeDefined();
    await files.close();
    const tree = JSON.stringify(await treeOf(cut.directory));
    const isHalf = tree !== JSON.stringify(before) && tree !== JSON.stringify(after);
    if (isHalf && tree.includes("three")) return cut;
  }
}

it("finishing a change that was cut short may be cut short itself, at any call, and be done again", async () => {
  const { [3]: before, [4]: after } = await states(false);
  for (const manner of manners) {
    for (let at = 1, hit = true; hit; at++) {
      const { directory, volume, faults, faulty } = await halfDoneBatch(before, after);
      expect(await intentsIn(volume)).toEqual(["intent"]);
      faults.arm(at, Number.POSITIVE_INFINITY, manner);
      const second = await tryOpenFiles(faulty);
      hit = faults.hit;
      if (!("error" in second)) await second.close();
      const third = await openFiles({ directory, volume });
      expect({ at, tree: await treeIn(third) }).toEqual({ at, tree: after });
      expect(await third.status()).toMatchObject({ conflicts: [] });
      expect(await intentsIn(volume)).toEqual([]);
      await third.close();
    }
  }
});
