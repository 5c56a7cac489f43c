/** The contract over workspaces on disk, for each command-line runtime. Prints its outcome as JSON. */
import { mkdtempSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { LocalBackend } from "nacre";
import { backendContract } from "nacre/testing";
import { Collector } from "./collector.mjs";

const root = mkdtempSync(resolve("workspaces-"));
let count = 0;
const collector = new Collector();

for (const layout of ["pack", "files"]) {
  backendContract({
    name: `LocalBackend, ${layout}`,
    async create() {
      const files = await LocalBackend.open({ root: join(root, String(count++)), layout });
      files.dispose = () => files.close();
      return files;
    },
    runner: collector,
  });
}

const outcome = await collector.run();
rmSync(root, { recursive: true, force: true });
console.log(JSON.stringify(outcome));
process.exit(0);
