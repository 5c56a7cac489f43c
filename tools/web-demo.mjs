import { cpSync, mkdirSync, rmSync } from "node:fs";
import { build } from "esbuild";
import { buildPackage } from "./build.mjs";
import { root } from "./paths.mjs";
import { main } from "./steps.mjs";

/** Where the page is built to: static files, to be served from anywhere. */
export const webDemoFolder = `${root}/build/web-demo`;

/** What the page needs beyond the policy of the package: its own style sheet. */
export const pagePolicy = "; style-src 'self'";

/** Builds web-demo/ against the package as it is in dist/. */
export async function buildWebDemo() {
  rmSync(webDemoFolder, { recursive: true, force: true });
  mkdirSync(webDemoFolder, { recursive: true });
  await build({
    entryPoints: { app: `${root}/web-demo/app.mjs`, "local-worker": `${root}/dist/local/local-worker.js` },
    outdir: webDemoFolder,
    bundle: true,
    format: "esm",
    target: "es2022",
    platform: "neutral",
    conditions: ["browser", "import"],
    supported: { using: false },
    logLevel: "error",
  });
  for (const name of ["index.html", "style.css"]) cpSync(`${root}/web-demo/${name}`, `${webDemoFolder}/${name}`);
  cpSync(`${root}/dist/core/nacre.wasm`, `${webDemoFolder}/nacre.wasm`);
}

if (process.argv[1] === new URL(import.meta.url).pathname) {
  await main(async () => {
    await buildPackage();
    await buildWebDemo();
    const { serve } = await import("../tests/runtimes/browser/server.mjs");
    const { origin } = await serve(webDemoFolder, pagePolicy);
    console.log(`The page is at ${origin}/index.html; Ctrl-C ends this server.`);
    await new Promise(() => undefined);
  });
}
