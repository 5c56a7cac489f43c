import { readFileSync } from "node:fs";
import { run } from "../command.mjs";
import { root } from "../paths.mjs";

// Written in two parts, so that this file does not hold what it looks for.
const WORDS = ["TO" + "DO", "FIX" + "ME", "XX" + "X", "HA" + "CK"];
const LEFTOVER = new RegExp(`(?://|#|\\*|<!--)\\s*(${WORDS.join("|")})\\b`);
const CODE = /\.(h|cc|ts|mts|mjs|cjs|js|cmake|txt|py|sh)$/;

/** Fails on comments that put work off. */
export async function checkLeftovers() {
  const files = (await run("git", ["ls-files"]))
    .split("\n")
    .filter((path) => CODE.test(path) && !path.startsWith("tests/"));
  const problems = files.flatMap((file) =>
    readFileSync(`${root}/${file}`, "utf8")
      .split("\n")
      .flatMap((line, index) => (LEFTOVER.test(line) ? [`${file}:${index + 1}: ${line.trim()}`] : [])),
  );
  if (problems.length > 0) throw new Error(problems.join("\n"));
}
