import { type Failure, type FailureReason, fail } from "../../failure.js";
import { inParallel } from "../../in-parallel.js";
import { upwards } from "../../paths.js";
import { type Action, parentsOf, placeBefore } from "./actions.js";
import { looksSame } from "./known.js";
import type { RealFiles } from "./real-files.js";
import { callsAtOnce } from "./survey.js";

/** Whether actions can be carried out. */
export interface Touched {
  /** Paths where the real files are others than what is known, so that the change was made from something old. */
  readonly differing: readonly string[];
  /** Why they must not be carried out. */
  readonly refused: Failure | undefined;
}

/** Compares all that actions are about to touch with what is known of it. Throws what the directory does. */
export async function checkTouched(actions: readonly Action[], files: RealFiles): Promise<Touched> {
  const { directory, known } = files;
  const sourceOf = (action: Action): string => ("from" in action ? action.from : placeBefore(action.path, actions));
  const touched = new Set(actions.flatMap((action) => [sourceOf(action), action.path]));
  for (const path of touched) {
    for (const above of upwards(path)) {
      const reason = known.get(above)?.leftOut;
      if (reason) return { differing: [], refused: refuse(path, above, reason) };
    }
  }
  const differing: string[] = [];
  const looked = inParallel([...touched, ...parentsOf(actions)], callsAtOnce, async (path) => ({
    path,
    real: await directory.stat(path),
  }));
  for await (const { path, real } of looked) {
    if (!looksSame(known.get(path)?.tag, real)) differing.push(path);
  }
  for (const { kind, path } of actions) {
    if (kind !== "erase" || known.get(path)?.tag.kind !== "directory") continue;
    for (const [inner, { leftOut }] of known.below(path)) {
      if (leftOut) return { differing: [], refused: refuse(path, inner, leftOut) };
    }
    for await (const finding of files.surveyor.survey(path, { intoNew: false, trusting: true })) {
      if (finding.kind === "leftOut" && finding.listedOnly) {
        return { differing: [], refused: refuse(path, finding.path, finding.reason) };
      }
      if (finding.kind !== "same") differing.push(finding.path);
    }
  }
  return { differing, refused: undefined };
}

/** What the workspace does not hold is never written over, nor removed. */
function refuse(path: string, held: string, { message }: FailureReason): Failure {
  return fail("conflict", `Cannot change '${path}': '${held}' is there, but not in this workspace: ${message}`, path);
}
