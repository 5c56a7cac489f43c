import { NacreError } from "../core/errors.js";
import type { Volume, VolumeErrorCode } from "../stores/volume.js";
import { check, equal } from "./assert.js";
import type { Runner } from "./runner.js";

export interface VolumeContractOptions {
  readonly name: string;
  /** Makes an empty volume for one case, which releases it in the end. */
  readonly create: () => Promise<Volume> | Volume;
  /** Opens the place of a volume, which is released, once more. */
  readonly reopen?: ((volume: Volume) => Promise<Volume> | Volume) | undefined;
  /** Makes an empty volume that has room for less than 64 MiB. */
  readonly createSmall?: (() => Promise<Volume> | Volume) | undefined;
  readonly runner: Runner;
}

interface VolumeCase {
  readonly name: string;
  run(volume: Volume): Promise<void>;
}

/** Bytes that differ from place to place, so that a piece in the wrong one is noticed, and that no host can compress. */
function pattern(length: number, seed = 1): Uint8Array {
  const bytes = new Uint8Array(length);
  let state = Math.imul(seed + 1, 0x9e3779b1);
  for (let i = 0; i < length; i++) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    bytes[i] = state;
  }
  return bytes;
}

/** Checks that `work` is refused: by the volume with that code, or as misuse. */
async function refused(work: () => Promise<unknown>, code: VolumeErrorCode | "misuse", what: string): Promise<void> {
  let thrown: unknown;
  try {
    await work();
  } catch (error) {
    thrown = error;
  }
  check(NacreError.isInstance(thrown), `${what}: threw ${String(thrown)}, expected "${code}"`);
  equal(thrown.code, code, `code of ${what} ("${thrown.message}")`);
  equal(thrown.name, code === "misuse" ? "MisuseError" : "VolumeError", `class of ${what}`);
}

async function listed(volume: Volume): Promise<Record<string, number>> {
  return Object.fromEntries((await volume.list()).map(({ name, size }) => [name, size]));
}

const cases: readonly VolumeCase[] = [
  {
    name: "a blob of a size is zeros, and one of bytes is these bytes",
    async run(volume) {
      equal(await volume.list(), [], "list of an empty volume");
      await volume.create("zeros", 5000);
      const content = pattern(5001);
      await volume.create("content", content);
      equal(await volume.read("zeros", 0, 5000), new Uint8Array(5000), "zeros");
      equal(await volume.read("content", 0, 5001), content, "content");
      equal(await listed(volume), { zeros: 5000, content: 5001 }, "list");
    },
  },
  {
    name: "large blobs are whole",
    async run(volume) {
      const content = pattern((5 << 20) + 3);
      await volume.create("large", content);
      equal(await volume.read("large", 0, content.length), content, "content");
      equal(await volume.read("large", (1 << 20) - 2, 4), content.slice((1 << 20) - 2, (1 << 20) + 2), "a seam");
      equal(await volume.read("large", 3 << 20, 5000), content.slice(3 << 20, (3 << 20) + 5000), "the middle");
    },
  },
  {
    name: "writes land where they should, one after another",
    async run(volume) {
      await volume.create("log", 10_000);
      const content = new Uint8Array(10_000);
      for (let at = 0, size = 1; at + size <= 10_000; at += size, size = ((size * 7) % 300) + 1) {
        const bytes = pattern(size, size);
        await volume.write("log", at, bytes);
        content.set(bytes, at);
      }
      equal(await volume.read("log", 0, 10_000), content, "content");
      for (const [offset, length] of [
        [0, 1],
        [1, 1],
        [99, 1000],
        [9_000, 1000],
      ] as const) {
        equal(await volume.read("log", offset, length), content.slice(offset, offset + length), `bytes at ${offset}`);
      }
      await volume.write("log", 9_999, new Uint8Array([7]));
      equal(await volume.read("log", 9_999, 1), new Uint8Array([7]), "last byte");
    },
  },
  {
    name: "an overwrite keeps what is before it; what is behind may be gone, but never older than it was",
    async run(volume) {
      const [first, second, third] = [pattern(4000, 1), pattern(1000, 2), pattern(500, 3)];
      await volume.create("blob", first);
      await volume.write("blob", 1500, second);
      await volume.write("blob", 700, third);
      equal(await volume.read("blob", 0, 700), first.slice(0, 700), "bytes before");
      equal(await volume.read("blob", 700, 500), third, "bytes written");
      const before = first.slice();
      before.set(second, 1500);
      const behind = await volume.read("blob", 1200, 2800);
      equal(behind.length, 2800, "bytes behind");
      check(
        behind.every((byte, i) => byte === 0 || byte === before[1200 + i]),
        "Bytes behind a write came back from an earlier time",
      );
    },
  },
  {
    name: "reads end with the blob, and belong to the caller",
    async run(volume) {
      await volume.create("blob", pattern(100));
      equal(await volume.read("blob", 90, 50), pattern(100).slice(90), "read across the end");
      for (const offset of [100, 101, 1e12]) {
        equal(await volume.read("blob", offset, 10), new Uint8Array(), `read at ${offset}`);
      }
      equal(await volume.read("blob", 3, 0), new Uint8Array(), "read of nothing");
      (await volume.read("blob", 0, 100)).fill(9);
      equal(await volume.read("blob", 0, 100), pattern(100), "content");
    },
  },
  {
    name: "bytes given are taken over, and so are views into a larger buffer",
    async run(volume) {
      const bytes = pattern(100).subarray(20, 50);
      await volume.create("made", bytes);
      await volume.create("written", 100);
      await volume.write("written", 10, bytes);
      const expected = bytes.slice();
      bytes.fill(0);
      equal(await volume.read("made", 0, 100), expected, "blob made");
      equal(await volume.read("written", 10, 30), expected, "bytes written");
    },
  },
  {
    name: "create takes the place of a blob, also of one that was written",
    async run(volume) {
      await volume.create("blob", 3000);
      await volume.write("blob", 0, pattern(3000));
      await volume.create("blob", 10);
      equal(await volume.read("blob", 0, 3000), new Uint8Array(10), "smaller one");
      await volume.write("blob", 5, pattern(5));
      await volume.create("blob", pattern(6000, 4));
      equal(await volume.read("blob", 0, 6000), pattern(6000, 4), "larger one");
      equal(await listed(volume), { blob: 6000 }, "list");
    },
  },
  {
    name: "what is removed is gone, and its name is free",
    async run(volume) {
      await volume.create("a", 10);
      await volume.create("b", 10);
      await volume.write("a", 0, pattern(10));
      await volume.remove("a");
      await volume.remove("a");
      equal(await listed(volume), { b: 10 }, "list");
      await refused(() => volume.read("a", 0, 1), "not_found", "read of a removed blob");
      await volume.create("a", 20);
      equal(await volume.read("a", 0, 20), new Uint8Array(20), "blob made anew");
      await volume.flush();
    },
  },
  {
    name: "a blob that is not there is not found, and is not made",
    async run(volume) {
      await refused(() => volume.read("none", 0, 1), "not_found", "read");
      await refused(() => volume.write("none", 0, pattern(1)), "not_found", "write");
      equal(await volume.list(), [], "list");
    },
  },
  {
    name: "arguments that no volume takes are misuse, and change nothing",
    async run(volume) {
      await volume.create("blob", pattern(10));
      for (const name of ["", "A", "a.b", "a/b", "..", "a\\b", "a b", "\u00e9", "x".repeat(65), "a\0"]) {
        const shown = JSON.stringify(name);
        await refused(() => volume.create(name, 10), "misuse", `create of ${shown}`);
        await refused(() => volume.read(name, 0, 1), "misuse", `read of ${shown}`);
        await refused(() => volume.write(name, 0, pattern(1)), "misuse", `write of ${shown}`);
        await refused(() => volume.remove(name), "misuse", `remove of ${shown}`);
      }
      for (const value of [-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY]) {
        await refused(() => volume.create("blob", value), "misuse", `size ${value}`);
        await refused(() => volume.read("blob", value, 1), "misuse", `offset ${value}`);
        await refused(() => volume.read("blob", 0, value), "misuse", `length ${value}`);
        await refused(() => volume.write("blob", value, pattern(1)), "misuse", `offset ${value} of a write`);
      }
      for (const empty of [0, new Uint8Array()]) {
        await refused(() => volume.create("blob", empty), "misuse", "an empty blob");
      }
      await refused(() => volume.write("blob", 9, pattern(2)), "misuse", "write across the end");
      await refused(() => volume.write("blob", 11, pattern(1)), "misuse", "write behind the end");
      equal(await volume.read("blob", 0, 20), pattern(10), "content");
      equal(await listed(volume), { blob: 10 }, "list");
    },
  },
  {
    name: "names of every kind are kept apart",
    async run(volume) {
      const names = ["a", "-", "0", "a-", "-a", "seg-0001", "seg-00010", "x".repeat(64)];
      for (const [i, name] of names.entries()) await volume.create(name, pattern(i + 1));
      for (const [i, name] of names.entries()) equal(await volume.read(name, 0, 99), pattern(i + 1), name);
      equal((await volume.list()).length, names.length, "number of blobs");
    },
  },
  {
    name: "many blobs can be written in turn",
    async run(volume) {
      const names = Array.from({ length: 40 }, (_, i) => `segment-${i}`);
      for (const name of names) await volume.create(name, 64);
      for (const at of [0, 32]) {
        for (const [i, name] of names.entries()) await volume.write(name, at, pattern(32, i + at));
      }
      await volume.flush();
      for (const [i, name] of names.entries()) {
        equal(await volume.read(name, 0, 32), pattern(32, i), `begin of ${name}`);
        equal(await volume.read(name, 32, 32), pattern(32, i + 32), `end of ${name}`);
      }
    },
  },
  {
    name: "calls may be made before others are done",
    async run(volume) {
      await volume.create("blob", 1000);
      await volume.create("other", pattern(1000));
      const writes = Array.from({ length: 10 }, (_, i) => volume.write("blob", i * 100, pattern(100, i)));
      const reads = Array.from({ length: 10 }, () => volume.read("other", 0, 1000));
      await Promise.all([...writes, volume.flush(), volume.release(), volume.create("third", 10)]);
      for (const bytes of await Promise.all(reads)) equal(bytes, pattern(1000), "other blob");
      equal(await volume.read("blob", 900, 100), pattern(100, 9), "last write");
      equal(Object.keys(await listed(volume)).sort(), ["blob", "other", "third"], "names");
    },
  },
  {
    name: "after a release everything goes on",
    async run(volume) {
      await volume.create("blob", 100);
      await volume.write("blob", 0, pattern(50));
      await volume.release();
      await volume.release();
      await volume.write("blob", 50, pattern(50));
      await volume.flush();
      equal(await volume.read("blob", 0, 50), pattern(50), "begin");
      equal(await volume.read("blob", 50, 50), pattern(50), "end");
    },
  },
];

/**
 * Registers the suite that every volume passes.
 *
 * @example
 * ```ts
 * import { MemoryVolume } from "nacre/stores";
 * import { volumeContract } from "nacre/testing";
 *
 * const cases: string[] = [];
 * const runner = { describe: (_: string, body: () => void) => body(), it: (name: string) => void cases.push(name) };
 * volumeContract({ name: "MemoryVolume", create: () => new MemoryVolume(), runner });
 * console.log(cases.length > 10); // true
 * ```
 */
export function volumeContract(options: VolumeContractOptions): void {
  const { name, create, reopen, createSmall, runner } = options;
  const register = ({ name: title, run }: VolumeCase, make: () => Promise<Volume> | Volume): void => {
    runner.it(title, async () => {
      const volume = await make();
      try {
        await run(volume);
      } finally {
        await volume.release();
      }
    });
  };
  runner.describe(name, () => {
    for (const each of cases) register(each, create);
    if (reopen)
      register({ name: "what was written is there for the next", run: (volume) => persists(volume, reopen) }, create);
    if (createSmall) register({ name: "a full volume refuses, and keeps what it has", run: fillsUp }, createSmall);
  });
}

async function persists(volume: Volume, reopen: (volume: Volume) => Promise<Volume> | Volume): Promise<void> {
  await volume.create("content", pattern(3000));
  await volume.create("log", 3000);
  await volume.create("gone", 10);
  await volume.write("log", 0, pattern(1000, 2));
  await volume.write("log", 1000, pattern(1000, 3));
  await volume.remove("gone");
  await volume.flush();
  await volume.release();
  const next = await reopen(volume);
  try {
    equal(await listed(next), { content: 3000, log: 3000 }, "list");
    equal(await next.read("content", 0, 3000), pattern(3000), "content");
    await next.write("log", 2000, pattern(1000, 4));
    for (const [i, offset] of [0, 1000, 2000].entries()) {
      equal(await next.read("log", offset, 1000), pattern(1000, i + 2), `log at ${offset}`);
    }
  } finally {
    await next.release();
  }
}

async function fillsUp(volume: Volume): Promise<void> {
  const tooLarge = pattern(64 << 20);
  await volume.create("kept", pattern(1000));
  await volume.create("log", pattern(1000));
  await refused(() => volume.create("too-large", tooLarge), "quota_exceeded", "create of what does not fit");
  await refused(() => volume.create("kept", tooLarge), "quota_exceeded", "create in place of a blob");
  equal(await volume.read("kept", 0, 2000), pattern(1000), "blob that was to be replaced");
  equal(await listed(volume), { kept: 1000, log: 1000 }, "list");
  await volume.write("log", 0, pattern(1000, 2));
  await volume.flush();
  equal(await volume.read("log", 0, 1000), pattern(1000, 2), "blob that is written");
  await volume.remove("kept");
  await volume.create("small", 500);
}
