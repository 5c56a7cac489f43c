import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DiskDirectory } from "nacre/stores/disk";
import { directoryContract } from "nacre/testing";
import { Collector } from "../collector.mjs";

const collector = new Collector();
directoryContract({
  name: "DiskDirectory",
  create: async () => DiskDirectory.open(await mkdtemp(join(tmpdir(), "nacre-directory-"))),
  reopen: ({ root }) => DiskDirectory.open(root),
  dispose: ({ root }) => rm(root, { recursive: true, force: true }),
  runner: collector,
});
console.log(JSON.stringify(await collector.run()));
