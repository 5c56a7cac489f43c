import type { CallOptions } from "../../abort.js";
import { fail } from "../../failure.js";
import { type Action, isAtOnce } from "./actions.js";
import { type FileLoader, gone, type Loaded } from "./file-loader.js";
import type { RealFiles } from "./real-files.js";

export interface LoadTouchedOptions extends CallOptions {
  /** Whether somebody may still ask for what goes. */
  readonly isShared: boolean;
}

/**
 * Loads what actions need before they are carried out: the contents that they write, and those that they take away, where
 * somebody may ask for these, or where no intent says how to go on after a failure.
 */
export async function loadTouched(
  actions: readonly Action[],
  files: RealFiles,
  loader: FileLoader,
  { isShared, signal }: LoadTouchedOptions,
): Promise<Loaded> {
  const { store, settled } = files;
  const written = actions.filter(({ kind }) => kind === "file").map(({ path }) => path);
  const wanted = store.unloaded(written);
  const replaced = actions.filter(({ kind }) => kind !== "directory").map(({ path }) => path);
  const old = isShared || isAtOnce(actions, files) ? store.unloaded(replaced, settled) : [];
  if (wanted.length + old.length === 0) return { stale: [] };
  const needed = files.locate(wanted);
  if (needed.lost > 0) return { stale: [], failure: gone() };
  const { loadedBytes = 0, memoryBudget = Number.POSITIVE_INFINITY } = store.memory();
  const leaving = files.locate(old).files;
  const size = leaving.reduce((sum, file) => sum + file.size, loadedBytes);
  const fits = size <= memoryBudget;
  if (isShared && !fits) {
    const message = `A fork or snapshot shares what this takes away, and ${size} bytes are more than the memory budget`;
    return { stale: [], failure: fail("limit_exceeded", message) };
  }
  return loader.loadFiles([...needed.files, ...(fits ? leaving : [])], { signal });
}
