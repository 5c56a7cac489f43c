import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "@jest/globals";
import { backendContract } from "nacre/testing";
import type { KeptWorkspace } from "../../../js/local/kept-workspace.js";
import { StateBackend } from "../../../js/state-backend.js";
import { DiskVolume } from "../../../js/stores/disk-volume.js";
import { MemoryLock } from "../../../js/stores/memory-lock.js";
import { MemoryVolume } from "../../../js/stores/memory-volume.js";
import { ProcessLock } from "../../../js/stores/process-lock.js";
import type { Volume } from "../../../js/stores/volume.js";
import { checkHandles, contents, ok, runner, testCore, textOf } from "../support.js";
import { FaultyVolume } from "./faulty-volume.js";
import { announcers, eventually, openPack, pause, smallSizes, tryOpenPack } from "./pack-support.js";

const root = mkdtempSync(join(tmpdir(), "nacre-pack-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));
let count = 0;
const volumeOnDisk = (): Promise<Volume> => DiskVolume.open(join(root, String(count++)));

checkHandles();

for (const [kind, open] of Object.entries({ memory: async () => new MemoryVolume(), disk: volumeOnDisk })) {
  backendContract({
    name: `KeptWorkspace, packed, ${kind}`,
    async create() {
      const files = await openPack({ volume: await open() });
      return Object.assign(files, { dispose: () => files.close() });
    },
    runner,
  });
}

async function refused(code: string, answer: Promise<{ readonly error?: { readonly code: string } | undefined }>) {
  expect((await answer).error?.code).toBe(code);
}

describe("a group", () => {
  it("is flushed once for what came while the one before it was", async () => {
    const volume = new FaultyVolume(new MemoryVolume());
    const files = await openPack({ volume });
    ok(await files.write("/first", "1"));
    const before = volume.counts["flush"] ?? 0;
    const writes = Array.from({ length: 1000 }, (_, i) => files.write(`/f${i}`, `${i}`));
    for (const result of await Promise.all(writes)) ok(result);
    expect((volume.counts["flush"] ?? 0) - before).toBeLessThanOrEqual(10);
    await files.close();
  });

  it("that fails is taken back, everyone in it hears of it, and the next one works", async () => {
    const inner = new MemoryVolume();
    const volume = new FaultyVolume(inner);
    const files = await openPack({ volume });
    ok(await files.write("/kept", "1"));
    const before = await contents(files);
    volume.failAt(volume.calls, { code: "io", done: "half", deadly: false });
    const writes = Array.from({ length: 20 }, (_, i) => files.write(`/f${i}`, "x"));
    const answers = await Promise.all(writes);
    const done = answers.flatMap(({ error }, i) => (error ? [] : [[`/f${i}`, "x"]]));
    expect(answers[0]?.error?.code).toBe("io");
    expect(await contents(files)).toEqual({ ...before, ...Object.fromEntries(done) });
    ok(await files.write("/next", "2"));
    await files.close();
    const again = await openPack({ volume: inner });
    expect(await contents(again)).toEqual({ ...before, ...Object.fromEntries(done), "/next": "2" });
    await again.close();
  });

  it("that fails tells watchers that its files went", async () => {
    const volume = new FaultyVolume(new MemoryVolume());
    const files = await openPack({ volume });
    ok(await files.write("/kept", "1"));
    const watched: string[] = [];
    const controller = new AbortController();
    const watching = (async () => {
      for await (const { kind, path } of files.watch({ signal: controller.signal })) watched.push(`${kind} ${path}`);
    })().catch(() => undefined);
    volume.failAt(volume.calls, { code: "quota_exceeded", done: "nothing", deadly: false });
    await refused("quota_exceeded", files.write("/gone", "x"));
    await eventually(async () => watched.length === 2);
    expect(watched).toEqual(["created /gone", "removed /gone"]);
    controller.abort();
    await watching;
    await files.close();
  });
});

describe("what can wait", () => {
  it("is done between changes: the log gives way to a snapshot of many frames, from which it opens", async () => {
    const volume = new FaultyVolume(new MemoryVolume());
    const segments = async (): Promise<number> =>
      (await volume.list()).filter(({ name }) => name.startsWith("seg-")).length;
    const files = await openPack({ volume, tuning: smallSizes });
    for (let i = 0; i < 160; i++) ok(await files.write(`/f${i % 16}`, `${i} `.repeat(500)));
    const most = await segments();
    await eventually(async () => (await segments()) < most / 2);
    ok(await files.write("/after", "1"));
    const before = await contents(files);
    await files.close();
    const again = await openPack({ volume, tuning: smallSizes });
    expect(await contents(again)).toEqual(before);
    await again.close();
  });
});

describe("when there is no room", () => {
  it("refuses what grows, lets files be removed, and goes on", async () => {
    const volume = new MemoryVolume({ maxBytes: 160 << 10 });
    const files = await openPack({ volume, tuning: smallSizes });
    let error: { readonly code: string } | undefined;
    let written = 0;
    for (; !error && written < 1000; written++) {
      ({ error } = await files.write(`/f${written}`, "x".repeat(3000)));
      await pause(written % 8 === 0 ? 60 : 0);
    }
    expect(error?.code).toBe("quota_exceeded");
    for (let i = 0; i < written - 1; i++) {
      ok(await files.remove(`/f${i}`));
      await pause(0);
    }
    await pause(200);
    ok(await files.write("/again", "y".repeat(3000)));
    await files.close();
    const again = await openPack({ volume, tuning: smallSizes });
    expect(Object.keys(await contents(again))).toEqual(["/again"]);
    await again.close();
  });

  it("makes some after a refusal, of what files that were removed just before took", async () => {
    const volume = new MemoryVolume({ maxBytes: 160 << 10 });
    const files = await openPack({ volume, tuning: smallSizes });
    const fill = async (name: string, rest: number): Promise<number> => {
      for (let i = 0; ; i++) {
        const { error } = await files.write(`/${name}${i}`, "x".repeat(3000));
        if (error) expect(error.code).toBe("quota_exceeded");
        if (error) return i;
        if (rest > 0 && i % 8 === 0) await pause(rest);
      }
    };
    const first = await fill("a", 60);
    for (let i = 0; i < first; i++) ok(await files.remove(`/a${i}`));
    // At once, so that nothing was done between two changes.
    await fill("b", 0);
    await pause(300);
    ok(await files.write("/again", "y".repeat(3000)));
    await files.close();
  });
});

describe("two on one volume", () => {
  async function pair(): Promise<[KeptWorkspace, KeptWorkspace, () => Promise<void>]> {
    const [volume, lock] = [new MemoryVolume(), new MemoryLock()];
    const [here, there] = announcers(2);
    const first = await openPack({ volume, lock, announcer: here, tuning: smallSizes });
    const second = await openPack({ volume, lock, announcer: there, tuning: smallSizes });
    return [first, second, async () => void (await Promise.all([first.close(), second.close()]))];
  }

  it("lose no update, though both count up the same number", async () => {
    const [first, second, close] = await pair();
    ok(await first.write("/count", "0"));
    await eventually(() => second.exists("/count"));
    const countUp = async (files: KeptWorkspace): Promise<void> => {
      for (let done = 0; done < 40; ) {
        const { text, version } = await files
          .read("/count", { format: "raw" })
          .then((read) => (read.error ? { text: "0", version: undefined } : read));
        const { error } = await files.write("/count", `${Number(text) + 1}`, { ifVersion: version });
        if (!error) done++;
        else expect(["stale", "not_found"]).toContain(error.code);
      }
    };
    await Promise.all([countUp(first), countUp(second)]);
    for (const files of [first, second]) await eventually(async () => (await textOf(files, "/count")) === "80");
    await close();
  });

  it("see each other's changes, small and large, and hear of them", async () => {
    const [first, second, close] = await pair();
    const controller = new AbortController();
    const heard: string[] = [];
    const hearing = (async () => {
      for await (const { kind, path } of second.watch({ signal: controller.signal })) heard.push(`${kind} ${path}`);
    })().catch(() => undefined);
    ok(await first.write("/small", "1"));
    ok(await first.write("/large", "L".repeat(600_000)));
    await eventually(async () => heard.length === 2);
    expect(heard.sort()).toEqual(["created /large", "created /small"]);
    expect((await textOf(second, "/large")).length).toBe(600_000);
    ok(await second.write("/back", "2"));
    await eventually(async () => first.exists("/back"));
    controller.abort();
    await hearing;
    await close();
  });

  it("open and write while the other one writes and compacts", async () => {
    const [volume, lock] = [new MemoryVolume(), new MemoryLock()];
    const writer = await openPack({ volume, lock, tuning: smallSizes });
    let over = false;
    const writing = (async () => {
      for (let i = 0; !over; i++) {
        ok(await writer.write(`/w${i % 7}`, `${i}`.repeat(500)));
        if (i % 10 === 0) await pause(1);
      }
    })();
    for (let i = 0; i < 60; i++) {
      const other = await openPack({ volume, lock, tuning: smallSizes });
      if (i % 4 === 0) ok(await other.write(`/o${i}`, "o"));
      await other.close();
    }
    over = true;
    await writing;
    const names = Object.keys(await contents(writer)).filter((path) => path.startsWith("/o"));
    await writer.close();
    const again = await openPack({ volume, lock, tuning: smallSizes });
    expect(Object.keys(await contents(again))).toEqual(expect.arrayContaining(names));
    expect(await again.exists("/o56")).toBe(true);
    await again.close();
  });
});

describe("waiting", () => {
  it("for the lease ends when it is aborted, and nothing has changed", async () => {
    const [volume, lock] = [new MemoryVolume(), new MemoryLock()];
    const lease = await lock.acquire();
    const files = await openPack({ volume, lock });
    const reason = new Error("enough");
    const controller = new AbortController();
    const writing = files.write("/a", "1", { signal: controller.signal });
    setTimeout(() => controller.abort(reason), 10);
    await expect(writing).rejects.toBe(reason);
    expect(await files.exists("/a")).toBe(false);
    await lease.release();
    ok(await files.write("/b", "2"));
    expect(await contents(files)).toEqual({ "/b": "2" });
    await files.close();
  });

  it("for the lease reads nothing: all is read when it comes", async () => {
    class WatchedVolume extends FaultyVolume {
      tell = (): void => undefined;

      watch(onChange: () => void): () => void {
        this.tell = onChange;
        return () => undefined;
      }
    }
    const [inner, lock] = [new MemoryVolume(), new MemoryLock()];
    const volume = new WatchedVolume(inner);
    const files = await openPack({ volume, lock });
    const other = await openPack({ volume: inner, lock });
    ok(await other.write("/first", "1"));
    volume.tell();
    await eventually(() => files.exists("/first"));
    await other.close();
    const lease = await lock.acquire();
    const writing = files.write("/own", "2");
    await pause(5);
    const { read } = volume.counts;
    volume.tell();
    await pause(20);
    expect(volume.counts).toMatchObject({ read });
    await lease.release();
    ok(await writing);
    await files.close();
  });

  it("for the lease ends when it is closed", async () => {
    const lock = new MemoryLock();
    const lease = await lock.acquire();
    const files = await openPack({ lock });
    const writing = files.write("/a", "1").then(
      () => "written",
      () => "refused",
    );
    await pause(5);
    await files.close();
    expect(await writing).toBe("refused");
    await lease.release();
  });
});

describe("closing", () => {
  it("finishes what was begun, and lets go of the lease", async () => {
    const [volume, lock] = [new MemoryVolume(), new MemoryLock()];
    const files = await openPack({ volume, lock });
    ok(await files.write("/first", "1"));
    const writes = Array.from({ length: 30 }, (_, i) => files.write(`/f${i}`, "x"));
    const closing = files.close();
    const answers = await Promise.allSettled(writes);
    await closing;
    const again = await openPack({ volume, lock });
    for (const [i, answer] of answers.entries()) {
      const acknowledged = answer.status === "fulfilled" && !answer.value.error;
      expect({ i, is: await again.exists(`/f${i}`) }).toEqual({ i, is: acknowledged });
    }
    ok(await again.write("/next", "2"));
    await again.close();
  });

  it("twice is harmless, and later calls are refused", async () => {
    const files = await openPack();
    await Promise.all([files.close(), files.close()]);
    await files.close();
    await expect(files.write("/a", "1")).rejects.toMatchObject({ name: "DisposedError" });
    await expect(files.read("/a")).rejects.toMatchObject({ name: "DisposedError" });
  });
});

describe("versions", () => {
  it("a merge that could not be kept leaves the fork as it was, to be merged again", async () => {
    const volume = new FaultyVolume(new MemoryVolume());
    const files = await openPack({ volume });
    ok(await files.write("/a", "1"));
    const fork = await files.fork();
    ok(await fork.write("/a", "2"));
    ok(await fork.write("/b", "2"));
    volume.failAt(volume.calls, { code: "quota_exceeded", done: "half", deadly: false });
    await refused("quota_exceeded", files.merge(fork));
    expect(await contents(files)).toEqual({ "/a": "1" });
    expect(ok(await fork.changes()).changes.map(({ path }) => path)).toEqual(["/a", "/b"]);
    expect(ok(await files.merge(fork)).merged).toBe(true);
    expect(await contents(files)).toEqual({ "/a": "2", "/b": "2" });
    expect(ok(await fork.changes()).changes).toEqual([]);
    fork.dispose();
    await files.close();
  });

  it("a snapshot is returned to, for good", async () => {
    const volume = new MemoryVolume();
    const files = await openPack({ volume });
    ok(await files.write("/a", "1"));
    const version = await files.snapshot();
    ok(await files.write("/a", "2"));
    ok(await files.write("/b", "2"));
    expect(ok(await files.diff(version)).changes.map(({ path }) => path)).toEqual(["/a", "/b"]);
    ok(await files.restore(version));
    version.dispose();
    await files.close();
    const again = await openPack({ volume });
    expect(await contents(again)).toEqual({ "/a": "1" });
    await again.close();
  });
});

describe("an import", () => {
  it("tells how far it is, and is kept whole", async () => {
    const volume = new MemoryVolume();
    const files = await openPack({ volume });
    const seen: number[] = [];
    const many = Array.from({ length: 3000 }, (_, i) => [`/d/f${i}`, "x".repeat(2000)] as const);
    ok(await files.import(many, { onProgress: ({ done }) => seen.push(done) }));
    expect(seen.length).toBeGreaterThan(1);
    expect(seen.at(-1)).toBe(3000);
    await files.close();
    const again = await openPack({ volume });
    expect((await again.status()).files).toBe(3000);
    await again.close();
  });

  it("that cannot be kept leaves nothing", async () => {
    const volume = new FaultyVolume(new MemoryVolume());
    const files = await openPack({ volume });
    ok(await files.write("/a", "1"));
    volume.failAt(volume.calls + 1, { code: "quota_exceeded", done: "nothing", deadly: false });
    const many = Array.from({ length: 50 }, (_, i) => [`/d/f${i}`, "x".repeat(20_000)] as const);
    await refused("quota_exceeded", files.import(many));
    expect(await contents(files)).toEqual({ "/a": "1" });
    await files.close();
  });
});

describe("times", () => {
  it("that go backwards are kept as the clock told them", async () => {
    const volume = new MemoryVolume();
    let now = Date.UTC(2026, 5, 1);
    const clock = (): number => now;
    const files = await openPack({ volume }, clock);
    ok(await files.write("/a", "1"));
    now -= 3600_000;
    ok(await files.write("/a", "2"));
    ok(await files.write("/b", "1"));
    const told = ok(await files.stat("/a")).modifiedAt;
    expect(Date.parse(told ?? "")).toBe(now);
    await files.close();
    const again = await openPack({ volume });
    expect(await contents(again)).toEqual({ "/a": "2", "/b": "1" });
    expect(ok(await again.stat("/a")).modifiedAt).toBe(told);
    await again.close();
  });
});

describe("opening", () => {
  async function filled(): Promise<MemoryVolume> {
    const volume = new MemoryVolume();
    const files = await openPack({ volume });
    for (let i = 0; i < 20; i++) ok(await files.write(`/f${i}`, "text\n".repeat(50)));
    await files.close();
    return volume;
  }

  async function flip(volume: Volume, name: string, offset: number): Promise<void> {
    const [byte = 0] = await volume.read(name, offset, 1);
    await volume.write(name, offset, Uint8Array.of(byte ^ 0xff));
  }

  async function segment(volume: Volume): Promise<string> {
    const names = (await volume.list()).map(({ name }) => name).filter((name) => name.startsWith("seg-"));
    for (const name of names) if ((await volume.read(name, 0, 8)).some((byte) => byte !== 0)) return name;
    throw new Error("There is no segment in use");
  }

  /** The beginning of a checkpoint as a later version may write it. */
  async function newerCheckpoint(): Promise<Uint8Array> {
    const bytes = new Uint8Array(512);
    const view = new DataView(bytes.buffer);
    bytes.set(new TextEncoder().encode("NACREPAK"));
    view.setUint32(8, 2, true);
    view.setUint32(12, bytes.length, true);
    using files = await StateBackend.create({ core: await testCore() });
    const { version = "" } = ok(await files.write("/covered", bytes.subarray(0, 504)));
    // Of so many bytes, the lower half of the long hash is the short one.
    view.setBigUint64(504, BigInt(`0x${version.slice(16)}`), true);
    return bytes;
  }

  it("what is damaged in the middle is refused, and what stands before the damage can be had", async () => {
    const volume = await filled();
    await flip(volume, await segment(volume), 2000);
    expect(await tryOpenPack({ volume })).toBe("corrupt");
    const saved = await openPack({ volume, tuning: { repair: true } });
    const names = Object.keys(await contents(saved));
    expect(names.length).toBeGreaterThan(2);
    expect(names.length).toBeLessThan(20);
    ok(await saved.write("/after", "1"));
    await saved.close();
    const again = await openPack({ volume });
    expect(Object.keys(await contents(again)).sort()).toEqual(["/after", ...names].sort());
    await again.close();
  });

  it("two damaged checkpoints are refused", async () => {
    const volume = await filled();
    for (const name of ["head-0", "head-1"]) await flip(volume, name, 30);
    expect(await tryOpenPack({ volume })).toBe("corrupt");
  });

  it("a newer format is refused, and left as it is", async () => {
    const volume = await filled();
    for (const name of ["head-0", "head-1"]) await volume.write(name, 0, await newerCheckpoint());
    const before = await volume.read("head-0", 0, 4096);
    expect(await tryOpenPack({ volume })).toBe("unsupported");
    expect(await volume.read("head-0", 0, 4096)).toEqual(before);
  });

  it("fails with the code of a volume that cannot be read", async () => {
    const volume = new FaultyVolume(await filled());
    volume.failAt(2, { code: "io", done: "nothing", deadly: false });
    expect(await tryOpenPack({ volume })).toBe("io");
  });

  it("reports the bytes of a group that a crash left unfinished", async () => {
    const inner = new MemoryVolume();
    const volume = new FaultyVolume(inner);
    const files = await openPack({ volume });
    ok(await files.write("/kept", "1"));
    volume.failAt(volume.calls, { code: "io", done: "half", deadly: true });
    await refused("io", files.write("/torn", "x".repeat(1000)));
    await files.close().catch(() => undefined);
    const again = await openPack({ volume: inner });
    expect(await contents(again)).toEqual({ "/kept": "1" });
    expect((await again.status()).droppedBytes).toBeGreaterThan(500);
    await again.close();
  });
});

describe("what another process wrote", () => {
  it("is seen after `sync`, also where nothing tells of it", async () => {
    const [volume, lock] = [new MemoryVolume(), new MemoryLock()];
    const [one, other] = [await openPack({ volume, lock }), await openPack({ volume, lock })];
    for (const text of ["1", "2"]) {
      ok(await one.write("/a", text));
      await other.sync();
      expect(await textOf(other, "/a")).toBe(text);
    }
    ok(await other.write("/b", "3"));
    await one.sync();
    expect(await textOf(one, "/b")).toBe("3");
    await one.close();
    await other.close();
  });

  it("is seen by the answer that follows the news of it", async () => {
    const [inner, lock] = [new MemoryVolume(), new MemoryLock()];
    const tell: (() => void)[] = [];
    const volume: Volume = Object.assign(Object.create(inner) as MemoryVolume, {
      list: () => inner.list(),
      read: async (name: string, offset: number, length: number) => {
        await pause(1);
        return inner.read(name, offset, length);
      },
      release: () => inner.release(),
      watch: (onChange: () => void) => {
        tell.push(onChange);
        return () => undefined;
      },
    });
    const [one, other] = [await openPack({ volume: inner, lock }), await openPack({ volume, lock })];
    ok(await one.write("/a", "1"));
    for (const told of tell) told();
    expect(await textOf(other, "/a")).toBe("1");
    await one.close();
    await other.close();
  });

  it("cannot be read: `sync` says why", async () => {
    const inner = new MemoryVolume();
    const lock = new MemoryLock();
    const volume = new FaultyVolume(inner);
    const [one, other] = [await openPack({ volume: inner, lock }), await openPack({ volume, lock })];
    ok(await one.write("/a", "1"));
    volume.failAt(volume.calls, { code: "io", done: "nothing", deadly: false });
    await expect(other.sync()).rejects.toMatchObject({ name: "NacreError", code: "io" });
    await other.sync();
    expect(await textOf(other, "/a")).toBe("1");
    await one.close();
    await other.close();
  });
});

it("that is gone with its folder is an error of its own, and no call throws", async () => {
  const folder = join(root, String(count++));
  const path = join(folder, "pack");
  const volume = await DiskVolume.open(path);
  const files = await openPack({ volume, lock: new ProcessLock(`${path}.lock`) });
  ok(await files.write("/a", "1"));
  rmSync(folder, { recursive: true });
  for (const name of ["/b", "/c"]) {
    const { error } = await files.write(name, "2");
    expect(error).toMatchObject({ code: "corrupt", message: expect.stringMatching(/^The workspace is gone: /) });
  }
  expect(await contents(files)).toEqual({ "/a": "1" });
  await files.close();
});

it("whose blobs are gone is told as gone, not as one to be repaired", async () => {
  const path = join(root, String(count++));
  const files = await openPack({ volume: await DiskVolume.open(path), tuning: { repair: true } });
  ok(await files.write("/a", "1"));
  rmSync(path, { recursive: true });
  const { error } = await files.write("/b", "2");
  expect(error).toMatchObject({ code: "corrupt", message: expect.stringMatching(/^The workspace is gone: /) });
  expect(await contents(files)).toEqual({ "/a": "1" });
  await expect(files.close()).rejects.toMatchObject({ name: "VolumeError", code: "lost" });
});

it("keeps names apart that differ in case or Unicode form only, and the longest there are", async () => {
  const volume = new MemoryVolume();
  const files = await openPack({ volume });
  const deep = `/${Array.from({ length: 16 }, () => "d".repeat(250)).join("/")}`.slice(0, 4080);
  const names = ["/A", "/a", "/caf\u00e9", "/cafe\u0301", `/${"n".repeat(255)}`, `${deep}/${"e".repeat(15)}`];
  for (const name of names) ok(await files.write(name, name));
  await refused("invalid_path", files.write(`/${"n".repeat(256)}`, ""));
  await files.close();
  const again = await openPack({ volume });
  expect(await contents(again)).toEqual(Object.fromEntries(names.map((name) => [name, name])));
  await again.close();
});

it("refuses what is no fork or snapshot of a workspace", async () => {
  const files = await openPack();
  using other = await StateBackend.create({ core: await testCore() });
  await expect(async () => files.merge({} as never)).rejects.toThrow(/no fork of this workspace/);
  await expect(async () => files.restore({} as never)).rejects.toThrow(/no snapshot/);
  await expect(files.merge(other)).rejects.toMatchObject({ name: "MisuseError" });
  await files.close();
});
