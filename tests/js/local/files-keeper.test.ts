import { backendContract } from "nacre/testing";
import { DiskDirectory } from "../../../js/stores/disk-directory.js";
import { MemoryVolume } from "../../../js/stores/memory-volume.js";
import { cleanUp, temporary } from "../stores/directory-support.js";
import { checkHandles, runner } from "../support.js";
import { disposable, openFiles } from "./files-support.js";

cleanUp();
checkHandles();

backendContract({ name: "files in memory", create: () => disposable(openFiles()), runner });
backendContract({
  name: "files in memory, with intents",
  create: () => disposable(openFiles({ volume: new MemoryVolume() })),
  runner,
});
backendContract({
  name: "files on disk",
  create: async () =>
    disposable(openFiles({ directory: await DiskDirectory.open(temporary()), volume: new MemoryVolume() })),
  runner,
});
