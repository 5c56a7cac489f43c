import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join } from "node:path";
import { text } from "node:stream/consumers";

const TYPES = {
  ".html": "text/html; charset=utf-8",
  ".css": "text/css",
  ".js": "text/javascript",
  ".wasm": "application/wasm",
};

/** The policy that docs/runtimes.md promises to be enough. */
const POLICY = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; connect-src 'self'";

/**
 * Serves `folder` under the strict policy, to which `more` is added, on a port of its own. What pages post is for `answer`
 * to reply to.
 */
export async function serve(folder, more = "", answer = () => undefined) {
  const server = createServer(async (request, response) => {
    try {
      if (request.method === "POST") {
        response.end(await answer(new URL(request.url, "http://localhost"), await text(request)));
        return;
      }
      const name = new URL(request.url, "http://localhost").pathname;
      const body = await readFile(join(folder, name));
      response.writeHead(200, {
        "content-type": TYPES[extname(name)] ?? "application/octet-stream",
        "content-security-policy": POLICY + more,
      });
      response.end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { origin: `http://localhost:${server.address().port}`, close: () => server.close() };
}
