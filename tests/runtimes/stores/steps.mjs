import { OpfsVolume, WebLock } from "nacre/stores";

const lock = new WebLock("steps");
let lease;
let told = 0;
let waiting;
let volume;

const codeOf = (work) =>
  work.then(
    () => "fine",
    (error) => error.code ?? error.name,
  );

/** What the driver asks for, in one page or another. */
export const steps = {
  async hold() {
    lease = await lock.acquire();
    lease.onWanted = () => told++;
    return lease.clean;
  },
  told: async () => told,
  verify: () => codeOf(lease.verify()),
  async wait() {
    waiting = lock.acquire(AbortSignal.timeout(20_000));
    waiting.catch(() => undefined);
    return "waiting";
  },
  async had() {
    lease = await waiting;
    return lease.clean;
  },
  release: () => codeOf(lease.release()),
  async steal() {
    navigator.locks.request("steps", { steal: true }, () => new Promise(() => undefined)).catch(() => undefined);
    await new Promise((resolve) => setTimeout(resolve, 100));
    return "stolen";
  },

  async openVolume() {
    const root = await navigator.storage.getDirectory();
    volume = new OpfsVolume(await root.getDirectoryHandle(crypto.randomUUID(), { create: true }));
    await volume.create("blob", 1000);
    await volume.write("blob", 0, new Uint8Array([1]));
    await volume.flush();
    return volume.access;
  },
  writeBlob: () => codeOf(volume.write("blob", 0, new Uint8Array([2]))),
  flush: () => codeOf(volume.flush()),
  createBlob: () => codeOf(volume.create("other", 10)),
};
