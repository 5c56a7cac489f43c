/** How a grep reads its patterns. */
export type PatternMode = "basic" | "extended" | "perl" | "fixed";

export interface PatternOptions {
  readonly mode: PatternMode;
  /** Only whole words, or whole lines. */
  readonly word: boolean;
  readonly line: boolean;
}

/** A pattern for the core. */
export interface CorePattern {
  readonly pattern: string;
  readonly fixedString: boolean;
}

const special = /[.*+?^${}()|[\]\\]/g;
/** What RE2 does not have, or reads in another way: back-references, look-around, GNU's word edges, `\K`. */
const beyondRe2 = /\\[1-9<>`'KGZ]|\(\?(?:[=!]|<[=!])|\[\[:[<>]:\]\]/;

export function quote(text: string): string {
  return text.replace(special, "\\$&");
}

/** The end of the bracket expression that starts at `start`, or -1. */
function bracketEnd(pattern: string, start: number): number {
  let at = start + 1;
  if (pattern[at] === "^") at += 1;
  if (pattern[at] === "]") at += 1;
  while (at < pattern.length && pattern[at] !== "]") {
    const named = pattern[at] === "[" && /[:.=]/.test(pattern[at + 1] ?? "");
    const close = named ? pattern.indexOf(`${pattern[at + 1]}]`, at + 2) : -1;
    at = close === -1 ? at + 1 : close + 2;
  }
  return at < pattern.length ? at + 1 : -1;
}

/** Rewrites a basic regular expression, with GNU's `\+`, `\?` and `\|`, as an extended one. */
function fromBasic(pattern: string): string | undefined {
  let result = "";
  let starting = true;
  for (let at = 0; at < pattern.length; ) {
    const character = pattern[at] ?? "";
    if (character === "[") {
      const end = bracketEnd(pattern, at);
      if (end === -1) return undefined;
      result += pattern.slice(at, end);
      at = end;
      starting = false;
      continue;
    }
    const escaped = character === "\\" ? pattern.slice(at, at + 2) : "";
    at += escaped ? 2 : 1;
    if (escaped === "\\(" || escaped === "\\|") {
      result += escaped[1];
      starting = true;
      continue;
    }
    if (escaped) result += /[){}+?]/.test(escaped[1] ?? "") ? escaped[1] : escaped;
    else if (character === "*" && starting) result += "\\*";
    else if (character === "^") result += starting ? "^" : "\\^";
    else if (character === "$") result += at === pattern.length || /^\\[)|]/.test(pattern.slice(at)) ? "$" : "\\$";
    else result += "+?|(){}".includes(character) ? `\\${character}` : character;
    starting = character === "^" && starting;
  }
  return result;
}

/** The patterns of a grep as one for the core; nothing for what only the original command understands. */
export function corePattern(
  patterns: readonly string[],
  { mode, word, line }: PatternOptions,
): CorePattern | undefined {
  const [only = ""] = patterns;
  if (mode === "fixed" && patterns.length === 1 && !word && !line && only !== "")
    return { pattern: only, fixedString: true };
  const parts: string[] = [];
  for (const pattern of patterns) {
    const part = mode === "fixed" ? quote(pattern) : mode === "basic" ? fromBasic(pattern) : pattern;
    if (part === undefined || (mode !== "fixed" && beyondRe2.test(pattern))) return undefined;
    parts.push(part);
  }
  let pattern = parts.length === 1 ? (parts[0] ?? "") : parts.map((part) => `(?:${part})`).join("|");
  if (word) pattern = `\\b(?:${pattern})\\b`;
  if (line) pattern = `^(?:${pattern})$`;
  return { pattern, fixedString: false };
}
