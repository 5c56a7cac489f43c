import { readFileSync } from "node:fs";
import { buildPackage } from "./build.mjs";
import { run } from "./command.mjs";
import { root } from "./paths.mjs";
import { installPackages, packages } from "./setup/apt.mjs";
import { newerNode } from "./setup/newer-node.mjs";
import { main, once, step } from "./steps.mjs";

await main(async () => {
  await installPackages(packages.bench);
  await buildPackage();
  const lock = readFileSync(`${root}/bench/package-lock.json`, "utf8");
  await once("bench", { inputs: [lock], products: [`${root}/bench/node_modules`] }, () =>
    step("npm packages of the peers", () => run("npm", ["ci", "--loglevel=error"], { cwd: `${root}/bench` })),
  );
  await run(await newerNode(), ["--no-warnings", "--expose-gc", "bench/run.mjs", ...process.argv.slice(2)], {
    show: true,
  });
});
