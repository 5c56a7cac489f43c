import { spawn } from "node:child_process";
import { once } from "node:events";
import { buildPackage } from "./build.mjs";
import { root } from "./paths.mjs";
import { newerNode } from "./setup/newer-node.mjs";
import { main } from "./steps.mjs";

await main(async () => {
  await buildPackage();
  const node = await newerNode();
  const demo = spawn(node, ["--no-warnings", `${root}/demo/main.mjs`, ...process.argv.slice(2)], { stdio: "inherit" });
  const [code] = await once(demo, "exit");
  return code ?? 1;
});
