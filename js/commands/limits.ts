/** Bounds of one command, whatever runs it. */
export interface CommandLimits {
  /** Milliseconds. Default 120,000. */
  readonly timeoutMs?: number | undefined;
  /** Characters of output that are kept. Default 100,000. */
  readonly outputChars?: number | undefined;
  /** Bytes of output after which the command is ended. Default 16 MiB. */
  readonly outputBytes?: number | undefined;
  /** Background shells that run at once. Default 8. */
  readonly backgroundShells?: number | undefined;
}

/** Limits with nothing left open. */
export type Settled<Limits> = { readonly [Name in keyof Limits]-?: number };

export const commandDefaults: Settled<CommandLimits> = {
  timeoutMs: 120_000,
  outputChars: 100_000,
  outputBytes: 16 << 20,
  backgroundShells: 8,
};

/** What a timer can wait for. */
export const longestTimeoutMs = 2 ** 31 - 1;

/** `defaults`, but for what `given` says. */
export function settle<Limits extends object>(defaults: Settled<Limits>, given: Limits | undefined): Settled<Limits> {
  const entries = Object.entries(given ?? {}).filter(([, value]) => value !== undefined);
  return { ...defaults, ...Object.fromEntries(entries) };
}
