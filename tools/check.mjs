import { checks } from "./checks.mjs";
import { installPackages, packages } from "./setup/apt.mjs";
import { installNpmPackages } from "./setup/npm.mjs";
import { main } from "./steps.mjs";
import { choose, report, runAll } from "./table.mjs";

await main(async () => {
  const names = process.argv.slice(2).filter((name) => name !== "--fix");
  await installPackages([...packages.native, ...packages.check]);
  await installNpmPackages();
  return report(await runAll(choose(checks({ fix: process.argv.includes("--fix") }), names)));
});
