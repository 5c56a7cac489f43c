import { build } from "esbuild";

/** Bundles `entry` as a user of `platform` would, the core's module beside the script. */
export async function bundle(entry, outdir, conditions) {
  await build({
    entryPoints: [entry],
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
