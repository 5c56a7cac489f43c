import { run } from "../command.mjs";
import { pack } from "../pack.mjs";

/** Fails where the packed package's exports, files or formats would not work for those who install it. */
export async function checkPackage() {
  await run("node", ["node_modules/publint/src/cli.js", await pack(), "--strict"]);
}

/** Fails where the types of an entry point and its code would not agree in some resolution mode. */
export async function checkPackedTypes() {
  const wasm = ["./wasm", "./wasi", "./package.json"];
  await run("node", [
    "node_modules/@arethetypeswrong/cli/dist/index.js",
    await pack(),
    "--profile",
    "esm-only",
    "--exclude-entrypoints",
    ...wasm,
  ]);
}
