import { run } from "../command.mjs";
import { toolchain } from "../paths.mjs";
import { once, step } from "../steps.mjs";
import { installPackages, packages } from "./apt.mjs";

const PACKAGES = ["pydantic-ai-backend==0.2.29", "wasmtime==50.0.1"];

/** The Python of a private virtual environment with the reference implementation and wasmtime. */
export async function python() {
  await installPackages(packages.python);
  const folder = `${toolchain}/python`;
  const program = `${folder}/bin/python`;
  await once("python", { inputs: [PACKAGES, folder], products: [program] }, () =>
    step(
      `Python packages: ${PACKAGES.join(" ")}`,
      async () => {
        await run("python3", ["-m", "venv", "--clear", folder]);
        await run(program, ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", ...PACKAGES]);
      },
      { help: "check that pip reaches its package index, then run this again" },
    ),
  );
  return program;
}
