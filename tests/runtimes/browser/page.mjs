import { runSuite } from "../suite.mjs";
import { inWindowAndWorker } from "./both.mjs";

await inWindowAndWorker(import.meta.url, () => runSuite({ canvas: "2d" }));
