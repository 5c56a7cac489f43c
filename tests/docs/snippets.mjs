import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";

const FENCE = /^```(\w+)([^\n]*)\n([\s\S]*?)^```$/gm;
const COMMENTED_FENCE = /^ *\* ```(\w+)([^\n]*)\n([\s\S]*?)^ *\* ```$/gm;

function* filesBelow(folder, ending) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* filesBelow(path, ending);
    else if (entry.name.endsWith(ending)) yield path;
  }
}

function* inText(root, path, fence, clean) {
  const text = readFileSync(path, "utf8");
  for (const match of text.matchAll(fence)) {
    const [, language, info, body] = match;
    const line = text.slice(0, match.index).split("\n").length;
    yield { at: `${relative(root, path)}:${line}`, language, info: info.trim(), code: clean(body) };
  }
}

/** Every fenced block of JavaScript or TypeScript in the README, in docs/ and in the doc comments of js/. */
export function* snippets(root) {
  const pages = [join(root, "README.md"), ...filesBelow(join(root, "docs"), ".md")];
  const isCode = ({ language }) => language === "js" || language === "ts";
  for (const page of pages) yield* [...inText(root, page, FENCE, (body) => body)].filter(isCode);
  for (const source of filesBelow(join(root, "js"), ".ts")) {
    yield* [...inText(root, source, COMMENTED_FENCE, (body) => body.replace(/^ *\* ?/gm, ""))].filter(isCode);
  }
}

/** What a snippet says it prints, in order: the comment behind each `console.log`. */
export function expectedOutput(code) {
  return [...code.matchAll(/console\.log\(.*\); \/\/ (.*)$/gm)].map((match) => match[1].trim());
}
