import { runShellSuite } from "./shell-suite.mjs";

console.log(JSON.stringify(await runShellSuite({ workers: true, zlib: true })));
