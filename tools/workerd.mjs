import { writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import workerd from "workerd"; // CommonJS: the path of the binary is its `default`

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

/** How to serve the `worker.js` and `nacre.wasm` of `folder` from the real Workers runtime, on a port that is free. */
export async function prepareWorkerd(folder, flags = []) {
  const port = await freePort();
  const path = join(folder, "config.capnp");
  writeFileSync(path, configuration(port, flags));
  return { program: workerd.default, args: ["serve", path], origin: `http://127.0.0.1:${port}` };
}
