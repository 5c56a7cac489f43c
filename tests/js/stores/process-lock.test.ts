import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import { afterAll, afterEach, describe, expect, it } from "@jest/globals";
import { MisuseError } from "nacre";
import { ProcessLock, type ProcessLockOptions } from "nacre/stores/disk";
import { lockContract } from "nacre/testing";
import { runner } from "../support.js";

const root = mkdtempSync(join(tmpdir(), "nacre-lock-"));
const program = fileURLToPath(new URL("lock-child.mjs", import.meta.url));
const children: ChildProcess[] = [];
let count = 0;

function place(): string {
  const folder = join(root, String(count++));
  mkdirSync(folder);
  return join(folder, "writer.lock");
}

function child(...args: string[]): ChildProcess {
  const started = spawn(process.execPath, [program, ...args], { stdio: ["ignore", "pipe", "inherit"] });
  children.push(started);
  return started;
}

/** A process that holds the lock, and whether it got it clean. */
async function holder(path: string): Promise<{ process: ChildProcess; said: string }> {
  const process = child("hold", path);
  const [line] = await once(process.stdout as NodeJS.ReadableStream, "data");
  return { process, said: String(line).trim() };
}

async function killed(process: ChildProcess): Promise<void> {
  const ended = once(process, "exit");
  process.kill("SIGKILL");
  await ended;
}

/** Milliseconds until the lock was had, and whether the one before had let go. */
async function taken(path: string, options?: ProcessLockOptions): Promise<{ ms: number; clean: boolean }> {
  const start = performance.now();
  const lease = await new ProcessLock(path, options).acquire(AbortSignal.timeout(20_000));
  const ms = performance.now() - start;
  await lease.verify();
  await lease.release();
  return { ms, clean: lease.clean };
}

/** What the lock file of this process says, with some of it changed. */
async function textOf(path: string, changes: object): Promise<string> {
  const lease = await new ProcessLock(path).acquire();
  const own = JSON.parse(readFileSync(path, "utf8"));
  await lease.release();
  return JSON.stringify({ ...own, token: crypto.randomUUID(), ...changes });
}

/** What a process says that may not wait for the lock. */
async function refused(path: string): Promise<string> {
  const source = `import { ProcessLock } from "nacre/stores/disk"; await new ProcessLock(${JSON.stringify(path)}).acquire();`;
  const asking = spawn(process.execPath, ["--input-type=module", "-e", source], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  children.push(asking);
  let said = "";
  asking.stderr.on("data", (text) => {
    said += text;
  });
  await once(asking, "close");
  return said;
}

/** A thread that waits for the lock and gives up. */
const abortedWait = `
  const { parentPort, workerData } = require("node:worker_threads");
  import("nacre/stores/disk").then(async ({ ProcessLock }) => {
    await new ProcessLock(workerData).acquire(AbortSignal.timeout(100)).catch(() => undefined);
    parentPort.postMessage("gave up");
  });`;

afterEach(async () => {
  for (const process of children.splice(0)) if (process.exitCode === null) process.kill("SIGKILL");
});

afterAll(() => {
  rmSync(root, { recursive: true, force: true });
});

lockContract({
  name: "ProcessLock",
  create() {
    const path = place();
    return [new ProcessLock(path), new ProcessLock(path)];
  },
  runner,
});

describe("ProcessLock among processes", () => {
  it("lets the next one in at once when its holder was killed, and says so", async () => {
    const path = place();
    const { process, said } = await holder(path);
    expect(said).toBe("clean");
    const next = taken(path);
    await expect(Promise.race([next, new Promise((resolve) => setTimeout(resolve, 300))])).resolves.toBeUndefined();
    await killed(process);
    const start = performance.now();
    expect((await next).clean).toBe(false);
    expect(performance.now() - start).toBeLessThan(500);
    expect((await taken(path)).clean).toBe(true);
    expect(readdirSync(join(path, ".."))).toEqual([]);
  });

  it("is broken once by many who meet a dead holder", async () => {
    const path = place();
    for (let round = 0; round < 3; round++) {
      await killed((await holder(path)).process);
      const counter = `${path}-count-${round}`;
      writeFileSync(counter, "0");
      const workers = [0, 1, 2].map(() => child("count", path, counter, "30"));
      await Promise.all(workers.map((process) => once(process, "exit")));
      expect(readFileSync(counter, "utf8")).toBe("90");
    }
  });

  it("loses no update of two processes that count", async () => {
    const path = place();
    const counter = `${path}-count`;
    writeFileSync(counter, "0");
    const workers = [0, 1].map(() => child("count", path, counter, "200"));
    const codes = await Promise.all(workers.map(async (process) => (await once(process, "exit"))[0]));
    expect(codes).toEqual([0, 0]);
    expect(readFileSync(counter, "utf8")).toBe("400");
    expect(existsSync(path)).toBe(false);
  });

  it("goes to and fro between two that want it without pause, also when one of them is busy with other things", async () => {
    for (const busy of [0, 80]) {
      const path = place();
      const both = [0, busy].map((ms) => child("turns", path, "2500", String(ms)));
      const said = await Promise.all(both.map((process) => once(process.stdout as NodeJS.ReadableStream, "data")));
      const rows = said.map(([line]) => String(line).trim().split(" ").map(Number));
      const [few = 0, many = 0] = rows.map(([turns = 0]) => turns).sort((a, b) => a - b);
      // One begins before the other one is there.
      expect(many).toBeLessThanOrEqual(few * 1.5 + 3);
      expect(few).toBeGreaterThan(busy === 0 ? 15 : 5);
    }
  });

  it("is not kept free for one who waited and was killed, nor for one who gave up", async () => {
    const path = place();
    const { process: other } = await holder(path);
    const waiting = child("hold", path);
    const isMarked = (): boolean => existsSync(`${path}.wanted`);
    for (const until = Date.now() + 5000; !isMarked() && Date.now() < until; ) {
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    await killed(waiting);
    await killed(other);
    expect(isMarked()).toBe(true);
    rmSync(path);
    expect((await taken(path)).ms).toBeLessThan(250);

    const free = await new ProcessLock(`${path}2`).acquire();
    await expect(once(new Worker(abortedWait, { eval: true, workerData: `${path}2` }), "message")).resolves.toEqual([
      "gave up",
    ]);
    expect(existsSync(`${path}2.wanted`)).toBe(false);
    await free.release();
  });

  it("goes on when the one who broke a lock was killed, too", async () => {
    const path = place();
    const dead = await textOf(path, { pid: 2 ** 22 + 1 });
    writeFileSync(path, dead);
    writeFileSync(`${path}.break`, dead);
    writeFileSync(`${path}.next`, "half");
    const { ms, clean } = await taken(path);
    expect(clean).toBe(false);
    expect(ms).toBeLessThan(500);
    expect(readdirSync(join(path, ".."))).toEqual([]);
  });

  it("is not held by another process that has got the number of the dead one", async () => {
    if (process.platform !== "linux") return;
    const path = place();
    const { process: other } = await holder(`${path}2`);
    writeFileSync(path, await textOf(path, { pid: other.pid, start: "1" }));
    const { ms, clean } = await taken(path);
    expect(clean).toBe(false);
    expect(ms).toBeLessThan(500);
  });

  it("is held by a live process, however old the file is", async () => {
    if (process.platform !== "linux") return;
    const path = place();
    const { process: other } = await holder(path);
    other.kill("SIGSTOP");
    utimesSync(path, 1, 1);
    const waiting = new ProcessLock(path, { staleAfter: 100 }).acquire(AbortSignal.timeout(700));
    await expect(waiting).rejects.toMatchObject({ name: "TimeoutError" });
    other.kill("SIGCONT");
  });
});

/** Runs `work` while somebody touches the file again and again, as a holder on another host does. */
async function whileStirring(path: string, time: () => Date, work: () => Promise<void>): Promise<void> {
  const stirring = setInterval(() => utimesSync(path, new Date(1), time()), 20);
  try {
    await work();
  } finally {
    clearInterval(stirring);
  }
}

describe("ProcessLock", () => {
  it("waits for a holder on another host until it has not stirred for long", async () => {
    const path = place();
    const text = await textOf(path, { place: `not-${hostname()}`, pid: 1 });
    writeFileSync(path, text);
    utimesSync(path, 1, 1);
    await whileStirring(
      path,
      () => new Date(Math.random() * 1e6),
      async () => {
        const waiting = new ProcessLock(path, { staleAfter: 2000 }).acquire(AbortSignal.timeout(3000));
        await expect(waiting).rejects.toMatchObject({ name: "TimeoutError" });
      },
    );
    expect(readFileSync(path, "utf8")).toBe(text);
    const { ms, clean } = await taken(path, { staleAfter: 600 });
    expect(clean).toBe(false);
    expect(ms).toBeGreaterThan(190);
    writeFileSync(path, text);
    expect((await taken(path, { staleAfter: 600 })).ms).toBeGreaterThan(590);
  });

  it("stirs while it is held", async () => {
    const path = place();
    const lease = await new ProcessLock(path, { staleAfter: 300 }).acquire();
    utimesSync(path, 1, 1);
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(Date.now() - statSync(path).mtimeMs).toBeLessThan(200);
    await lease.release();
  });

  it("takes a file that says nothing for one left behind, when it is old", async () => {
    for (const text of ["", "{", "null", "[]", '{"pid":"1"}', '{"place":"x","pid":-1}', "x".repeat(10_000)]) {
      const path = place();
      writeFileSync(path, text);
      const { ms, clean } = await taken(path, { staleAfter: 300 });
      expect(clean).toBe(false);
      expect(ms).toBeGreaterThan(90);
    }
  });

  it("does not wait long for a file that a loss of power has emptied", async () => {
    const path = place();
    writeFileSync(path, "");
    utimesSync(path, 1, 1);
    const { ms, clean } = await taken(path);
    expect(clean).toBe(false);
    expect(ms).toBeLessThan(5000);
    writeFileSync(path, "");
    await whileStirring(
      path,
      () => new Date(),
      async () => {
        const waiting = new ProcessLock(path, { staleAfter: 2000 }).acquire(AbortSignal.timeout(3000));
        await expect(waiting).rejects.toMatchObject({ name: "TimeoutError" });
      },
    );
  });

  it("passes on what a thread held that was ended", async () => {
    const path = place();
    const source = `
      const { parentPort } = require("node:worker_threads");
      import("nacre/stores/disk").then(async ({ ProcessLock }) => {
        await new ProcessLock(${JSON.stringify(path)}).acquire();
        parentPort.postMessage("held");
        setInterval(() => undefined, 1000);
      });`;
    const worker = new Worker(source, { eval: true });
    await once(worker, "message");
    await worker.terminate();
    const { clean } = await taken(path, { staleAfter: 300 });
    expect(clean).toBe(false);
  });

  it("notices that the lock was taken away, and leaves it to its new holder", async () => {
    const path = place();
    const lease = await new ProcessLock(path).acquire();
    rmSync(path);
    await expect(lease.verify()).rejects.toMatchObject({ name: "VolumeError", code: "busy" });
    writeFileSync(path, "somebody else");
    await expect(lease.verify()).rejects.toMatchObject({ code: "busy" });
    await lease.release();
    expect(readFileSync(path, "utf8")).toBe("somebody else");
  });

  it("fails where there is no folder, or something else is in the way, and can be tried again", async () => {
    const path = place();
    const missing = new ProcessLock(join(path, "below", "lock"));
    await expect(missing.acquire()).rejects.toMatchObject({ name: "VolumeError", code: "lost" });
    mkdirSync(path);
    const lock = new ProcessLock(path);
    await expect(lock.acquire()).rejects.toMatchObject({ name: "VolumeError", code: "io" });
    rmSync(path, { recursive: true });
    symlinkSync(join(root, "elsewhere"), path);
    await expect(lock.acquire()).rejects.toMatchObject({ name: "VolumeError", code: "io" });
    expect(existsSync(join(root, "elsewhere"))).toBe(false);
    rmSync(path);
    await (await lock.acquire()).release();
  });

  it("writes through no link that somebody put where those who wait say so", async () => {
    const path = place();
    const victim = `${path}-victim`;
    writeFileSync(victim, "precious");
    const lease = await new ProcessLock(path).acquire();
    symlinkSync(victim, `${path}.wanted`);
    expect(await refused(path)).toContain("is in the way of the lock");
    expect(readFileSync(victim, "utf8")).toBe("precious");
    await lease.release();
  });

  it("refuses a time that is none", () => {
    for (const staleAfter of [0, -1, Number.NaN]) {
      expect(() => new ProcessLock("lock", { staleAfter })).toThrow(MisuseError);
    }
  });

  it("does not keep a process running", async () => {
    const path = place();
    const source = `import { ProcessLock } from "nacre/stores/disk"; await new ProcessLock(${JSON.stringify(path)}).acquire();`;
    const ending = spawn(process.execPath, ["--input-type=module", "-e", source], { stdio: "ignore" });
    children.push(ending);
    expect((await once(ending, "exit"))[0]).toBe(0);
  });
});
