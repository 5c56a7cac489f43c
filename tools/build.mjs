import { copyFileSync, existsSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import { buildPreset } from "./cmake.mjs";
import { run } from "./command.mjs";
import { buildFolder, root } from "./paths.mjs";
import { installNpmPackages } from "./setup/npm.mjs";
import { setUpToolchains } from "./setup/toolchains.mjs";
import { main, step } from "./steps.mjs";

const dist = `${root}/dist`;

/** Copies the modules that wasm/ builds, and their glue without white space, to dist/core. */
async function copyCore(preset) {
  for (const host of ["embind", "wasi"]) {
    const folder = `${buildFolder(preset)}/${host}`;
    if (!existsSync(folder)) continue;
    for (const name of readdirSync(folder).filter((name) => /\.(wasm|js)$/.test(name))) {
      const target = `${dist}/core/${name}`;
      if (name.endsWith(".wasm")) copyFileSync(`${folder}/${name}`, target);
      else
        await run("node", ["node_modules/esbuild/bin/esbuild", `${folder}/${name}`, "--minify", `--outfile=${target}`]);
    }
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
    for (const preset of ["wasm", "wasi"]) await copyCore(preset);
    await run("node", ["node_modules/typescript/bin/tsc", "-p", "tsconfig.build.json"]);
  });
}

if (process.argv[1] === new URL(import.meta.url).pathname) await main(buildPackage);
