import { probe } from "../command.mjs";
import { installPackages, packages } from "./apt.mjs";

/** The paths of Chromium and Firefox, installed from Debian when missing. */
export async function browsers() {
  await installPackages(packages.browsers);
  const find = (name) => probe("bash", ["-c", `command -v ${name}`]);
  return { chromium: find("chromium"), firefox: find("firefox-esr") ?? find("firefox") };
}
