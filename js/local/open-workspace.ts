import { openDisk } from "#disk";
import type { Core } from "../core/core.js";
import { NacreError } from "../core/errors.js";
import { type Failure, fail, failureOf, isFailure } from "../failure.js";
import { StateBackend } from "../state-backend.js";
import type { Directory } from "../stores/directory.js";
import { HandleDirectory } from "../stores/handle-directory.js";
import { WebLock } from "../stores/web-lock.js";
import { folderFailure } from "./files/folder-failure.js";
import { FilesKeeper } from "./files-keeper.js";
import type { Keeper } from "./keeper.js";
import { KeptWorkspace } from "./kept-workspace.js";
import { opfsFolder } from "./opfs-folder.js";
import { PackKeeper } from "./pack-keeper.js";
import { browserPackStorage, ownFolder, type PackStorage } from "./pack-storage.js";
import { numberOfPicked } from "./picked-folders.js";
import type { Place } from "./place.js";
import type { Workspace } from "./workspace.js";
import type { OpenProgress, WorkspacePlan } from "./workspace-plan.js";

export interface OpenContext {
  readonly core?: Core | undefined;
  readonly clock?: (() => number) | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: OpenProgress) => void) | undefined;
}

/** Of all files together: what is not in memory need not fit there. */
const mostBytes = 2 ** 40;

/** Opens a workspace in this thread. */
export async function openWorkspace(plan: WorkspacePlan, context: OpenContext): Promise<Workspace | Failure> {
  const { core, clock, signal } = context;
  const { maxBytes = mostBytes, maxFiles, maxFileBytes, memoryBudget } = plan;
  const limits = { maxBytes, maxFiles, maxFileBytes, memoryBudget };
  const state = await StateBackend.create({ core, clock, signal, ...limits });
  try {
    const keeper = await (plan.layout === "pack" ? openPack(state, plan, context) : openFiles(state, plan, context));
    if (!isFailure(keeper)) return new KeptWorkspace(state, keeper);
    state.dispose();
    return keeper;
  } catch (error) {
    state.dispose();
    if (signal?.aborted) throw error;
    return NacreError.isInstance(error) ? folderFailure(error) : failureOf(error);
  }
}

async function openPack(state: StateBackend, plan: WorkspacePlan, context: OpenContext): Promise<Keeper | Failure> {
  const { place, storage, tuning } = plan;
  const { signal, onProgress } = context;
  const parts = await packStorage(place, storage);
  return isFailure(parts) ? parts : PackKeeper.open({ state, ...parts, tuning, signal, onProgress });
}

async function packStorage(place: Place, storage: WorkspacePlan["storage"]): Promise<PackStorage | Failure> {
  if (place.kind === "disk") {
    const { path, openVolume } = await openDisk(place.path);
    if (!openVolume) return fail("permission_denied", `A pack needs to be written, and '${path}' may only be read`);
    return { ...(await openVolume("pack")), announcer: undefined };
  }
  if (place.kind === "opfs") return browserPackStorage(place.path, "pack", storage);
  return fail("unsupported", "A folder that was picked is kept as files: nothing in it can be written in place");
}

async function openFiles(state: StateBackend, plan: WorkspacePlan, context: OpenContext): Promise<Keeper | Failure> {
  const { onProgress, signal } = context;
  const { place, allowedDirectories } = plan;
  if (place.kind === "disk") {
    const disk = await openDisk(place.path);
    const directory = await disk.openDirectory(allowedDirectories);
    const { lock, openVolume } = disk;
    const volume = (await openVolume?.("intent"))?.volume;
    const cache = await openVolume?.("cache");
    return FilesKeeper.open({ state, directory, lock, volume, cache, readOnly: !openVolume, onProgress, signal });
  }
  const parts = await browserParts(place);
  return isFailure(parts) ? parts : FilesKeeper.open({ state, ...parts, onProgress, signal });
}

/** A folder that was picked has its intents and its cache in the origin private file system. */
async function browserParts(
  place: Exclude<Place, { kind: "disk" }>,
): Promise<Omit<Parameters<typeof FilesKeeper.open>[0], "state"> | Failure> {
  const base = place.kind === "opfs" ? place.path : [ownFolder, `picked-${await numberOfPicked(place.handle)}`];
  const cache = await browserPackStorage(base, "cache");
  if (isFailure(cache)) return cache;
  const intents = await browserPackStorage(base, "intent");
  if (isFailure(intents)) return intents;
  cache.announcer?.close();
  intents.announcer?.close();
  const handle = place.kind === "opfs" ? await opfsFolder(place.path) : place.handle;
  const directory: Directory = await HandleDirectory.open(handle, { reserved: [ownFolder] });
  return { directory, lock: new WebLock(`nacre:files:/${base.join("/")}`), volume: intents.volume, cache };
}
