import { isWithin } from "../../paths.js";
import { type Directory, DirectoryError, type FileTag } from "../../stores/directory.js";
import type { Intent, IntentStep, TagBefore } from "./intent.js";
import { looksSame } from "./known.js";
import { sameBytes } from "./same-bytes.js";
import { changesAtOnce, sideBySide } from "./side-by-side.js";

/** Codes that say that somebody else changed what a step needs. */
const inTheWay: ReadonlySet<string> = new Set(["not_found", "not_a_directory", "is_a_directory"]);

/**
 * Finishes a change that was cut short: what still is as it was before gets its new state; what has it is left, and so
 * is what somebody else changed since. Answers the paths of the latter. May be cut short itself, and done again.
 */
export async function redo(intent: Intent, directory: Directory): Promise<readonly string[]> {
  const task = new Redo(intent, directory);
  await task.run();
  return task.conflicts;
}

class Redo {
  readonly conflicts: string[] = [];
  readonly #intent: Intent;
  readonly #directory: Directory;

  constructor(intent: Intent, directory: Directory) {
    this.#intent = intent;
    this.#directory = directory;
  }

  async run(): Promise<void> {
    const { steps } = this.#intent;
    const erases = steps.filter(({ kind }) => kind === "erase");
    await sideBySide(
      erases.filter(({ before }) => before?.kind === "file"),
      changesAtOnce,
      (step) => this.#orConflict(step, () => this.#erase(step)),
    );
    // In order: the deepest come first.
    for (const step of erases.filter(({ before }) => before?.kind === "directory")) {
      await this.#orConflict(step, () => this.#erase(step));
    }
    for (const step of steps.filter(({ kind }) => kind === "directory")) {
      await this.#orConflict(step, () => this.#makeDirectory(step));
    }
    for (const step of steps.filter(({ kind }) => kind === "move")) {
      await this.#orConflict(step, () => this.#move(step));
    }
    await sideBySide(
      steps.filter(({ kind }) => kind === "file"),
      changesAtOnce,
      (step) => this.#orConflict(step, () => this.#write(step)),
    );
  }

  /** Whether `work` could be done. */
  async #orConflict({ path }: IntentStep, work: () => Promise<boolean>): Promise<void> {
    try {
      if (await work()) return;
    } catch (error) {
      if (!DirectoryError.isInstance(error) || !inTheWay.has(error.code)) throw error;
    }
    this.conflicts.push(path);
  }

  async #erase({ path, before }: IntentStep): Promise<boolean> {
    const real = await this.#directory.stat(path);
    if (!real) return true;
    if (real.kind !== before?.kind) {
      // A later step of the same change may have been done already.
      return this.#intent.steps.some((step) => step.path === path && step.kind === real.kind);
    }
    if (real.kind === "directory") {
      const rows = await this.#directory.list(path, { others: true });
      // What keeps it from being removed is reported itself, where it was known.
      if (rows.length > 0) return this.conflicts.some((other) => isWithin(other, path));
    } else if (!(await this.#isAsBefore(path, before, real))) return false;
    await this.#directory.remove(path);
    return true;
  }

  async #makeDirectory({ path }: IntentStep): Promise<boolean> {
    await this.#directory.makeDirectory(path);
    return true;
  }

  async #move({ path, from = path, before, fromBefore }: IntentStep): Promise<boolean> {
    const source = await this.#directory.stat(from);
    const target = await this.#directory.stat(path);
    if (!source) return target?.kind === fromBefore?.kind;
    if (!(await this.#isAsBefore(from, fromBefore, source))) return false;
    if (!(await this.#isAsBefore(path, before, target))) return false;
    await this.#directory.move?.(from, path);
    return true;
  }

  async #write(step: IntentStep): Promise<boolean> {
    const { path, before } = step;
    const bytes = await this.#intent.contentOf(step);
    const real = await this.#directory.stat(path);
    // A browser that is killed leaves a new file empty.
    const isTorn = !before && isEmptyFile(real);
    if (isTorn || wasErased(step, real) || (await this.#isAsBefore(path, before, real))) {
      await this.#directory.write(path, bytes);
      return true;
    }
    return real?.kind === "file" && real.size === bytes.length && this.#holds(path, bytes);
  }

  async #isAsBefore(path: string, before: TagBefore | undefined, real: FileTag | undefined): Promise<boolean> {
    if (looksSame(before, real)) return true;
    // One that was put back by an undo looks newer.
    if (before?.version === undefined || real?.kind !== "file" || before.size !== real.size) return false;
    return this.#intent.versionOf((await this.#directory.read(path)).bytes) === before.version;
  }

  async #holds(path: string, bytes: Uint8Array): Promise<boolean> {
    const real = await this.#directory.read(path);
    return sameBytes(real.bytes, bytes);
  }
}

/** Whether a file is to take the place of a directory, which is gone by now. */
function wasErased({ before }: IntentStep, real: FileTag | undefined): boolean {
  return before?.kind === "directory" && real === undefined;
}

function isEmptyFile(tag: FileTag | undefined): boolean {
  return tag?.kind === "file" && tag.size === 0;
}
