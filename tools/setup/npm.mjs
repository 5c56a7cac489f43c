import { existsSync, readFileSync } from "node:fs";
import { probe, run } from "../command.mjs";
import { root } from "../paths.mjs";
import { step } from "../steps.mjs";

/** The only packages whose install scripts run, each with a program that works once they have. */
const SCRIPTED = { bun: "node_modules/.bin/bun" };

/** Whether every package of the lock file that belongs on this machine is installed in its version. */
function isInstalled() {
  const record = `${root}/node_modules/.package-lock.json`;
  if (!existsSync(record)) return false;
  const installed = JSON.parse(readFileSync(record, "utf8")).packages;
  const wanted = JSON.parse(readFileSync(`${root}/package-lock.json`, "utf8")).packages;
  return Object.entries(wanted).every(
    ([path, { version, optional }]) =>
      path === "" || installed[path]?.version === version || (optional && installed[path] === undefined),
  );
}

/** Installs the development dependencies that package-lock.json pins. */
export async function installNpmPackages() {
  if (!isInstalled()) {
    // Not `npm ci`: it refuses a lock file that was made where some optional packages for other
    // platforms could not be had. This installs the same versions.
    await step("npm packages", () => run("npm", ["install", "--no-save", "--loglevel=error"]), {
      help: "check that npm reaches its registry (`npm ping`), then run this again",
    });
  }
  const unready = Object.keys(SCRIPTED).filter((name) => probe(SCRIPTED[name], ["--version"]) === undefined);
  if (unready.length > 0) {
    await step(`install scripts of ${unready.join(", ")}`, () =>
      run("npm", ["rebuild", "--ignore-scripts=false", ...unready]),
    );
  }
}
