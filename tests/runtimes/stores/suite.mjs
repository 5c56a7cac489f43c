import { IndexedDbVolume, OpfsVolume, WebLock } from "nacre/stores";
import { lockContract, volumeContract } from "nacre/testing";
import { equal } from "./collector.mjs";

const inWorker = typeof window === "undefined";
const scope = inWorker ? "worker" : "window";
let count = 0;
const made = [];

/** A name that no other case, scope or page has. */
const freshName = () => `${scope}-${crypto.randomUUID().slice(0, 8)}-${count++}`;

/** An empty directory; those of cases before are removed. */
async function freshDirectory() {
  const root = await navigator.storage.getDirectory();
  for (const name of made.splice(0)) await root.removeEntry(name, { recursive: true }).catch(() => undefined);
  const name = freshName();
  made.push(name);
  return root.getDirectoryHandle(name, { create: true });
}

const directories = new WeakMap();

const opfs = (access) => ({
  async create() {
    const directory = await freshDirectory();
    const volume = new OpfsVolume(directory, { access });
    directories.set(volume, directory);
    return volume;
  },
  reopen: (volume) => new OpfsVolume(directories.get(volume), { access }),
});

const databases = [];

const indexedDb = {
  async create() {
    for (const name of databases.splice(0)) indexedDB.deleteDatabase(name);
    const name = freshName();
    databases.push(name);
    return IndexedDbVolume.open(name);
  },
  reopen: (volume) => IndexedDbVolume.open(volume.name),
};

const bytes = (...values) => new Uint8Array(values);

async function codeOf(work) {
  try {
    await work();
    return "fine";
  } catch (error) {
    return `${error.name} ${error.code}`;
  }
}

export function registerContracts(runner) {
  volumeContract({ name: `OpfsVolume, as ${scope}s can`, ...opfs("auto"), runner });
  if (inWorker) volumeContract({ name: "OpfsVolume, async in a worker", ...opfs("async"), runner });
  volumeContract({ name: "IndexedDbVolume", ...indexedDb, runner });
  lockContract({
    name: "WebLock",
    create() {
      const name = freshName();
      return [new WebLock(name), new WebLock(name)];
    },
    runner,
  });
  runner.describe("OpfsVolume", () => {
    opfsCases(runner);
    if (inWorker) syncCases(runner);
    else windowCases(runner);
  });
  runner.describe("IndexedDbVolume", () => indexedDbCases(runner));
}

/** To be run where less than 64 MiB of quota are left. */
export function registerQuota(runner) {
  const onlyFull = { describe: runner.describe, it: (name, body) => name.includes("full") && runner.it(name, body) };
  for (const access of inWorker ? ["sync", "async"] : ["async"]) {
    const { create } = opfs(access);
    volumeContract({ name: `OpfsVolume, ${access}`, create, createSmall: create, runner: onlyFull });
  }
  const { create } = indexedDb;
  volumeContract({ name: "IndexedDbVolume", create, createSmall: create, runner: onlyFull });
}

function opfsCases({ it }) {
  it("finds out how it can write", async () => {
    const volume = await opfs("auto").create();
    equal(volume.access, "auto");
    await volume.create("blob", 10);
    await volume.write("blob", 0, bytes(1));
    equal(volume.access, inWorker ? "sync" : "async");
    await volume.release();
  });

  it("ignores what a browser that died left, and sweeps it", async () => {
    const directory = await freshDirectory();
    const touch = async (name) => directory.getFileHandle(name, { create: true });
    await touch("empty");
    await touch("notes.txt");
    const volume = new OpfsVolume(directory);
    await volume.create("blob", 10);
    equal(await volume.list(), [{ name: "blob", size: 10 }]);
    equal(await codeOf(() => volume.read("empty", 0, 1)), "VolumeError not_found");
    equal(await codeOf(() => volume.write("empty", 0, bytes(1))), "VolumeError not_found");
    await volume.create("empty", bytes(1, 2));
    equal([...(await volume.read("empty", 0, 9))], [1, 2]);
    await volume.release();
    for (const name of ["blob.crswap", "blob.1.crswap", "My.crswap"]) await touch(name);
    await volume.create("third", 1);
    const names = [];
    for await (const name of directory.keys()) names.push(name);
    equal(names.sort(), ["My.crswap", "blob", "empty", "notes.txt", "third"]);
    await volume.release();
  });

  it("can be read beside its writer", async () => {
    const directory = await freshDirectory();
    const [writer, reader] = [new OpfsVolume(directory), new OpfsVolume(directory)];
    await writer.create("blob", 4096);
    for (let i = 1; i <= 50; i++) {
      await writer.write("blob", i, bytes(i));
      equal([...(await reader.read("blob", i, 1))], [i]);
    }
    let writing = true;
    const reads = (async () => {
      while (writing) equal((await reader.read("blob", 0, 4096)).length, 4096);
    })();
    for (let i = 0; i < 50; i++) await writer.write("blob", 100, new Uint8Array(1000).fill(i));
    writing = false;
    await reads;
    await writer.release();
  });

  it("refuses a way to write that there is none", async () => {
    const directory = await freshDirectory();
    equal(await codeOf(async () => new OpfsVolume(directory, { access: "fast" })), "MisuseError misuse");
  });
}

function windowCases({ it }) {
  it("says that it is lost when its directory was removed", async () => {
    const root = await navigator.storage.getDirectory();
    const directory = await freshDirectory();
    const [volume, idle] = [new OpfsVolume(directory), new OpfsVolume(directory)];
    await volume.create("blob", 10);
    await volume.write("blob", 0, bytes(1));
    await root.removeEntry(directory.name, { recursive: true });
    const calls = (of) => [
      () => of.read("blob", 0, 1),
      () => of.write("blob", 0, bytes(2)),
      () => of.create("other", 10),
      () => of.list(),
      () => of.remove("blob"),
    ];
    for (const call of [...calls(volume), ...calls(idle)])
      equal(`${await codeOf(call)} ${call}`, `VolumeError lost ${call}`);
    const names = [];
    for await (const name of root.keys()) if (name === directory.name) names.push(name);
    equal(names, []);
  });

  it("says so where there is no writing in place", async () => {
    const volume = new OpfsVolume(await freshDirectory(), { access: "sync" });
    await volume.create("blob", 10);
    equal(await codeOf(() => volume.write("blob", 0, bytes(1))), "VolumeError io");
    equal([...(await volume.read("blob", 0, 1))], [0]);
    await codeOf(() => volume.release());
  });
}

function syncCases({ it }) {
  it("shares its files with scopes that cannot write in place", async () => {
    const directory = await freshDirectory();
    const [sync, async] = [
      new OpfsVolume(directory, { access: "sync" }),
      new OpfsVolume(directory, { access: "async" }),
    ];
    await sync.create("blob", 10);
    await sync.write("blob", 0, bytes(1));
    await sync.release();
    await async.write("blob", 1, bytes(2));
    await async.create("other", 10);
    await async.release();
    await sync.write("blob", 2, bytes(3));
    await sync.write("other", 0, bytes(4));
    equal([...(await async.read("blob", 0, 4))], [1, 2, 3, 0]);
    equal([...(await async.read("other", 0, 1))], [4]);
    await sync.release();
  });

  it("waits for a writer that lets go, and not for ever for one that does not", async () => {
    const directory = await freshDirectory();
    const [first, second] = [new OpfsVolume(directory), new OpfsVolume(directory)];
    await first.create("blob", 10);
    await first.write("blob", 0, bytes(1));
    const waiting = second.write("blob", 1, bytes(2));
    await new Promise((resolve) => setTimeout(resolve, 300));
    await first.release();
    await waiting;
    const start = performance.now();
    equal(await codeOf(() => first.write("blob", 0, bytes(1))), "VolumeError busy");
    equal(performance.now() - start > 4_500, true);
    equal([...(await first.read("blob", 0, 2))], [1, 2]);
    await second.release();
    await first.write("blob", 0, bytes(3));
    await first.release();
  });

  it("believes a write only when the browser says that all was written", async () => {
    const volume = await opfs("sync").create();
    await volume.create("blob", 100);
    const { prototype } = FileSystemSyncAccessHandle;
    const { write } = prototype;
    const answers = [
      [() => 0, "VolumeError quota_exceeded"],
      [() => 3, "VolumeError quota_exceeded"],
      [() => 4294967288, "VolumeError io"],
      [
        () => {
          throw new DOMException("full", "QuotaExceededError");
        },
        "VolumeError quota_exceeded",
      ],
      [
        () => {
          throw new DOMException("closed", "InvalidStateError");
        },
        "VolumeError io",
      ],
    ];
    for (const [answer, expected] of answers) {
      prototype.write = answer;
      try {
        equal(await codeOf(() => volume.write("blob", 0, bytes(1, 2, 3, 4))), expected);
      } finally {
        prototype.write = write;
      }
      await volume.write("blob", 0, bytes(1, 2, 3, 4));
    }
    await volume.release();
  });

  it("does not believe a flush after one that failed, until it has let go", async () => {
    const volume = await opfs("sync").create();
    await volume.create("blob", 100);
    await volume.write("blob", 0, bytes(1));
    const { prototype } = FileSystemSyncAccessHandle;
    const { flush } = prototype;
    prototype.flush = () => {
      throw new DOMException("disk", "InvalidStateError");
    };
    equal(await codeOf(() => volume.flush()), "VolumeError io");
    prototype.flush = flush;
    equal(await codeOf(() => volume.flush()), "VolumeError io");
    equal(await codeOf(() => volume.write("blob", 0, bytes(1))), "VolumeError io");
    equal(await codeOf(() => volume.release()), "VolumeError io");
    await volume.write("blob", 0, bytes(1));
    await volume.release();
  });
}

function indexedDbCases({ it }) {
  const opened = (name, version) =>
    new Promise((resolve, reject) => {
      const request = indexedDB.open(name, version);
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });

  it("lets a database be deleted, says that it is lost, and does not make it anew", async () => {
    const volume = await IndexedDbVolume.open(freshName());
    await volume.create("blob", 10);
    await new Promise((resolve, reject) => {
      const request = indexedDB.deleteDatabase(volume.name);
      request.onsuccess = resolve;
      request.onerror = reject;
    });
    for (const call of [
      () => volume.flush(),
      () => volume.read("blob", 0, 1),
      () => volume.write("blob", 0, bytes(1)),
      () => volume.create("other", 10),
      () => volume.list(),
    ]) {
      equal(await codeOf(call), "VolumeError lost");
    }
    equal(
      (await indexedDB.databases()).some(({ name }) => name === volume.name),
      false,
    );
  });

  it("lets a newer version of itself in, and does not touch what that made", async () => {
    const volume = await IndexedDbVolume.open(freshName());
    await volume.create("blob", 10);
    (await opened(volume.name, 2)).close();
    equal(await codeOf(() => volume.read("blob", 0, 1)), "VolumeError io");
    equal(await codeOf(() => IndexedDbVolume.open(volume.name)), "VolumeError io");
    const message = await IndexedDbVolume.open(volume.name).catch((error) => error.message);
    equal(message.includes("a newer version"), true);
  });

  it("keeps of a blob what was written last, whatever the order of the writes", async () => {
    const volume = await indexedDb.create();
    const size = 200;
    await volume.create("blob", new Uint8Array(size).fill(1));
    const expected = new Array(size).fill(1);
    let seed = 12345;
    const random = (below) => {
      seed = (seed * 1103515245 + 12345) & 0x7fffffff;
      return seed % below;
    };
    for (let round = 2; round < 80; round++) {
      const offset = random(size);
      const length = Math.min(1 + random(40), size - offset);
      await volume.write("blob", offset, new Uint8Array(length).fill(round));
      expected.fill(round, offset, offset + length).fill(0, offset + length);
      equal([...(await volume.read("blob", 0, size))], expected);
      const from = random(size);
      equal([...(await volume.read("blob", from, 17))], expected.slice(from, from + 17));
    }
    await volume.release();
  });
}
