import { runShellSuite } from "../shell-suite.mjs";
import { inWindowAndWorker } from "./both.mjs";

// Firefox sometimes blocks for ever in a worker that starts another, so there the shell does not.
const workers = typeof window === "object" || !navigator.userAgent.includes("Firefox/");
await inWindowAndWorker(import.meta.url, () => runShellSuite({ workers, zlib: false }));
