/** How one option is spelled: its letter, its long name, and whether a value follows. */
export interface Flag {
  readonly name: string;
  readonly letter?: string;
  readonly long?: string;
  readonly value?: boolean;
}

export interface ParsedFlags {
  /** Each option in its order, with its value or "". */
  readonly flags: readonly (readonly [name: string, value: string])[];
  readonly operands: readonly string[];
}

/**
 * Reads options as GNU commands do: clusters of letters, values joined or following, options after operands, `--`.
 * Answers nothing when there is an option that is not in `known`, or a value is missing.
 */
export function parseFlags(args: readonly string[], known: readonly Flag[]): ParsedFlags | undefined {
  const flags: [string, string][] = [];
  const operands: string[] = [];
  for (let at = 0; at < args.length; at++) {
    const arg = args[at] ?? "";
    if (arg === "--") {
      operands.push(...args.slice(at + 1));
      break;
    }
    if (arg.startsWith("--")) {
      const [long, ...joined] = arg.slice(2).split("=");
      const flag = known.find((candidate) => candidate.long === long);
      if (!flag || (!flag.value && joined.length > 0)) return undefined;
      const value = !flag.value ? "" : joined.length > 0 ? joined.join("=") : args[++at];
      if (value === undefined) return undefined;
      flags.push([flag.name, value]);
      continue;
    }
    if (!arg.startsWith("-") || arg === "-") {
      operands.push(arg);
      continue;
    }
    for (let letter = 1; letter < arg.length; letter++) {
      const flag = known.find((candidate) => candidate.letter === arg[letter]);
      if (!flag) return undefined;
      if (!flag.value) {
        flags.push([flag.name, ""]);
        continue;
      }
      const value = letter + 1 < arg.length ? arg.slice(letter + 1) : args[++at];
      if (value === undefined) return undefined;
      flags.push([flag.name, value]);
      break;
    }
  }
  return { flags, operands };
}

/** A whole number from 0 up, or nothing. */
export function countOf(text: string): number | undefined {
  return /^\d{1,9}$/.test(text) ? Number(text) : undefined;
}
