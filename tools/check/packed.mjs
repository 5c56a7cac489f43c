import { readFileSync } from "node:fs";
import { run } from "../command.mjs";
import { pack } from "../pack.mjs";
import { root } from "../paths.mjs";

/** Fails where the packed package's exports, files or formats would not work for those who install it. */
export async function checkPackage() {
  await run("node", ["node_modules/publint/src/cli.js", await pack(), "--strict"]);
}

/** Fails where the types of an entry point and its code would not agree in some resolution mode. */
export async function checkPackedTypes() {
  const { exports } = JSON.parse(readFileSync(`${root}/package.json`, "utf8"));
  const untyped = Object.keys(exports).filter((name) => typeof exports[name] === "string");
  await run("node", [
    "node_modules/@arethetypeswrong/cli/dist/index.js",
    await pack(),
    "--profile",
    "esm-only",
    "--exclude-entrypoints",
    ...untyped,
  ]);
}
