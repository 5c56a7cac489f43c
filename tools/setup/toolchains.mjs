import { installPackages, packages } from "./apt.mjs";
import { setUpEmscripten } from "./emscripten.mjs";
import { setUpWasi } from "./wasi.mjs";

/** Everything that the presets wasm and wasi need, except what npm installs. */
export async function setUpToolchains() {
  await installPackages(packages.wasm);
  await setUpEmscripten();
  await setUpWasi();
}

if (process.argv[1] === new URL(import.meta.url).pathname) await setUpToolchains();
