import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { run } from "../command.mjs";
import { toolchain } from "../paths.mjs";

const SOURCES = "/etc/apt";
const KEYRING = "/usr/share/keyrings/debian-archive-keyring.gpg";

function sourceFiles() {
  const folder = `${SOURCES}/sources.list.d`;
  const parts = existsSync(folder) ? readdirSync(folder).map((name) => `${folder}/${name}`) : [];
  return [`${SOURCES}/sources.list`, ...parts].filter((path) => existsSync(path) && /\.(list|sources)$/.test(path));
}

/** The address of the Debian mirror that this machine's own apt sources name. */
export function debianMirror() {
  for (const path of sourceFiles()) {
    const text = readFileSync(path, "utf8").replace(/^\s*#.*$/gm, "");
    const oneLine = /^\s*deb\s+(?:\[[^\]]*\]\s+)?(\S+)\s+\S+\s+(?:.*\s)?main\b/m.exec(text);
    const deb822 = /^URIs:\s*(\S+)/m.exec(text);
    const address = (oneLine ?? deb822)?.[1];
    if (address && /\/debian\/?$/.test(address)) return address;
  }
  throw new Error(`No Debian mirror is named in ${SOURCES}/sources.list or ${SOURCES}/sources.list.d`);
}

/**
 * Downloads packages of another Debian release without making it a source of this machine: apt
 * runs with lists and caches of its own. Answers the folder that holds the `.deb` files.
 */
export async function downloadPackages(release, names) {
  const folder = `${toolchain}/apt/${release}`;
  for (const part of ["lists/partial", "cache/archives/partial", "debs"]) {
    mkdirSync(`${folder}/${part}`, { recursive: true });
  }
  writeFileSync(`${folder}/sources.list`, `deb [signed-by=${KEYRING}] ${debianMirror()} ${release} main\n`);
  const options = [
    `Dir::Etc::sourcelist=${folder}/sources.list`,
    "Dir::Etc::sourceparts=-",
    `Dir::State::lists=${folder}/lists`,
    `Dir::Cache=${folder}/cache`,
    "Acquire::Languages=none",
    "Acquire::Retries=3",
    "APT::Sandbox::User=root",
  ].flatMap((option) => ["-o", option]);
  await run("apt-get", [...options, "update"]);
  await run("apt-get", [...options, "download", ...names], { cwd: `${folder}/debs` });
  return `${folder}/debs`;
}

/** Unpacks the downloaded package `name` into a folder; `tarOptions` choose what is unpacked. */
export async function unpackPackage(debs, name, folder, tarOptions = []) {
  const file = readdirSync(debs).find((entry) => entry.startsWith(`${name}_`));
  if (file === undefined) throw new Error(`Package "${name}" was not downloaded to ${debs}`);
  mkdirSync(folder, { recursive: true });
  const script = 'dpkg-deb --fsys-tarfile "$0" | tar -x --wildcards "$@"';
  await run("bash", ["-o", "pipefail", "-c", script, `${debs}/${file}`, "-C", folder, ...tarOptions]);
}
