import { rmSync, symlinkSync } from "node:fs";
import { run } from "../command.mjs";
import { toolchain } from "../paths.mjs";
import { once, step } from "../steps.mjs";
import { downloadPackages, unpackPackage } from "./debian-archive.mjs";

const RELEASE = "trixie";
const PACKAGES = ["wasi-libc", "libc++-19-dev-wasm32", "libc++abi-19-dev-wasm32", "libclang-rt-19-dev-wasm32"];
const folder = `${toolchain}/wasi`;

/**
 * Makes sure that there are a C and a C++ library for WASI: wasi-sdk where WASI_SDK_PATH names it,
 * or else Debian's packages, unpacked into the private toolchain folder for the system's clang 19.
 */
export async function setUpWasi() {
  if (process.env.WASI_SDK_PATH) return;
  const products = [
    `${folder}/usr/lib/wasm32-wasi/libc.a`,
    `${folder}/usr/lib/llvm-19/lib/wasm32-wasi/libc++.a`,
    `${folder}/usr/lib/llvm-19/lib/clang/19/include`,
  ];
  await once("wasi", { inputs: [PACKAGES, folder], products }, () =>
    step(
      "WASI libraries",
      async () => {
        rmSync(folder, { recursive: true, force: true });
        const debs = await downloadPackages(RELEASE, PACKAGES);
        for (const name of PACKAGES) await unpackPackage(debs, name, folder);
        const resources = (await run("clang-19", ["-print-resource-dir"])).trim();
        symlinkSync(`${resources}/include`, `${folder}/usr/lib/llvm-19/lib/clang/19/include`);
        rmSync(debs, { recursive: true });
      },
      { help: "install wasi-sdk 25 or newer and set WASI_SDK_PATH to its folder, then run this again" },
    ),
  );
}
