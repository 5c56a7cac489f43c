/**
 * Runs every snippet of the README, of docs/ and of the doc comments, and checks what they say they print.
 *
 * A block runs on Node (22 or newer, for the AI SDK) as it stands; `js workerd` is a Worker, served by workerd and asked for once; `js part`
 * is a fragment, which is only parsed.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { transform } from "esbuild";
import { run } from "../runtimes/process.mjs";
import { inWorkerd } from "../runtimes/workerd.mjs";
import { expectedOutput, snippets } from "./snippets.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url));
// Inside the checkout, so that `nacre` and the development dependencies resolve as they would for a user.
mkdirSync(join(root, "build"), { recursive: true });
const folder = mkdtempSync(join(root, "build/docs-"));

async function onNode({ language, code }, index) {
  const file = join(folder, `snippet-${index}.${language === "ts" ? "mts" : "mjs"}`);
  const { code: plain } = await transform(code, { loader: "ts", target: "es2023", supported: { using: true } });
  writeFileSync(file.replace(/\.mts$/, ".mjs"), language === "ts" ? plain : code);
  return run(process.execPath, [file.replace(/\.mts$/, ".mjs")], { cwd: root });
}

async function onWorkerd({ code }, index) {
  const place = join(folder, `worker-${index}`);
  mkdirSync(place);
  writeFileSync(join(place, "worker.mjs"), code);
  const [answer] = await inWorkerd({ folder: place }, ["/"], { read: (response) => response.text() });
  return answer;
}

async function check(snippet, index) {
  if (snippet.info === "part") {
    await transform(snippet.code, { loader: "ts" });
    return;
  }
  const output = await (snippet.info === "workerd" ? onWorkerd : onNode)(snippet, index);
  const lines = output.split("\n").map((line) => line.trim());
  for (const expected of expectedOutput(snippet.code)) {
    if (!lines.includes(expected)) throw new Error(`does not print "${expected}" but:\n${output}`);
  }
}

let passed = 0;
let failed = 0;
for (const [index, snippet] of [...snippets(root)].entries()) {
  try {
    await check(snippet, index);
    passed++;
  } catch (error) {
    failed++;
    console.error(`${snippet.at}: ${error.message}`);
  }
}
rmSync(folder, { recursive: true, force: true });
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
