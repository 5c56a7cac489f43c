import { existsSync, readdirSync } from "node:fs";
import { buildPackage } from "./build.mjs";
import { buildPreset } from "./cmake.mjs";
import { run } from "./command.mjs";
import { fuzzAll } from "./fuzz.mjs";
import { pack } from "./pack.mjs";
import { root } from "./paths.mjs";
import { installPackages, packages } from "./setup/apt.mjs";
import { browsers } from "./setup/browsers.mjs";
import { newerNode } from "./setup/newer-node.mjs";
import { installNpmPackages } from "./setup/npm.mjs";
import { python } from "./setup/python.mjs";
import { setUpToolchains } from "./setup/toolchains.mjs";

let packageBuilt;
const builtPackage = () => (packageBuilt ??= buildPackage());

let nativeBuilt;
function builtNative() {
  nativeBuilt ??= (async () => {
    await installNpmPackages();
    await installPackages(packages.native);
    await buildPreset("native-debug");
  })();
  return nativeBuilt;
}

const show = { show: true };
const ctest = (preset) => run("ctest", ["--preset", preset, "--parallel", "2"], show);

function jest(core, node = "node") {
  const program = ["--no-warnings", "--experimental-vm-modules", "node_modules/jest/bin/jest.js"];
  return run(node, program, { ...show, env: { NACRE_CORE: core } });
}

/** Where the suites find the browsers. */
async function browserPaths() {
  const { chromium, firefox } = await browsers();
  return { NACRE_CHROMIUM: chromium, NACRE_FIREFOX: firefox };
}

/** What a suite cannot do without, as a reason when it is not there. */
const needs = (path) => () => (existsSync(`${root}/${path}`) ? undefined : `there is no ${path}`);
const needsFuzzTargets = () =>
  existsSync(`${root}/tests/fuzz`) && readdirSync(`${root}/tests/fuzz`).some((name) => name.endsWith("_fuzz.cc"))
    ? undefined
    : "there is no tests/fuzz/*_fuzz.cc";

/** The test suites, in the order in which they run. */
export const suites = [
  {
    name: "native",
    missing: needs("tests/native"),
    async run() {
      await builtNative();
      await ctest("native-debug");
    },
  },
  {
    name: "wasm-native",
    missing: needs("tests/native"),
    async run() {
      await installNpmPackages();
      await setUpToolchains();
      await buildPreset("wasm");
      await ctest("wasm");
    },
  },
  {
    name: "js",
    missing: needs("tests/js"),
    async run() {
      await builtPackage();
      await jest("embind");
    },
  },
  {
    name: "js-wasi",
    missing: needs("tests/js"),
    async run() {
      await builtPackage();
      await jest("wasi", await newerNode());
    },
  },
  {
    name: "oracle",
    missing: needs("tests/interop/oracle/run.mjs"),
    async run() {
      await builtPackage();
      await run("node", ["tests/interop/oracle/run.mjs", "--python", await python()], show);
    },
  },
  {
    name: "fuzz",
    missing: needsFuzzTargets,
    async run() {
      await builtNative();
      await fuzzAll();
    },
  },
  {
    name: "runtimes",
    missing: needs("tests/runtimes/run.mjs"),
    async run() {
      await builtPackage();
      const env = {
        ...(await browserPaths()),
        NACRE_NODE24: await newerNode(),
        NACRE_TARBALL: await pack(),
      };
      await run("node", ["tests/runtimes/run.mjs"], { ...show, env });
    },
  },
  {
    name: "storage",
    missing: needs("tests/runtimes/local/run.mjs"),
    async run() {
      await builtPackage();
      const env = await browserPaths();
      for (const part of ["stores", "directories", "local"]) {
        await run("node", [`tests/runtimes/${part}/run.mjs`], { ...show, env });
      }
      const deno = ["node_modules/.bin/deno", "run", "-A", "--node-modules-dir=manual"];
      for (const [program, ...args] of [["node"], deno, ["node_modules/.bin/bun", "run"]]) {
        await run(program, [...args, "tests/runtimes/host-shell/main.mjs"], show);
      }
    },
  },
  {
    name: "web-demo",
    missing: needs("tests/web-demo/run.mjs"),
    async run() {
      await builtPackage();
      const { chromium } = await browsers();
      await run("node", ["tests/web-demo/run.mjs"], { ...show, env: { NACRE_CHROMIUM: chromium } });
    },
  },
  {
    name: "kill",
    missing: needs("tests/kill/run.mjs"),
    async run() {
      await builtPackage();
      const rounds = process.env.NACRE_KILL_ROUNDS ?? "20";
      await run("node", ["tests/kill/run.mjs", "--rounds", rounds], { ...show, env: await browserPaths() });
    },
  },
  {
    name: "docs",
    missing: needs("tests/docs/run.mjs"),
    async run() {
      await builtPackage();
      await run(await newerNode(), ["--no-warnings", "tests/docs/run.mjs"], show);
    },
  },
  {
    name: "wasi-cli",
    missing: needs("tests/wasi-cli/run.mjs"),
    async run() {
      await builtPackage();
      await run("node", ["--no-warnings", "tests/wasi-cli/run.mjs", "--python", await python()], show);
    },
  },
];
