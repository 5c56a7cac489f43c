import { build } from "esbuild";

/** Bundles entry points, by name, as a user of a platform would, the core's module beside the scripts. */
export async function bundle(entryPoints, outdir, { conditions, external = [] }) {
  await build({
    entryPoints,
    external,
    outdir,
    bundle: true,
    format: "esm",
    platform: "neutral",
    target: "es2022",
    mainFields: ["module", "main"],
    conditions: [...conditions, "import"],
    loader: { ".wasm": "copy" },
    assetNames: "[name]",
    logLevel: "error",
    supported: { using: false },
  });
}
