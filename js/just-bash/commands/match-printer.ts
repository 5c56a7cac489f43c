import type { GrepMatch } from "../../backend.js";
import type { Report } from "./command.js";

export interface PrintOptions {
  /** What stands before each line; empty for nothing. */
  readonly filename: string;
  readonly lineNumbers: boolean;
  /** Whether context was asked for: groups are then parted by `--`. */
  readonly context: boolean;
}

/** Prints the matches of one file as grep does. */
export function printMatches(report: Report, matches: readonly GrepMatch[], options: PrintOptions): void {
  const { filename, lineNumbers, context } = options;
  const row = (line: number, text: string, mark: ":" | "-"): void => {
    const name = filename === "" ? "" : `${filename}${mark}`;
    report.print(`${name}${lineNumbers ? `${line}${mark}` : ""}${text}`);
  };
  let printedTo: number | undefined;
  for (const { line, text, before = [], after = [] } of matches) {
    const start = line - before.length;
    if (context && printedTo !== undefined && start > printedTo + 1) report.print("--");
    before.forEach((text, index) => {
      row(start + index, text, "-");
    });
    row(line, text, ":");
    after.forEach((text, index) => {
      row(line + 1 + index, text, "-");
    });
    printedTo = line + after.length;
  }
}
