import { existsSync } from "node:fs";
import { cp, mkdir, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";

export const NEEDLE = "nacre_bench_needle_7f3a";
export const NEEDLE_FILES = 12;
export const BIG_FILE = "bench/one-megabyte.ts";
export const PAGE_FILE = "bench/two-thousand-lines.ts";
export const EDIT_MARK = "const editMe = 0;";

const TEXT = /\.(js|mjs|cjs|ts|mts|cts|tsx|jsx|json|md|css|html|cc|h|py|ya?ml|txt)$/;
const MAX_FILE_BYTES = 400_000;

async function* textFiles(folder) {
  const entries = await readdir(folder, { withFileTypes: true });
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* textFiles(path);
    else if (entry.isFile() && TEXT.test(entry.name)) yield path;
  }
}

const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

async function isUtf8(path) {
  try {
    decoder.decode(await readFile(path));
    return true;
  } catch {
    return false;
  }
}

/** The first files up to the largest size of one file with which all of them stay within the bytes. */
async function choose(sources, size) {
  const candidates = [];
  for (const [index, source] of sources.entries()) {
    for await (const path of textFiles(source)) {
      const { size: bytes } = await stat(path);
      if (bytes > 0 && bytes <= MAX_FILE_BYTES && (await isUtf8(path)))
        candidates.push({ path, bytes, name: join(String(index), relative(source, path)) });
    }
  }
  for (let largest = MAX_FILE_BYTES; largest > 1000; largest *= 0.9) {
    const chosen = candidates.filter((file) => file.bytes <= largest).slice(0, size.files);
    if (chosen.reduce((sum, file) => sum + file.bytes, 0) <= size.bytes) return chosen;
  }
  throw new Error(`No ${size.files} files of ${size.bytes} bytes in ${sources.join(", ")}`);
}

/**
 * Makes the corpus once: real text files from the installed packages, 12 of them with a needle added, one file of 1 MB
 * and one of 2,000 lines made from them.
 *
 * @param {string} target where it goes
 * @param {string[]} sources folders to take from, in order
 * @param {{ files: number, bytes: number }} size how many files, and about how many bytes
 */
export async function makeCorpus(target, sources, size) {
  const done = join(target, ".complete");
  if (existsSync(done)) return;
  await rm(target, { recursive: true, force: true });
  const chosen = await choose(sources, size);
  const step = Math.floor(chosen.length / NEEDLE_FILES);
  let big = "";
  for (const [index, { path, name }] of chosen.entries()) {
    const to = join(target, name);
    await mkdir(dirname(to), { recursive: true });
    await cp(path, to);
    if (index % step === step - 1 && index / step < NEEDLE_FILES) {
      await writeFile(to, `${await readFile(path, "utf8")}\n// ${NEEDLE}\n`);
    }
    if (big.length < 1_048_576 && /\.[cm]?ts$/.test(name)) big += await readFile(path, "utf8");
  }
  const half = big.indexOf("\n", 524_288) + 1;
  await mkdir(join(target, "bench"), { recursive: true });
  await writeFile(join(target, BIG_FILE), `${big.slice(0, half)}${EDIT_MARK}\n${big.slice(half, 1_048_576)}`);
  await writeFile(join(target, PAGE_FILE), big.split("\n").slice(0, 2000).join("\n"));
  await writeFile(done, "");
}

/** The corpus as text by virtual path, in path order. */
export async function readCorpus(target) {
  const files = new Map();
  for await (const path of textFiles(target)) {
    files.set(`/${relative(target, path)}`, decoder.decode(await readFile(path)));
  }
  return files;
}

/** Each file's virtual path and its real one. */
export async function corpusPaths(target) {
  const paths = [];
  for await (const path of textFiles(target)) paths.push([`/${relative(target, path)}`, path]);
  return paths;
}
