import { runShellSuite } from "./shell-suite.mjs";

export default {
  async fetch(request) {
    if (new URL(request.url).pathname !== "/shell") return new Response("", { status: 404 });
    return Response.json(await runShellSuite({ workers: false, zlib: true }));
  },
};
