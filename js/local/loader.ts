import type { CallOptions } from "../abort.js";
import type { GrepOptions, GrepResult } from "../backend.js";
import { type Failure, fail, isFailure } from "../failure.js";
import type { GrepRest } from "../grep-rows.js";
import type { StateBackend } from "../state-backend.js";
import { TaskQueue } from "./task-queue.js";

/**
 * Loads contents that a call lacked. `attempt` counts from 0 how often it was tried for that call. Answers why they cannot
 * be had.
 */
export type Load = (wanted: readonly number[], attempt: number, options: CallOptions) => Promise<Failure | undefined>;

/** How often a call is made again because what it had loaded is gone, or is something else by then. */
const mostAttempts = 20;
/** As many matches a search has unless it is told otherwise; `src/base/limits.h` has the same. */
const mostMatches = 1_000_000;

/** The numbers of the contents that a call lacked; nothing when it has an answer. */
export function wantedBy(result: unknown): readonly number[] | undefined {
  return isFailure(result) ? (result.error as { readonly wanted?: readonly number[] }).wanted : undefined;
}

/** The same numbers as the core wants them. */
export function inOrder(wanted: readonly number[]): readonly number[] {
  return [...new Set(wanted)].sort((one, other) => one - other);
}

/** Makes a call again and again, until all that it needs is loaded. */
export async function untilLoaded<T extends object>(
  ask: () => Promise<T>,
  load: Load,
  options: CallOptions,
): Promise<T | Failure> {
  for (let attempt = 0; ; attempt++) {
    const result = await ask();
    const wanted = wantedBy(result);
    if (!wanted) return result;
    options.signal?.throwIfAborted();
    const failure = attempt === mostAttempts ? restless() : await load(wanted, attempt, options);
    if (failure) return failure;
  }
}

function restless(): Failure {
  return fail("conflict", `What this needs changes faster than it can be read: it was tried ${mostAttempts} times`);
}

/** Answers calls that need contents which are not loaded. Those that have to load wait for each other. */
export class Loader {
  readonly #queue = new TaskQueue();
  readonly #load: Load;
  readonly #trim: () => void;

  /** `trim` unloads what is over the budget. */
  constructor(load: Load, trim: () => void) {
    this.#load = load;
    this.#trim = trim;
  }

  /** What `ask` answers once it lacks nothing. */
  async answer<T extends object>(ask: () => Promise<T>, options: CallOptions): Promise<T> {
    const result = await ask();
    if (!wantedBy(result)) return result;
    // A failure is one of the outcomes that T has.
    return this.#alone(() => untilLoaded(ask, this.#load, options)) as Promise<T>;
  }

  /** Searches what is loaded, and the rest in slices. */
  async grep(state: StateBackend, pattern: string, options: GrepOptions): Promise<GrepResult> {
    const { result, rest } = await state.grepSlice(pattern, options);
    return rest ? this.#alone(() => this.#grepRest(state, pattern, options, result, rest)) : result;
  }

  async #grepRest(
    state: StateBackend,
    pattern: string,
    options: GrepOptions,
    first: GrepResult,
    stop: GrepRest,
  ): Promise<GrepResult> {
    const parts = new GrepParts(options, first);
    let rest: GrepRest | undefined = stop;
    for (let attempt = 0; rest; ) {
      options.signal?.throwIfAborted();
      const failure = attempt === mostAttempts ? restless() : await this.#load(rest.wanted, attempt, options);
      if (failure) return failure;
      const next = await state.grepSlice(pattern, {
        ...options,
        maxMatches: parts.room,
        from: rest.stoppedAt,
        spent: rest.size,
      });
      attempt = next.rest?.stoppedAt === rest.stoppedAt ? attempt + 1 : 0;
      rest = next.rest;
      const refused = parts.add(next.result);
      if (refused) return refused;
    }
    return parts.whole();
  }

  #alone<T>(work: () => Promise<T>): Promise<T> {
    return this.#queue.run(async () => {
      try {
        return await work();
      } finally {
        this.#trim();
      }
    });
  }
}

type Found = Exclude<GrepResult, Failure>;

/** The slices of a search, which make one result. */
class GrepParts {
  readonly #options: GrepOptions;
  readonly #parts: Found[] = [];
  #taken = 0;

  constructor(options: GrepOptions, first: GrepResult) {
    this.#options = options;
    this.add(first);
  }

  /** Matches, or files, that may still be found. */
  get room(): number {
    return (this.#options.maxMatches ?? mostMatches) - this.#taken;
  }

  add(part: GrepResult): Failure | undefined {
    if (part.error) return part;
    this.#parts.push(part);
    this.#taken += (this.#options.output ?? "content") === "content" ? part.matchCount : (part.files?.length ?? 0);
    return undefined;
  }

  whole(): Found {
    const sum = (count: (part: Found) => number): number => this.#parts.reduce((total, part) => total + count(part), 0);
    return {
      matches: this.#parts.flatMap(({ matches }) => matches),
      files: this.#parts.flatMap(({ files = [] }) => files),
      matchCount: sum(({ matchCount }) => matchCount),
      truncated: this.#parts.at(-1)?.truncated ?? false,
      skipped: this.#parts.flatMap(({ skipped }) => skipped),
      filesSearched: sum(({ filesSearched }) => filesSearched),
    };
  }
}
