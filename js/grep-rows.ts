import type { GrepMatch, GrepResult } from "./backend.js";

/** Where a search stopped, and what it needs to go on. */
export interface GrepRest {
  readonly stoppedAt: string;
  /** Bytes of result so far. */
  readonly size: number;
  /** The numbers of contents that are to be loaded. */
  readonly wanted: readonly number[];
}

/** A grep's answer as the core sends it: this header, and the rows in columns beside it. */
export interface GrepHeader extends Partial<GrepRest> {
  /** Path, matches in it, and the index of its first row. */
  readonly files: readonly (readonly [path: string, count: number, firstRow: number])[];
  readonly rows: number;
  /** Whether each row has its length and kind: with context or multiline. */
  readonly columns: boolean;
  /** Lines of context asked for after a match. */
  readonly after: number;
  readonly cutRows?: readonly number[];
  readonly matchCount: number;
  readonly filesSearched: number;
  readonly truncated: boolean;
  readonly skipped: readonly { readonly path: string; readonly reason: string }[];
}

interface Rows {
  readonly lines: Uint32Array;
  readonly texts: readonly string[];
  /** 0 for a match, 1 for context; empty when every row is a match. */
  readonly kinds: Uint8Array;
}

const utf8 = new TextDecoder("utf-8", { ignoreBOM: true });

function numbers(payload: Uint8Array, offset: number, count: number): Uint32Array {
  return new Uint32Array(payload.slice(offset, offset + 4 * count).buffer);
}

function rowsOf({ rows, columns }: GrepHeader, payload: Uint8Array): Rows {
  const lines = numbers(payload, 0, rows);
  if (!columns) {
    const texts = rows === 0 ? [] : utf8.decode(payload.subarray(4 * rows)).split("\n");
    return { lines, texts, kinds: new Uint8Array(0) };
  }
  const lengths = numbers(payload, 4 * rows, rows);
  const kinds = payload.slice(8 * rows, 9 * rows);
  const texts: string[] = [];
  let offset = 9 * rows;
  for (const length of lengths) {
    texts.push(utf8.decode(payload.subarray(offset, offset + length)));
    offset += length + 1;
  }
  return { lines, texts, kinds };
}

function lineSpan(text: string): number {
  let count = 1;
  for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) count += 1;
  return count;
}

/** Gives each context row to the match above while that has room for it, else to the match below. */
function withContext(
  path: string,
  { lines, texts, kinds }: Rows,
  from: number,
  to: number,
  after: number,
): GrepMatch[] {
  const matches: (GrepMatch & { before: string[]; after: string[] })[] = [];
  let waiting: string[] = [];
  let nextLine = -1;
  for (let row = from; row < to; row++) {
    const line = lines[row] ?? 0;
    const text = texts[row] ?? "";
    if (line !== nextLine) waiting = [];
    const above = line === nextLine ? matches.at(-1) : undefined;
    if (kinds[row] === 0) {
      matches.push({ path, line, text, before: waiting, after: [] });
      waiting = [];
    } else if (above && waiting.length === 0 && above.after.length < after) {
      above.after.push(text);
    } else {
      waiting.push(text);
    }
    nextLine = line + lineSpan(text);
  }
  return matches;
}

function matchesOf(header: GrepHeader, payload: Uint8Array): GrepMatch[] {
  const rows = rowsOf(header, payload);
  const cut = new Set(header.cutRows);
  const matches: GrepMatch[] = [];
  header.files.forEach(([path, , first], index) => {
    const end = header.files[index + 1]?.[2] ?? header.rows;
    if (header.columns) {
      for (const match of withContext(path, rows, first, end, header.after)) matches.push(match);
      return;
    }
    for (let row = first; row < end; row++) {
      const match = { path, line: rows.lines[row] ?? 0, text: rows.texts[row] ?? "" };
      matches.push(cut.size > 0 && cut.has(row) ? { ...match, cut: true } : match);
    }
  });
  return matches;
}

/** Reads the answer to a grep. */
export function readGrep(header: GrepHeader, payload: Uint8Array): GrepResult {
  const { matchCount, truncated, skipped, filesSearched } = header;
  const files = header.files.map(([path, count]) => ({ path, count }));
  const matches = header.rows === 0 ? [] : matchesOf(header, payload);
  return { matches, files, matchCount, truncated, skipped, filesSearched };
}
