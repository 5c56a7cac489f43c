import type { Execution, OutputChunk } from "../sandbox.js";

/** Cuts `text` to `most` characters, by code point. */
export function cut(text: string, most: number): { readonly text: string; readonly cut: boolean } {
  if (text.length <= most) return { text, cut: false };
  const end = /[\uD800-\uDBFF]/.test(text[most - 1] ?? "") ? most - 1 : most;
  return { text: text.slice(0, Math.max(end, 0)), cut: true };
}

/** `text`, its last line ended. */
function ended(text: string): string {
  return text === "" || text.endsWith("\n") ? text : `${text}\n`;
}

/**
 * What a command printed, cut to `most` characters a stream and as many for both. `notes` are lines of the shell's own:
 * they end standard error, and are not lost to a cut.
 */
export function reportOutput(
  stdout: string,
  stderr: string,
  { notes = "", most }: { readonly notes?: string; readonly most: number },
): Pick<Execution, "output" | "stdout" | "stderr" | "truncated"> {
  const out = cut(stdout, most);
  const err = cut(stderr, most);
  const told = cut(notes, most);
  // One less, for the line break that a cut may have taken.
  const both = cut(out.text + err.text, notes === "" ? most : most - told.text.length - 1);
  const noted = (text: string): string => (notes === "" ? text : ended(text) + told.text);
  return {
    output: noted(both.text),
    stdout: out.text,
    stderr: noted(err.text),
    truncated: out.cut || err.cut || told.cut || both.cut,
  };
}

/** Tells `onOutput`, whose failures are its own. */
export async function tell(onOutput: ((chunk: OutputChunk) => unknown) | undefined, chunk: OutputChunk): Promise<void> {
  if (chunk.text === "") return;
  try {
    await onOutput?.(chunk);
  } catch {
    // The command goes on.
  }
}
