import { once } from "node:events";
import { createReadStream } from "node:fs";
import { createServer } from "node:http";
import { extname, join } from "node:path";
import { pipeline } from "node:stream";

const TYPES = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".json": "application/json",
  ".wasm": "application/wasm",
};

/**
 * Serves `folder` to pages that are isolated, whose clocks have steps of five microseconds instead of a hundred. There is
 * no policy as in the tests: opfs-tools starts its workers from blobs.
 */
export async function serveIsolated(folder) {
  const server = createServer(({ url }, response) => {
    const { pathname } = new URL(url, "http://localhost");
    response.setHeader("content-type", TYPES[extname(pathname)] ?? "application/octet-stream");
    response.setHeader("cross-origin-opener-policy", "same-origin");
    response.setHeader("cross-origin-embedder-policy", "require-corp");
    pipeline(createReadStream(join(folder, pathname)), response, () => response.destroy());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return { origin: `http://localhost:${server.address().port}`, close: () => server.close() };
}
