import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expectedOutput } from "../docs/snippets.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** Installs the tarball, alone, in an empty folder: what a user gets. */
export function installPacked(tarball) {
  const folder = mkdtempSync(join(tmpdir(), "nacre-packed-"));
  writeFileSync(join(folder, "package.json"), '{ "name": "empty", "private": true, "type": "module" }\n');
  const install = (name) =>
    execFileSync(
      "npm",
      ["install", "--no-audit", "--no-fund", "--ignore-scripts", "--omit=optional", "--legacy-peer-deps", name],
      { cwd: folder, stdio: "ignore" },
    );
  install(tarball);
  return {
    folder,
    /** Installs a package of our development dependencies beside it, in the same version. */
    addPackage(name) {
      const { devDependencies } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
      install(`${name}@${devDependencies[name]}`);
    },
    /** Copies a file of this suite beside the installed package. */
    add(name, content = readFileSync(new URL(name, import.meta.url))) {
      const path = join(folder, name);
      mkdirSync(join(path, ".."), { recursive: true });
      writeFileSync(path, content);
      return path;
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** A folder in which `nacre` is the checkout, as it was built. */
export function linkCheckout() {
  const folder = mkdtempSync(join(tmpdir(), "nacre-linked-"));
  mkdirSync(join(folder, "node_modules"));
  symlinkSync(root, join(folder, "node_modules/nacre"), "junction");
  return {
    folder,
    add: (name, content) => writeFileSync(join(folder, name), content),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** The first JavaScript example of the README, and what its comments say it prints. */
export function firstExample() {
  const readme = readFileSync(join(root, "README.md"), "utf8");
  const code = /```js\n([\s\S]*?)```/.exec(readme)[1];
  return { code, expected: expectedOutput(code) };
}

/** The build script of docs/shell.md, for a folder in which esbuild is not installed. */
export function documentedBuild() {
  const page = readFileSync(join(root, "docs/shell.md"), "utf8");
  const code = /```js part\n(import \{ build \} from "esbuild";[\s\S]*?)```/.exec(page)[1];
  return code.replace('"esbuild"', JSON.stringify(import.meta.resolve("esbuild")));
}
