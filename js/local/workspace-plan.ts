import type { PackTuning } from "./pack-keeper.js";
import type { Place } from "./place.js";

/** How a workspace is to be opened, in words that can be sent to a worker. */
export interface WorkspacePlan {
  readonly place: Place;
  readonly layout: "pack" | "files";
  /** What a pack in a browser is kept in. `auto`: what is there already, or else the best that works. */
  readonly storage: "auto" | "opfs" | "indexeddb";
  readonly allowedDirectories: readonly string[];
  readonly maxBytes?: number | undefined;
  readonly maxFiles?: number | undefined;
  readonly maxFileBytes?: number | undefined;
  readonly memoryBudget: number;
  readonly tuning?: PackTuning | undefined;
}

/** How far the opening of a workspace is. */
export interface OpenProgress {
  /** `load`: the pack is read; `read`: real files are; `verify`: they are compared with what the cache says. */
  readonly phase: "load" | "read" | "verify";
  /** Bytes of a pack; files else. */
  readonly done: number;
  readonly total: number | undefined;
}
