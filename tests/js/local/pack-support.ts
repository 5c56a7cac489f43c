import type { Announcer, GroupNotice } from "../../../js/local/announcer.js";
import { KeptWorkspace } from "../../../js/local/kept-workspace.js";
import { PackKeeper, type PackParts } from "../../../js/local/pack-keeper.js";
import { StateBackend } from "../../../js/state-backend.js";
import { MemoryLock } from "../../../js/stores/memory-lock.js";
import { MemoryVolume } from "../../../js/stores/memory-volume.js";
import { testCore } from "../support.js";

/** Sizes with which a few files fill segments and need extents. */
export const smallSizes = {
  segmentBytes: 8 << 10,
  checkpointBytes: 4 << 10,
  frameBytes: 1 << 10,
  extentThreshold: 4 << 10,
  extentBytes: 4 << 10,
};

type Parts = Partial<Omit<PackParts, "state">>;

/** Opens a workspace over a pack. Answers the code of the failure when it cannot be had. */
export async function tryOpenPack(
  parts: Parts = {},
  clock?: () => number,
  memoryBudget?: number,
): Promise<KeptWorkspace | string> {
  const state = await StateBackend.create({ core: await testCore(), clock, memoryBudget });
  const { volume = new MemoryVolume(), lock = new MemoryLock(), ...others } = parts;
  const keeper = await PackKeeper.open({ state, volume, lock, ...others });
  if (!("error" in keeper)) return new KeptWorkspace(state, keeper);
  state.dispose();
  return keeper.error.code;
}

export async function openPack(parts: Parts = {}, clock?: () => number, memoryBudget?: number): Promise<KeptWorkspace> {
  const workspace = await tryOpenPack(parts, clock, memoryBudget);
  if (typeof workspace === "string") throw new Error(`The workspace cannot be opened: ${workspace}`);
  return workspace;
}

/** Announcers that hear each other, later. */
export function announcers(count: number): Announcer[] {
  const listeners = new Map<number, (notice: GroupNotice) => void>();
  return Array.from({ length: count }, (_, own) => ({
    announce(notice) {
      for (const [other, listener] of listeners) if (other !== own) setImmediate(listener, structuredClone(notice));
    },
    listen: (listener) => void listeners.set(own, listener),
    close: () => void listeners.delete(own),
  }));
}

/** Asks until it is so. */
export async function eventually(ask: () => Promise<unknown>): Promise<void> {
  for (const until = Date.now() + 10_000; !(await ask()); await pause(5)) {
    if (Date.now() > until) throw new Error("It does not come to pass");
  }
}

export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
