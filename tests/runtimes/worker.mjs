import { runExample } from "./example.mjs";
import { runSuite } from "./suite.mjs";

export default {
  async fetch(request) {
    const answer = new URL(request.url).pathname === "/example" ? await runExample() : await runSuite();
    return Response.json(answer);
  },
};
