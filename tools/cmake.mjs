import { readFileSync } from "node:fs";
import { run } from "./command.mjs";
import { buildFolder, root } from "./paths.mjs";
import { once, step } from "./steps.mjs";

// One cache serves every checkout: paths are hashed relative to it.
const CCACHE = { CCACHE_BASEDIR: root, CCACHE_NOHASHDIR: "1" };

/** Configures a preset if that was not done. */
export async function configurePreset(preset) {
  const inputs = [preset, root, readFileSync(`${root}/CMakePresets.json`, "utf8")];
  await once(`configure-${preset}`, { inputs, products: [`${buildFolder(preset)}/build.ninja`] }, () =>
    step(`configure ${preset}`, () => run("cmake", ["--preset", preset]), {
      help: `remove ${buildFolder(preset)} and run this again`,
    }),
  );
}

/** Builds the named targets of a preset, or all. */
export async function buildPreset(preset, targets = []) {
  await configurePreset(preset);
  const chosen = targets.length > 0 ? ["--target", ...targets] : [];
  await step(`build ${preset}`, () => run("cmake", ["--build", "--preset", preset, ...chosen], { env: CCACHE }));
}
