import { main } from "./steps.mjs";
import { suites } from "./suites.mjs";
import { choose, report, runAll } from "./table.mjs";

await main(async () => report(await runAll(choose(suites, process.argv.slice(2)))));
