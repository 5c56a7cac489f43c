import { runSuite } from "./suite.mjs";

// Deno's canvas shows bitmaps only.
const canvas = "Deno" in globalThis ? "bitmap" : undefined;
console.log(JSON.stringify(await runSuite({ canvas })));
