import { type CallOptions, orAborted } from "../abort.js";
import { type Failure, failureOf, isFailure, type Outcome } from "../failure.js";
import type { Member } from "./member.js";

/** A directory of the composite that one backend searches for the whole. */
export interface Part {
  readonly member: Member;
  readonly at: string;
}

export interface Skipped {
  readonly path: string;
  readonly reason: string;
}

/** The answers of those parts that gave one, and why the others did not. */
export interface Answers<T> {
  readonly given: readonly T[];
  readonly skipped: readonly Skipped[];
}

async function answerOf<P extends Part, T extends object>(
  part: P,
  ask: (part: P) => Promise<Outcome<T>>,
  { signal }: CallOptions,
): Promise<T | Failure> {
  try {
    return await orAborted(ask(part), signal);
  } catch (error) {
    signal?.throwIfAborted();
    return failureOf(error);
  }
}

/** Whether a backend has no directory there. One that exists because of a mount is empty then. */
export function isAbsent({ error }: Failure): boolean {
  return error.code === "not_found" || error.code === "not_a_directory";
}

const highestBound = 1_000_000;

/** A bound that lets one more through, which tells whether more than the bound can be seen. */
export function oneMore(bound: number | undefined): number | undefined {
  const isBound = bound !== undefined && Number.isInteger(bound) && bound > 0 && bound < highestBound;
  return isBound ? bound + 1 : bound;
}

/** Asks all parts at once. Fails only when every one does. */
export async function askAll<P extends Part, T extends object>(
  parts: readonly P[],
  ask: (part: P) => Promise<Outcome<T>>,
  options: CallOptions,
): Promise<Outcome<Answers<T>>> {
  const answers = await Promise.all(parts.map((part) => answerOf(part, ask, options)));
  const given: T[] = [];
  const failures: Failure[] = [];
  const skipped: Skipped[] = [];
  for (const [index, { member, at }] of parts.entries()) {
    const answer = answers[index];
    if (answer === undefined) continue;
    if (!isFailure(answer)) given.push(answer);
    else if (!isAbsent(answer)) {
      const failure = member.failure(answer, at);
      failures.push(failure);
      skipped.push({ path: at, reason: failure.error.message });
    }
  }
  return failures[0] && failures.length === parts.length ? failures[0] : { given, skipped };
}
