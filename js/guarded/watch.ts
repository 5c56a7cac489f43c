import type { ChangeEvent, ChangeOverflow } from "../backend.js";
import type { Gate } from "./gate.js";
import type { Guard } from "./guard.js";

type Change = ChangeEvent | ChangeOverflow;

/** A change without what is hidden. A directory that appears from there brings more than can be named. */
function visible(gate: Gate, change: Change): Change | undefined {
  if (change.kind === "overflow") return change;
  const hides = (path: string): boolean => gate.denies("ls", path) || gate.denies("read", path);
  const { from, ...rest } = change;
  const comesFromSight = from !== undefined && !hides(from);
  if (hides(change.path)) return comesFromSight ? { ...rest, kind: "removed", path: from } : undefined;
  if (from === undefined || comesFromSight) return change;
  const { sequence } = change;
  return change.isDir ? { sequence, kind: "overflow", path: "/" } : { ...rest, kind: "created" };
}

/** The changes that may be seen, until the loop is left, `signal` is aborted or the guard is closed. */
export async function* watchGuarded(
  guard: Guard,
  changes: AsyncIterable<Change>,
  signal: AbortSignal | undefined,
): AsyncGenerator<Change, void> {
  try {
    const { gate } = await guard.enter({ signal });
    for await (const change of changes) {
      if (guard.closed.aborted) return;
      const told = visible(gate, change);
      if (told) yield told;
    }
  } catch (error) {
    if (!guard.closed.aborted || signal?.aborted) throw error;
  }
}
