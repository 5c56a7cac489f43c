import { existsSync } from "node:fs";
import { run } from "../command.mjs";
import { root } from "../paths.mjs";
import { cppFiles } from "./sources.mjs";

const FOLDERS = ["src", "wasm", "tests", "bench/native", "cmake/re2"];

/** Fails where clang-format would change a C++ file; with `fix`, lets it. */
export async function checkFormat({ fix }) {
  const files = cppFiles(FOLDERS.filter((folder) => existsSync(`${root}/${folder}`)));
  await run("clang-format-19", [...(fix ? ["-i"] : ["--dry-run", "--Werror"]), ...files]);
}
