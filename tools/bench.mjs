import { existsSync } from "node:fs";
import { buildPackage } from "./build.mjs";
import { run } from "./command.mjs";
import { root } from "./paths.mjs";
import { installPackages, packages } from "./setup/apt.mjs";
import { newerNode } from "./setup/newer-node.mjs";
import { main, step } from "./steps.mjs";

await main(async () => {
  await installPackages(packages.bench);
  await buildPackage();
  if (existsSync(`${root}/bench/package-lock.json`) && !existsSync(`${root}/bench/node_modules`)) {
    await step("npm packages of the peers", () => run("npm", ["ci", "--loglevel=error"], { cwd: `${root}/bench` }));
  }
  await run(await newerNode(), ["--no-warnings", "--expose-gc", "bench/run.mjs", ...process.argv.slice(2)], {
    show: true,
  });
});
