import { existsSync } from "node:fs";
import { buildPackage } from "./build.mjs";
import { checkFormat } from "./check/clang-format.mjs";
import { checkTidy } from "./check/clang-tidy.mjs";
import { checkCppArrows } from "./check/cpp-arrows.mjs";
import { checkLeftovers } from "./check/leftovers.mjs";
import { checkPackage, checkPackedTypes } from "./check/packed.mjs";
import { configurePreset } from "./cmake.mjs";
import { run } from "./command.mjs";
import { root } from "./paths.mjs";

const GENERATED_TYPES = "wasm/embind/nacre.d.ts";

const bin = (name, ...args) => run(`node_modules/.bin/${name}`, args);

let packageBuilt;
const builtPackage = () => (packageBuilt ??= buildPackage());

/** The static checks, in the order in which they run. With `fix`, formatters and linters repair. */
export function checks({ fix }) {
  return [
    { name: "clang-format", run: () => checkFormat({ fix }) },
    { name: "biome", run: () => bin("biome", "check", ...(fix ? ["--write"] : []), "--error-on-warnings") },
    { name: "leftovers", run: checkLeftovers },
    { name: "cpp-arrows", run: checkCppArrows },
    {
      name: "clang-tidy",
      async run() {
        await configurePreset("native-debug");
        await checkTidy({ fix });
      },
    },
    {
      name: "js-arrows",
      async run() {
        await builtPackage();
        await bin("depcruise", "--config", ".dependency-cruiser.cjs", "js");
      },
    },
    {
      name: "types",
      async run() {
        await builtPackage();
        await bin("tsc", "--noEmit");
      },
    },
    {
      name: "embind-types",
      missing: () => (existsSync(`${root}/${GENERATED_TYPES}`) ? undefined : `there is no ${GENERATED_TYPES}`),
      async run() {
        await builtPackage();
        await run("diff", ["-u", GENERATED_TYPES, "build/wasm/embind/nacre.d.ts"]);
      },
    },
    {
      name: "publint",
      async run() {
        await builtPackage();
        await checkPackage();
      },
    },
    {
      name: "are-the-types-wrong",
      async run() {
        await builtPackage();
        await checkPackedTypes();
      },
    },
  ];
}
