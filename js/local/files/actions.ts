import { isWithin, parentOf, upwards } from "../../composite/paths.js";
import type { Directory } from "../../stores/directory.js";
import type { KnownFiles } from "./known.js";
import type { PlannedStep } from "./store-access.js";

/** What is done to real files. Contents are those that the store has then. */
export type Action =
  /** Takes out a file, or a directory with all below it. */
  | { readonly kind: "erase"; readonly path: string }
  | { readonly kind: "directory"; readonly path: string }
  | { readonly kind: "file"; readonly path: string }
  /** Renames `from`. A file may replace one. */
  | { readonly kind: "move"; readonly path: string; readonly from: string };

/**
 * What carries out the steps of a plan, in order: what goes first, then directories from above, then files. A rename
 * stays one, where the directory `canMove`.
 */
export function actionsFor(steps: readonly PlannedStep[], known: KnownFiles, canMove: boolean): readonly Action[] {
  const rename = canMove ? renameIn(steps, known) : undefined;
  if (rename) {
    const parents = steps.filter(({ kind, path }) => kind === "directory" && !isWithin(path, rename.path));
    return [...parents.map(({ path }) => ({ kind: "directory", path }) as const), rename];
  }
  const actions: Action[] = [];
  for (const wanted of ["erase", "directory", "file"] as const) {
    for (const { kind, path, source } of steps) {
      // Only its times are others than they were.
      const isUntouched = kind === "same" && source === path && known.get(path)?.tag.kind === "file";
      if (!isUntouched && (kind === "same" ? "file" : kind) === wanted) actions.push({ kind: wanted, path });
    }
  }
  return actions;
}

/** The rename that the steps are, with the directories above its target, and nothing else. */
function renameIn(steps: readonly PlannedStep[], known: KnownFiles): Extract<Action, { kind: "move" }> | undefined {
  const [erase, second] = steps;
  if (erase?.kind !== "erase" || second?.kind === "erase") return undefined;
  const from = erase.path;
  const moved = steps.find(({ kind }) => kind === "same");
  if (!moved?.source || !isWithin(moved.source, from)) return undefined;
  const inside = moved.source.slice(from.length);
  if (!moved.path.endsWith(inside)) return undefined;
  const path = moved.path.slice(0, moved.path.length - inside.length);
  const isFree = inside === "" || known.get(path) === undefined;
  if (path === "" || !isFree || isWithin(path, from)) return undefined;
  const above = new Set(upwards(parentOf(path)));
  const inPlace = steps.filter((step) => isWithin(step.path, path));
  const others = steps.length - 1 - inPlace.length;
  if (steps.filter((step) => step.kind === "directory" && above.has(step.path)).length !== others) return undefined;
  return inPlace.every((step) => isMovedStep(step, from, path, known)) && inPlace.length === 1 + heldBelow(known, from)
    ? { kind: "move", path, from }
    : undefined;
}

function isMovedStep({ kind, path, source }: PlannedStep, from: string, to: string, known: KnownFiles): boolean {
  const before = from + path.slice(to.length);
  if (kind === "same") return source === before;
  return kind === "directory" && known.get(before)?.tag.kind === "directory";
}

function heldBelow(known: KnownFiles, path: string): number {
  let count = 0;
  for (const [, { leftOut }] of known.below(path)) if (!leftOut) count++;
  return count;
}

/** Directories that must be there before the actions are carried out. */
export function parentsOf(actions: readonly Action[]): readonly string[] {
  const made = new Set(actions.filter(({ kind }) => kind === "directory").map(({ path }) => path));
  const parents = new Set(actions.filter(({ kind }) => kind !== "erase").map(({ path }) => parentOf(path)));
  return [...parents].filter((path) => path !== "/" && !made.has(path));
}

/** Whether the actions are one thing that happens at once or not at all. */
export function isAtOnce(
  actions: readonly Action[],
  { directory, known }: { readonly directory: Directory; readonly known: KnownFiles },
): boolean {
  const [only, second] = actions;
  if (!only || second) return only === undefined;
  if (only.kind === "file") return !directory.makesEmptyFiles || known.get(only.path) !== undefined;
  return only.kind !== "erase" || known.names(only.path).length === 0;
}
