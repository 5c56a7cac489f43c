import { writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import workerd from "workerd"; // CommonJS: the path of the binary is its `default`
import { bundle } from "./bundle.mjs";
import { withServer } from "./process.mjs";

async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

const configuration = (port, flags) => `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [(name = "main", worker = .worker)],
  sockets = [(name = "http", address = "127.0.0.1:${port}", http = (), service = "main")],
);
const worker :Workerd.Worker = (
  modules = [
    (name = "worker.js", esModule = embed "worker.js"),
    (name = "nacre.wasm", wasm = embed "nacre.wasm"),
  ],
  compatibilityDate = "2026-06-01",
  compatibilityFlags = ${JSON.stringify(flags)},
);
`;

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
  const port = await freePort();
  writeFileSync(join(outdir, "config.capnp"), configuration(port, flags));
  const origin = `http://127.0.0.1:${port}`;
  return withServer(workerd.default, ["serve", join(outdir, "config.capnp")], `${origin}/nothing`, async () => {
    const answers = [];
    for (const path of paths) answers.push(await read(await fetch(origin + path)));
    return answers;
  });
}
