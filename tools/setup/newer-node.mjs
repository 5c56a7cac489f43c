import { run } from "../command.mjs";
import { toolchain } from "../paths.mjs";
import { once, step } from "../steps.mjs";

const LEAST_MAJOR = 22;
const PACKAGE = "node@24.21.0";

/** The path of a Node that is at least 22, as AI SDK 7 needs: this one, or else one installed privately. */
export async function newerNode() {
  if (Number(process.versions.node.split(".")[0]) >= LEAST_MAJOR) return process.execPath;
  const folder = `${toolchain}/node`;
  const program = `${folder}/node_modules/node/bin/node`;
  await once("node", { inputs: [PACKAGE], products: [program] }, () =>
    step(
      `a newer Node (${PACKAGE})`,
      () =>
        run("npm", ["install", "--prefix", folder, "--ignore-scripts=false", "--no-save", "--loglevel=error", PACKAGE]),
      { help: `start this with Node ${LEAST_MAJOR} or newer instead` },
    ),
  );
  return program;
}
