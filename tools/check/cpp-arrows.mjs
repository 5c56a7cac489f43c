import { readFileSync } from "node:fs";
import { root } from "../paths.mjs";
import { cppFiles } from "./sources.mjs";

const HOST_HEADERS =
  /^(iostream|istream|ostream|fstream|syncstream|print|filesystem|thread|stop_token|mutex|shared_mutex|condition_variable|future|semaphore|latch|barrier|chrono|ctime|time\.h|random|cstdio|stdio\.h|csignal|signal\.h|csetjmp|setjmp\.h|exception|stdexcept|unistd\.h|fcntl\.h|dirent\.h|pthread\.h|sys\/.*|emscripten.*|wasi.*)$/;

// Each brings locales or tables of 100 KB and more into the compressed module.
const HEAVY_HEADERS = /^(format|locale|regex|sstream|iomanip|codecvt)$/;

const BANNED_CODE = [
  [/\bthrow\b/, "throws"],
  [/\b(try|catch)\s*[({]/, "handles an exception"],
  [/\b(std::)?(abort|terminate|exit|_Exit|quick_exit)\s*\(/, "ends the process"],
  [/\b(std::)?(getenv|system)\s*\(/, "asks the host"],
  [/\b(printf|fprintf|puts|putchar)\s*\(/, "prints"],
  [/\b(dynamic_cast|typeid)\b/, "needs RTTI"],
];

/** The folders that each folder of src/ may include, as CMakeLists.txt declares them. */
function declaredArrows() {
  const cmake = readFileSync(`${root}/CMakeLists.txt`, "utf8");
  const arrows = new Map();
  for (const [, folder, rest] of cmake.matchAll(/^nacre_library\((\w+)([^)]*)\)/gm)) {
    const deps = /\bDEPS ([^)]*)/.exec(rest)?.[1].split(/\s+/) ?? [];
    arrows.set(folder, new Set([folder, ...deps]));
  }
  return arrows;
}

/** Source text without comments, strings and characters; line numbers stay. */
function codeOnly(text) {
  const blank = (match) => match.replace(/[^\n]/g, " ");
  return text.replace(
    /R"(\w*)\([\s\S]*?\)\1"|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)+'(?!\w)|\/\/.*|\/\*[\s\S]*?\*\//g,
    blank,
  );
}

function problemsOf(file, allowed) {
  const text = readFileSync(`${root}/${file}`, "utf8");
  const problems = [];
  const lineOf = (index) => text.slice(0, index).split("\n").length;
  for (const match of text.matchAll(/^#include (?:"([^"]+)"|<([^>]+)>)/gm)) {
    const [, own, system] = match;
    const target = own?.split("/")[0];
    if (own && allowed && !allowed.has(target)) {
      problems.push(`${file}:${lineOf(match.index)}: may not include "${own}" (only ${[...allowed].join(", ")})`);
    }
    if (HOST_HEADERS.test(own ?? system)) {
      problems.push(`${file}:${lineOf(match.index)}: <${own ?? system}> belongs to a host`);
    }
    if (HEAVY_HEADERS.test(system)) {
      problems.push(`${file}:${lineOf(match.index)}: <${system}> makes the module too large`);
    }
  }
  const code = codeOnly(text);
  for (const [pattern, what] of BANNED_CODE) {
    const match = pattern.exec(code);
    if (match) problems.push(`${file}:${lineOf(match.index)}: ${what}`);
  }
  return problems;
}

/** Fails where a folder of the core includes one above it, or anything there belongs to a host. */
export function checkCppArrows() {
  const arrows = declaredArrows();
  for (const [folder, allowed] of arrows) {
    for (const dep of allowed) {
      if (dep !== folder && arrows.get(dep)?.has(folder)) throw new Error(`${folder} and ${dep} include each other`);
    }
    allowed.add("nlohmann").add("xxhash.h");
  }
  const problems = cppFiles(["src", "wasm/bridge"]).flatMap((file) => {
    const folder = file.startsWith("src/") ? file.split("/")[1] : undefined;
    if (folder && !arrows.has(folder)) return [`${file}: CMakeLists.txt has no nacre_library(${folder})`];
    return problemsOf(file, folder && arrows.get(folder));
  });
  if (problems.length > 0) throw new Error(problems.join("\n"));
}
