import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname } from "node:path";
import { probe } from "../command.mjs";
import { root, toolchain } from "../paths.mjs";
import { once, step } from "../steps.mjs";
import { downloadPackages, unpackPackage } from "./debian-archive.mjs";

const RELEASE = "trixie";
const LEAST_VERSION = [3, 1, 69];
const folder = `${toolchain}/emscripten`;
const binaryen = `${toolchain}/binaryen`;

// Libraries of graphics, threads, exceptions, 64-bit memory and sanitizers: 1.4 GB not needed here.
const UNUSED = [
  "*/sysroot/lib/wasm64*",
  "*/wasm32-emscripten/pic",
  "*/wasm32-emscripten/lto-pic",
  "*/libGL*-emu*",
  "*/libGL*-webgl2*",
  "*/libGL*-ofb*",
  "*-mt*.a",
  "*-ww*.a",
  "*-except.a",
  "*asan*.a",
  "*ubsan*.a",
  "*sanitizer*.a",
].map((pattern) => `--exclude=${pattern}`);

function isRecent(version) {
  const parts = version.replace(/"/g, "").split(".").map(Number);
  for (const [index, least] of LEAST_VERSION.entries()) {
    if (parts[index] !== least) return parts[index] > least;
  }
  return true;
}

/** The folder of an `emcc` on PATH that is recent enough, or undefined. */
function ownEmscripten() {
  const emcc = probe("bash", ["-c", "command -v emcc"]);
  if (emcc === undefined) return undefined;
  const versionFile = `${dirname(realpathSync(emcc))}/emscripten-version.txt`;
  if (!existsSync(versionFile)) return undefined;
  return isRecent(readFileSync(versionFile, "utf8").trim()) ? dirname(versionFile) : undefined;
}

/** Each wasm-* tool of Binaryen, started with the newer C library that it was built against. */
function wrapBinaryen() {
  const libraries = `${binaryen}/usr/lib/x86_64-linux-gnu`;
  const loader = existsSync(`${libraries}/ld-linux-x86-64.so.2`)
    ? `${libraries}/ld-linux-x86-64.so.2`
    : `${binaryen}/lib64/ld-linux-x86-64.so.2`;
  mkdirSync(`${binaryen}/bin`, { recursive: true });
  for (const tool of readdirSync(`${binaryen}/usr/bin`)) {
    const wrapper = `${binaryen}/bin/${tool}`;
    const command = `exec "${loader}" --library-path "${libraries}" "${binaryen}/usr/bin/${tool}" "$@"`;
    writeFileSync(wrapper, `#!/bin/sh\n${command}\n`);
    chmodSync(wrapper, 0o755);
  }
}

function configure() {
  const settings = [
    "LLVM_ROOT = '/usr/bin'",
    `BINARYEN_ROOT = '${binaryen}'`,
    `NODE_JS = '${process.execPath}'`,
    "FROZEN_CACHE = True",
    "LLVM_ADD_VERSION = '19'",
    "CLANG_ADD_VERSION = '19'",
  ];
  writeFileSync(`${folder}/.emscripten`, `${settings.join("\n")}\n`);
  // Emscripten's scripts are CommonJS, and look here for acorn and tsc.
  writeFileSync(`${folder}/package.json`, "{}\n");
  symlinkSync(`${root}/node_modules`, `${folder}/node_modules`);
}

/**
 * Makes sure that there is an Emscripten of at least 3.1.69: an activated emsdk or an `emcc` on
 * PATH, or else Debian's package of it, unpacked into the private toolchain folder.
 */
export async function setUpEmscripten() {
  if (ownEmscripten() !== undefined) return;
  const inputs = [LEAST_VERSION, UNUSED, folder, process.execPath];
  await once("emscripten", { inputs, products: [`${folder}/emcc`, `${binaryen}/bin/wasm-opt`] }, () =>
    step(
      "Emscripten (240 MB download)",
      async () => {
        rmSync(folder, { recursive: true, force: true });
        rmSync(binaryen, { recursive: true, force: true });
        const runtime = ["binaryen", "libc6", "libstdc++6", "libgcc-s1"];
        const debs = await downloadPackages(RELEASE, ["emscripten", ...runtime]);
        await unpackPackage(debs, "emscripten", folder, ["--strip-components=4", ...UNUSED, "./usr/share/emscripten"]);
        for (const name of runtime) await unpackPackage(debs, name, binaryen);
        wrapBinaryen();
        configure();
        rmSync(debs, { recursive: true });
      },
      {
        help: "install the Emscripten SDK 3.1.69 or newer and activate it (`source emsdk_env.sh`), then run this again",
      },
    ),
  );
}
