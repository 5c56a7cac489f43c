/**
 * Tests the package as users get it: packed, installed alone in an empty folder, on every runtime that the README names.
 * Then just-bash is installed beside it, and its shell is tested on all of them.
 *
 *     node tests/runtimes/run.mjs [RUNTIME...]
 */
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { transform } from "esbuild";
import { inBrowser, shellInBrowser } from "./browser/drive.mjs";
import { firstExample, installPacked } from "./package.mjs";
import { run } from "./process.mjs";
import { inWorkerd } from "./workerd.mjs";

const binary = (name) => fileURLToPath(new URL(`../../node_modules/.bin/${name}`, import.meta.url));
const { NACRE_TARBALL: tarball, NACRE_NODE24: newerNode } = process.env;
if (!tarball || !newerNode)
  throw new Error("NACRE_TARBALL and NACRE_NODE24 must be set; `npm test -- runtimes` does it");

const packed = installPacked(tarball);
// Node 20 does not know `using` yet.
for (const name of ["suite.mjs", "images.mjs", "shell-suite.mjs"]) {
  const source = readFileSync(new URL(name, import.meta.url), "utf8");
  packed.add(name, (await transform(source, { supported: { using: false } })).code);
}
for (const name of [
  "collector.mjs",
  "main.mjs",
  "shell-main.mjs",
  "worker.mjs",
  "shell-in-worker.mjs",
  "browser/both.mjs",
  "browser/page.mjs",
  "browser/shell-page.mjs",
])
  packed.add(name);
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

function withExample(outcome, output) {
  const failures = exampleFailures(output);
  return { passed: outcome.passed + (failures.length === 0 ? 1 : 0), failures: [...outcome.failures, ...failures] };
}

/** A runtime that runs files: alone, and with the shell. */
const onCommandLine = (...command) => {
  const output = (program) =>
    run(command[0], [...command.slice(1), program], { cwd: packed.folder, env: { ...process.env, NO_COLOR: "1" } });
  const outcome = async (program) => JSON.parse((await output(program)).trim().split("\n").at(-1));
  return {
    alone: async () => withExample(await outcome("main.mjs"), await output("first.mjs")),
    shell: () => outcome("shell-main.mjs"),
  };
};

const onPage = (browser) => ({
  alone: () => inBrowser(packed, browser),
  shell: () => shellInBrowser(packed, browser),
});

const RUNTIMES = {
  node: onCommandLine(process.execPath),
  "node-24": onCommandLine(newerNode),
  deno: onCommandLine(binary("deno"), "run", "--allow-read", "--node-modules-dir=manual"),
  bun: onCommandLine(binary("bun"), "run"),
  workerd: {
    alone: async () => {
      const [outcome, { output }] = await inWorkerd(packed, ["/suite", "/example"]);
      return withExample(outcome, output);
    },
    shell: async () => {
      const [outcome] = await inWorkerd(packed, ["/shell"], { entry: "shell-in-worker.mjs", flags: ["nodejs_compat"] });
      return outcome;
    },
  },
  chromium: onPage("chromium"),
  firefox: onPage("firefox"),
};

const chosen = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(RUNTIMES);
let passed = 0;
let failed = 0;

async function test(name, part) {
  const start = performance.now();
  const outcome = await RUNTIMES[name][part]().catch((error) => ({
    passed: 0,
    failures: [String(error?.stack ?? error)],
  }));
  passed += outcome.passed;
  failed += outcome.failures.length;
  const at = part === "alone" ? name : `${name}, ${part}`;
  for (const failure of outcome.failures) console.error(`${at}: ${failure}`);
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  console.log(`${at.padEnd(15)} ${outcome.passed} passed, ${outcome.failures.length} failed (${seconds} s)`);
}

for (const name of chosen) await test(name, "alone");
packed.addPackage("just-bash");
for (const name of chosen) await test(name, "shell");
if (existsSync(packed.folder)) packed.remove();
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
