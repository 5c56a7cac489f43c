import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "@jest/globals";
import type { Backend } from "../../../js/backend.js";
import type { Failure } from "../../../js/failure.js";
import type { KeptWorkspace } from "../../../js/local/kept-workspace.js";
import type { Overlay } from "../../../js/local/workspace.js";
import { StateBackend } from "../../../js/state-backend.js";
import { DiskVolume } from "../../../js/stores/disk-volume.js";
import { MemoryVolume } from "../../../js/stores/memory-volume.js";
import type { Volume } from "../../../js/stores/volume.js";
import { checkHandles, testCore } from "../support.js";
import { type Fault, FaultyVolume } from "./faulty-volume.js";
import { openPack, pause, smallSizes, tryOpenPack } from "./pack-support.js";

checkHandles();

type Files = Pick<KeptWorkspace, "write" | "edit" | "remove" | "move" | "mkdir" | "import">;
type Step = (
  files: Files & { mergeFork(change: (fork: Backend) => Promise<unknown>): Promise<Answer> },
) => Promise<Answer>;
type Answer = object & { readonly error?: Failure["error"] | undefined };

/** Fills several segments, with extents, a compaction and every kind of change. */
const scenario: readonly Step[] = [
  (files) => files.write("/a.txt", "one\n"),
  (files) => files.import(new Map(["b", "c", "d"].map((name) => [`/many/${name}.txt`, name.repeat(900)] as const))),
  (files) => files.write("/large", "L".repeat(9000)),
  (files) => files.edit("/a.txt", "one", "two"),
  (files) => files.move("/many", "/more/of/them"),
  (files) => files.write("/large", "M".repeat(6000)),
  (files) =>
    files.mergeFork(async (fork) => {
      await fork.write("/from-fork.txt", "f".repeat(1500));
      await fork.remove("/a.txt");
    }),
  (files) => files.mkdir("/empty"),
  (files) => files.import(Array.from({ length: 12 }, (_, i) => [`/fill/${i}`, `${i}`.repeat(1000)] as const)),
  (files) => files.remove("/fill", { recursive: true }),
  (files) => files.remove("/large"),
  (files) => files.write("/last.txt", "the end\n"),
];

/** Every file with its text, and every directory. */
async function everything(files: Backend): Promise<string> {
  const all: Record<string, string | null> = {};
  const places = ["/"];
  for (let place = places.pop(); place !== undefined; place = places.pop()) {
    const { entries = [] } = (await files.ls(place)) as { entries?: readonly { path: string; isDir: boolean }[] };
    for (const { path, isDir } of entries) {
      if (isDir) places.push(path);
      const bytes = isDir ? undefined : ((await files.readBytes(path)) as { bytes?: Uint8Array });
      all[path] = bytes ? Buffer.from(bytes.bytes ?? []).toString("latin1") : null;
    }
  }
  return JSON.stringify(Object.entries(all).sort());
}

type Forking = Files & { fork(): Overlay | StateBackend | Promise<Overlay>; merge(fork: never): Promise<Answer> };

function doing(files: Forking): Parameters<Step>[0] {
  const names = ["write", "edit", "remove", "move", "mkdir", "import"] as const;
  const calls = Object.fromEntries(names.map((name) => [name, (files[name] as () => unknown).bind(files)]));
  return {
    ...(calls as unknown as Files),
    async mergeFork(change) {
      const fork = await files.fork();
      try {
        await change(fork);
        return await files.merge(fork as never);
      } finally {
        fork.dispose();
      }
    },
  };
}

/** What the workspace holds after each number of steps. */
async function expectedStates(): Promise<string[]> {
  using files = await StateBackend.create({ core: await testCore() });
  const states = [await everything(files)];
  for (const step of scenario) {
    expect((await step(doing(files))).error).toBeUndefined();
    states.push(await everything(files));
  }
  return states;
}

interface Run {
  readonly calls: number;
  /** Which steps were acknowledged. */
  readonly done: readonly boolean[];
  /** What the workspace answers with after each of them. */
  readonly seen: readonly string[];
  readonly code: string | undefined;
}

/** Runs the scenario; after a step that was refused it goes on when the fault is not deadly. */
async function run(volume: Volume, fault?: Fault, at = 0): Promise<Run> {
  const faulty = new FaultyVolume(volume);
  if (fault) faulty.failAt(at, fault);
  const files = await tryOpenPack({ volume: faulty, tuning: smallSizes });
  if (typeof files === "string") return { calls: faulty.calls, done: [], seen: [], code: files };
  const done: boolean[] = [];
  const seen: string[] = [];
  let code: string | undefined;
  try {
    for (const step of scenario) {
      const { error } = await step(doing(files));
      code ??= error?.code;
      done.push(!error);
      seen.push(await everything(files));
      if (fault?.deadly && error) break;
      // What can wait is done meanwhile.
      if (done.length % 4 === 0) await pause(30);
    }
  } finally {
    await files.close().catch(() => undefined);
  }
  return { calls: faulty.calls, done, seen, code };
}

async function reopened(volume: Volume): Promise<string> {
  const files = await openPack({ volume, tuning: smallSizes });
  try {
    return await everything(files);
  } finally {
    await files.close();
  }
}

/** Every one of so many calls, or one in `stride` of them. */
async function each(calls: number, stride: number, body: (at: number) => Promise<void>): Promise<void> {
  await Promise.all(Array.from({ length: Math.ceil(calls / stride) }, (_, i) => body(i * stride)));
}

const root = mkdtempSync(join(tmpdir(), "nacre-faults-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));
let count = 0;

describe.each<[string, () => Promise<Volume>, number]>([
  ["MemoryVolume", async () => new MemoryVolume(), 1],
  ["DiskVolume", () => DiskVolume.open(join(root, String(count++))), 11],
])("a workspace over %s", (_, open, stride) => {
  it("holds what was done, and is the same when it is opened again", async () => {
    const states = await expectedStates();
    const volume = await open();
    const { done, seen } = await run(volume);
    expect(done).toEqual(scenario.map(() => true));
    expect(seen).toEqual(states.slice(1));
    expect(await reopened(volume)).toBe(states.at(-1));
  });

  it.each(["nothing", "half", "all"] as const)(
    "keeps what was acknowledged when it dies at any call, of which %s was done",
    async (done) => {
      const states = await expectedStates();
      const { calls } = await run(await open());
      await each(calls, stride, async (at) => {
        const volume = await open();
        const { done: acknowledged } = await run(volume, { code: "io", done, deadly: true }, at);
        const steps = acknowledged.filter(Boolean).length;
        const found = await reopened(volume);
        if (found !== states[steps]) expect({ at, found }).toEqual({ at, found: states[steps + 1] });
        // What recovery left can be written to and opened once more.
        const next = await openPack({ volume, tuning: smallSizes });
        expect((await next.write("/next.txt", "n")).error).toBeUndefined();
        await next.close();
      });
    },
  );

  it.each([
    ["quota_exceeded", "quota_exceeded"],
    ["io", "io"],
    ["lost", "corrupt"],
  ] as const)("takes back what failed with %s at any call", async (code, told) => {
    const { calls } = await run(await open());
    for (const done of ["nothing", "half", "all"] as const) {
      await each(calls, stride, async (at) => {
        const volume = await open();
        const { done: acknowledged, seen, code: answered } = await run(volume, { code, done, deadly: false }, at);
        expect([undefined, told]).toContain(answered);
        if (seen.length === 0) return;
        using model = await StateBackend.create({ core: await testCore() });
        for (const [i, step] of scenario.entries()) {
          if (acknowledged[i]) expect((await step(doing(model))).error).toBeUndefined();
          expect({ at, done, i, holds: seen[i] }).toEqual({ at, done, i, holds: await everything(model) });
        }
        expect({ at, done, found: await reopened(volume) }).toEqual({ at, done, found: seen.at(-1) });
      });
    }
  });
});
