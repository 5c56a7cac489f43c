import { MemoryDirectory } from "../../../js/stores/memory-directory.js";
import { directoryContract } from "../../../js/testing/directory.js";
import { runner } from "../support.js";

directoryContract({ name: "MemoryDirectory", create: () => new MemoryDirectory(), runner });
