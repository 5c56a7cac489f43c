import { join } from "node:path";
import { prepareWorkerd } from "../../tools/workerd.mjs";
import { bundle } from "./bundle.mjs";
import { withServer } from "./process.mjs";

/**
 * Serves a module of a folder from the real Workers runtime, and asks it for each path. With `nodejs_compat` among its
 * flags it is bundled as wrangler does then.
 */
export async function inWorkerd(packed, paths, options = {}) {
  const { entry = "worker.mjs", flags = [], read = (response) => response.json() } = options;
  const outdir = join(packed.folder, "workerd");
  const node = flags.includes("nodejs_compat");
  await bundle({ worker: join(packed.folder, entry) }, outdir, {
    conditions: ["workerd", "worker", ...(node ? ["browser"] : [])],
    external: node ? ["node:*"] : [],
  });
  const { program, args, origin } = await prepareWorkerd(outdir, flags);
  return withServer(program, args, `${origin}/nothing`, async () => {
    const answers = [];
    for (const path of paths) answers.push(await read(await fetch(origin + path)));
    return answers;
  });
}
