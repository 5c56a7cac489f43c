import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { dirname } from "node:path";
import { run } from "../command.mjs";
import { buildFolder, root } from "../paths.mjs";
import { cppFiles } from "./sources.mjs";

const INCLUDE_ROOTS = ["src", "wasm"];
const passed = `${buildFolder("native-debug")}/clang-tidy`;

/** The file and all headers of ours that it includes, directly or not. */
function withHeaders(file, seen = new Set()) {
  if (seen.has(file)) return seen;
  seen.add(file);
  for (const [, name] of readFileSync(`${root}/${file}`, "utf8").matchAll(/^#include "([^"]+)"/gm)) {
    const header = INCLUDE_ROOTS.map((folder) => `${folder}/${name}`).find((path) => existsSync(`${root}/${path}`));
    if (header) withHeaders(header, seen);
  }
  return seen;
}

function stamp(file) {
  const hash = createHash("sha256").update(readFileSync(`${root}/.clang-tidy`));
  for (const path of [...withHeaders(file)].sort()) hash.update(path).update(readFileSync(`${root}/${path}`));
  return `${passed}/${hash.digest("hex")}`;
}

/** Runs clang-tidy on each source that changed, itself or a header of it, since it last passed. */
export async function checkTidy({ fix }) {
  const changed = cppFiles(["src", "wasm/bridge"], [".cc"]).filter((file) => !existsSync(stamp(file)));
  const failures = [];
  mkdirSync(passed, { recursive: true });
  console.log(`  ${changed.length} files to look at`);
  const worker = async () => {
    for (let file = changed.shift(); file !== undefined; file = changed.shift()) {
      try {
        await run("clang-tidy-19", ["-p", dirname(passed), "--quiet", ...(fix ? ["--fix"] : []), file]);
        writeFileSync(stamp(file), "");
      } catch (error) {
        failures.push(error.message);
      }
    }
  };
  await Promise.all(Array.from({ length: fix ? 1 : availableParallelism() }, worker));
  if (failures.length > 0) throw new Error(failures.join("\n"));
}
