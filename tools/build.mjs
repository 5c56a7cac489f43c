import { copyFileSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import { basename } from "node:path";
import { buildPreset } from "./cmake.mjs";
import { run } from "./command.mjs";
import { buildFolder, root } from "./paths.mjs";
import { installNpmPackages } from "./setup/npm.mjs";
import { setUpToolchains } from "./setup/toolchains.mjs";
import { main, step } from "./steps.mjs";

const dist = `${root}/dist`;

/** Copies the modules that wasm/CMakeLists.txt builds, with their glue, to dist/core. */
function copyCore(preset) {
  const folder = `${buildFolder(preset)}/wasm`;
  for (const path of readdirSync(folder, { recursive: true })) {
    if (/CMakeFiles/.test(path) || !/\.(wasm|js|mjs)$/.test(path)) continue;
    copyFileSync(`${folder}/${path}`, `${dist}/core/${basename(path)}`);
  }
}

/** Sets up what is missing and builds the npm package into dist/. */
export async function buildPackage() {
  await installNpmPackages();
  await setUpToolchains();
  await buildPreset("wasm", ["wasm/all"]);
  await buildPreset("wasi", ["wasm/all"]);
  await step("TypeScript", async () => {
    rmSync(dist, { recursive: true, force: true });
    mkdirSync(`${dist}/core`, { recursive: true });
    for (const preset of ["wasm", "wasi"]) copyCore(preset);
    await run("node", ["node_modules/typescript/bin/tsc", "-p", "tsconfig.build.json"]);
  });
}

if (process.argv[1] === new URL(import.meta.url).pathname) await main(buildPackage);
