/** What every runtime runs on the installed package: the contract suite, and a call of each main part. */
import { asBackend, createConsoleToolset, DEFAULT_RULESET, hashline, PermissionChecker, StateBackend } from "nacre";
import { backendContract } from "nacre/testing";
import { Collector, equal } from "./collector.mjs";
import { imageTests } from "./images.mjs";

/** `canvas`: as for `imageTests`. */
export async function runSuite({ canvas } = {}) {
  const collector = new Collector();
  backendContract({ name: "StateBackend", create: () => StateBackend.create(), runner: collector });
  collector.describe("package", () => {
    collector.it("calls tools under the default rules", async () => {
      using files = await StateBackend.create({ files: { "/a.txt": "one\ntwo\n", "/.env": "KEY=1" } });
      using toolset = await createConsoleToolset({
        backend: files,
        permissions: DEFAULT_RULESET,
        onAsk: () => "allow",
      });
      equal((await toolset.call("read_file", { path: "a.txt" })).text.includes("     2\ttwo"), true);
      equal((await toolset.call("read_file", { path: ".env" })).isError, true);
      equal((await toolset.call("write_file", { path: "b.txt", content: "x\n" })).text, "Wrote 1 line to /b.txt");
    });
    collector.it("formats and edits by line hash", async () => {
      equal((await hashline()).format("a\nb").text.startsWith("1:0c|a\n2:92|b"), true);
    });
    collector.it("checks permissions", async () => {
      using checker = await PermissionChecker.create(DEFAULT_RULESET);
      equal(checker.decide("execute", "echo hi; rm -rf /").action, "deny");
    });
    collector.it("takes a plain object as a backend", async () => {
      using files = await StateBackend.create({ files: { "/x": "y" } });
      equal((await asBackend(files).read("/x", { format: "raw" })).text, "y");
    });
  });
  imageTests(collector, { canvas });
  return collector.run();
}
