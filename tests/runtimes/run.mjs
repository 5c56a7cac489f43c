/**
 * Tests the package as users get it: packed, installed alone in an empty folder, on every runtime that the README names.
 *
 *     node tests/runtimes/run.mjs [RUNTIME...]
 */
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { transform } from "esbuild";
import { inBrowser } from "./browser/drive.mjs";
import { firstExample, installPacked } from "./package.mjs";
import { run } from "./process.mjs";
import { inWorkerd } from "./workerd.mjs";

const binary = (name) => fileURLToPath(new URL(`../../node_modules/.bin/${name}`, import.meta.url));
const { NACRE_TARBALL: tarball, NACRE_NODE24: newerNode } = process.env;
if (!tarball || !newerNode)
  throw new Error("NACRE_TARBALL and NACRE_NODE24 must be set; `npm test -- runtimes` does it");

const packed = installPacked(tarball);
// Node 20 does not know `using` yet.
const { code: suite } = await transform(readFileSync(new URL("suite.mjs", import.meta.url), "utf8"), {
  supported: { using: false },
});
packed.add("suite.mjs", suite);
for (const name of ["main.mjs", "worker.mjs", "browser/page.mjs", "browser/page-worker.mjs"]) packed.add(name);
const example = firstExample();
packed.add("first.mjs", example.code);
packed.add("example.mjs", exampleAsFunction(example.code));

/** The example, callable: imports stay on top, what it logs is returned. */
function exampleAsFunction(code) {
  const imports = [...code.matchAll(/^import .*$/gm)].map((match) => match[0]).join("\n");
  const body = code.replace(/^import .*$/gm, "").replaceAll("console.log(", "log(");
  return `${imports}\nexport async function runExample() {\n  const lines = [];\n  const log = (...values) => lines.push(values.join(" "));\n${body}\n  return { output: lines.join("\\n") };\n}\n`;
}

function exampleFailures(output) {
  return example.expected
    .filter((line) => !output.split("\n").includes(line))
    .map((line) => `the README's first example does not print: ${line}\n${output}`);
}

async function onCommandLine(command, args) {
  const options = { cwd: packed.folder, env: { ...process.env, NO_COLOR: "1" } };
  const outcome = JSON.parse((await run(command, [...args, "main.mjs"], options)).trim().split("\n").at(-1));
  const failures = exampleFailures(await run(command, [...args, "first.mjs"], options));
  return { passed: outcome.passed + (failures.length === 0 ? 1 : 0), failures: [...outcome.failures, ...failures] };
}

const RUNTIMES = {
  node: () => onCommandLine(process.execPath, []),
  "node-24": () => onCommandLine(newerNode, []),
  deno: () => onCommandLine(binary("deno"), ["run", "--allow-read", "--node-modules-dir=manual"]),
  bun: () => onCommandLine(binary("bun"), ["run"]),
  workerd: async () => {
    const [outcome, { output }] = await inWorkerd(packed, ["/suite", "/example"]);
    const failures = exampleFailures(output);
    return { passed: outcome.passed + (failures.length === 0 ? 1 : 0), failures: [...outcome.failures, ...failures] };
  },
  chromium: () => inBrowser(packed, "chromium"),
  firefox: () => inBrowser(packed, "firefox"),
};

const chosen = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(RUNTIMES);
let passed = 0;
let failed = 0;
for (const name of chosen) {
  const start = performance.now();
  let outcome;
  try {
    outcome = await RUNTIMES[name]();
  } catch (error) {
    outcome = { passed: 0, failures: [String(error?.stack ?? error)] };
  }
  passed += outcome.passed;
  failed += outcome.failures.length;
  for (const failure of outcome.failures) console.error(`${name}: ${failure}`);
  console.log(
    `${name.padEnd(10)} ${outcome.passed} passed, ${outcome.failures.length} failed (${((performance.now() - start) / 1000).toFixed(1)} s)`,
  );
}
if (existsSync(packed.folder)) packed.remove();
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
