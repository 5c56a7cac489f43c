import type { HashlineEdit, Outcome } from "./backend.js";
import type { Core } from "./core/core.js";
import { loadCore } from "./core/load.js";
import { type Failure, isFailure } from "./failure.js";

export interface HashlineFormatOptions {
  /** Lines to skip. Default 0. */
  readonly offset?: number | undefined;
  /** Lines to show. Default 2,000. */
  readonly limit?: number | undefined;
  readonly hash?: "md5" | "xxh3" | undefined;
}

export interface HashlineApplyOptions {
  readonly hash?: "md5" | "xxh3" | undefined;
  readonly version?: string | undefined;
}

export type HashlineApplyResult = Outcome<{
  readonly content: string;
  readonly summary: string;
  readonly occurrences: number;
  readonly diff: string;
}>;

/** Text as lines with a checksum each (`12:f9|text`), and edits that quote those checksums. */
export interface Hashline {
  /** The checksum of one line, given without its LF but with a CR before that: two hex digits. */
  hashOfLine(line: string, hash?: "md5" | "xxh3"): string;
  /** The lines of `content`, numbered and with their checksums, and the version of the whole at the end. */
  format(
    content: string,
    options?: HashlineFormatOptions,
  ): Outcome<{ readonly text: string; readonly version: string }>;
  /** `content` with `edits` applied: all or none. */
  apply(content: string, edits: readonly HashlineEdit[], options?: HashlineApplyOptions): HashlineApplyResult;
}

const utf8 = new TextDecoder("utf-8", { ignoreBOM: true });

/**
 * The hashline functions of a core, for texts that are in no workspace.
 *
 * @example
 * ```ts
 * import { hashline } from "nacre";
 *
 * const lines = await hashline();
 * const page = lines.format("one\ntwo\n");
 * if (!page.error) console.log(page.text.split("\n")[1]); // 2:b8|two
 * const edited = lines.apply("one\ntwo\n", [{ startLine: 2, startHash: "b8", newContent: "2" }]);
 * if (!edited.error) console.log(edited.summary); // Replaced 1 line at line 2
 * ```
 */
export async function hashline(core?: Core): Promise<Hashline> {
  const home = core ?? (await loadCore());
  return {
    hashOfLine(line, hash = "md5") {
      return home.call<{ readonly hash: string }>("hashline.hash", { hash }, line).value.hash;
    },
    format(content, options = {}) {
      const { value, payload } = home.call<Failure | { version: string }>("hashline.format", { ...options }, content);
      return isFailure(value) ? value : { text: utf8.decode(payload), version: value.version };
    },
    apply(content, edits, options = {}) {
      const { value, payload } = home.call<Failure | { summary: string; occurrences: number; diff: string }>(
        "hashline.apply",
        { edits, ...options },
        content,
      );
      return isFailure(value) ? value : { content: utf8.decode(payload), ...value };
    },
  };
}
