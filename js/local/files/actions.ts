import { isWithin, parentOf, upwards } from "../../paths.js";
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

/** Where files went that a patch moved and changed, by where they were. Their contents do not tell. */
export type Moves = ReadonlyMap<string, string>;

/**
 * What carries out the steps of a plan: what goes first, then directories from above, then renames, then files. A rename
 * stays one, where there are `moves`, so that the directory can rename: what the workspace does not hold goes along.
 */
export function actionsFor(
  steps: readonly PlannedStep[],
  known: KnownFiles,
  moves: Moves | undefined,
): readonly Action[] {
  const renames = moves ? renamesIn(steps, known, moves) : [];
  const moved = new Set(renames.map(({ from }) => from));
  const actions: Action[] = [];
  for (const { kind, path } of steps) if (kind === "erase" && !moved.has(path)) actions.push({ kind, path });
  const isCarried = (step: PlannedStep): boolean => renames.some((rename) => isMovedStep(step, rename, known));
  const rest = steps.filter((step) => step.kind !== "erase" && !isCarried(step));
  for (const { kind, path } of rest) if (kind === "directory") actions.push({ kind, path });
  actions.push(...renames);
  for (const { kind, path, source } of rest) {
    // Only its times are others than they were.
    const isUntouched = kind === "same" && source === path && known.get(path)?.tag.kind === "file";
    if (kind !== "directory" && !isUntouched) actions.push({ kind: "file", path });
  }
  // Directories are made before renames.
  const comesLater = ({ kind, path }: Action): boolean =>
    kind === "directory" && renames.some((rename) => isWithin(path, rename.path) || isWithin(path, rename.from));
  return actions.some(comesLater) ? actionsFor(steps, known, undefined) : actions;
}

/** The renames among the steps, with all that is below them, that nothing else in the change concerns. */
function renamesIn(steps: readonly PlannedStep[], known: KnownFiles, moves: Moves): readonly Rename[] {
  const erased = steps.filter(({ kind }) => kind === "erase").map(({ path }) => path);
  if (erased.length === 0) return [];
  const planned = new Map(steps.filter(({ kind }) => kind !== "erase").map((step) => [step.path, step]));
  const targets = new Map([...moves].filter(([from]) => erased.includes(from) && isFile(known, from)));
  for (const { kind, path, source } of planned.values()) {
    const from =
      kind === "same" && source !== undefined ? upwards(source).find((one) => erased.includes(one)) : undefined;
    if (from === undefined || source === undefined || targets.has(from)) continue;
    const inside = source.slice(from.length);
    if (path.endsWith(inside)) targets.set(from, path.slice(0, path.length - inside.length));
  }
  const renames: Rename[] = [];
  for (const [from, path] of targets) {
    const isFree = known.get(path) === undefined || (isFile(known, from) && isFile(known, path));
    const isInTheWay = [...erased, ...renames.map((rename) => rename.path)].some((one) => isWithin(path, one));
    const rename = { kind: "move", path, from } as const;
    if (path !== "" && isFree && !isInTheWay && isWhole(rename, planned, known)) renames.push(rename);
  }
  return renames;
}

type Rename = Extract<Action, { kind: "move" }>;

/** Whether all that is known below the old place is to be at the new one. */
function isWhole({ from, path }: Rename, planned: ReadonlyMap<string, PlannedStep>, known: KnownFiles): boolean {
  const top = known.get(from);
  for (const [before, { tag, leftOut }] of top ? [[from, top] as const, ...known.below(from)] : []) {
    if (leftOut) continue;
    const step = planned.get(path + before.slice(from.length));
    if (!step || (step.kind === "directory") !== (tag.kind === "directory")) return false;
  }
  return top !== undefined;
}

/** Whether a rename does all that the step asks for. */
function isMovedStep({ kind, path, source }: PlannedStep, rename: Rename, known: KnownFiles): boolean {
  if (!isWithin(path, rename.path)) return false;
  const before = rename.from + path.slice(rename.path.length);
  if (kind === "same") return source === before;
  return kind === "directory" && known.get(before)?.tag.kind === "directory";
}

function isFile(known: KnownFiles, path: string): boolean {
  return known.get(path)?.tag.kind === "file";
}

/** What a patch moved, by what came of applying it. */
export function movesBy(result: object): Moves {
  const { files } = result as { readonly files?: unknown };
  const changes: readonly { readonly path?: string; readonly moveTo?: string }[] = Array.isArray(files) ? files : [];
  const moves = new Map<string, string>();
  for (const { path, moveTo } of changes) if (path !== undefined && moveTo !== undefined) moves.set(path, moveTo);
  return moves;
}

/** Where what a file action writes over was before the renames of the same change. */
export function placeBefore(path: string, actions: readonly Action[]): string {
  const rename = actions.find((action): action is Rename => action.kind === "move" && isWithin(path, action.path));
  return rename ? rename.from + path.slice(rename.path.length) : path;
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
