import { type CallOptions, orAborted } from "./abort.js";
import type { Handle, Payload } from "./core/core.js";

/** Something that an operation of the core asks its host to do. */
export interface Effect {
  readonly kind: string;
  readonly request: unknown;
  /** Bulk data beside the request; empty when there is none. */
  readonly payload: Uint8Array;
}

/** What the host answers. */
export interface Answer {
  readonly value: unknown;
  readonly payload?: Payload | undefined;
}

/** Carries out one effect. */
export type Perform = (effect: Effect, signal: AbortSignal | undefined) => Answer | Promise<Answer>;

interface Step {
  readonly kind: string;
  readonly request: unknown;
}

/**
 * Drives an operation to its end: steps it, has `perform` carry out what it asks for, and answers with its result. The
 * operation is disposed whatever happens; when `signal` is aborted the effect under way is given up, nothing more of
 * the operation runs, and the signal's reason is thrown.
 */
export async function drive(operation: Handle, perform: Perform, options: CallOptions = {}): Promise<Effect> {
  const { signal } = options;
  try {
    let answer: Answer = { value: null };
    for (;;) {
      signal?.throwIfAborted();
      const { value, payload } = operation.call<Step>("step", { answer: answer.value }, answer.payload);
      const effect: Effect = { kind: value.kind, request: value.request, payload };
      if (effect.kind === "done") return effect;
      answer = await orAborted(perform(effect, signal), signal);
    }
  } finally {
    operation.dispose();
  }
}
