import { readdir, readFile, stat } from "node:fs/promises";
import { join, relative, sep } from "node:path";

const SKIPPED = new Set([".git", "node_modules", "build", "dist"]);
const MAX_FILE_BYTES = 4 << 20;
const MAX_FILES = 50_000;

/** The files below `root` that an agent would look at, as virtual path and real path. */
async function listFiles(root) {
  const found = [];
  const folders = [root];
  for (let folder = folders.pop(); folder !== undefined && found.length < MAX_FILES; folder = folders.pop()) {
    for (const entry of await readdir(folder, { withFileTypes: true })) {
      const path = join(folder, entry.name);
      if (entry.isDirectory() && !SKIPPED.has(entry.name)) folders.push(path);
      if (entry.isFile()) found.push({ real: path, virtual: `/${relative(root, path).split(sep).join("/")}` });
    }
  }
  return found;
}

/**
 * Reads a source tree from disk.
 *
 * @param {string} root the folder
 * @param {(done: number, total: number) => void} onProgress called after each file
 * @returns {Promise<Map<string, Uint8Array>>} contents by virtual path
 */
export async function readSourceTree(root, onProgress) {
  if (!(await stat(root)).isDirectory()) throw new Error(`'${root}' is not a folder`);
  const files = await listFiles(root);
  const contents = new Map();
  for (const [index, { real, virtual }] of files.entries()) {
    if ((await stat(real)).size <= MAX_FILE_BYTES) contents.set(virtual, await readFile(real));
    onProgress(index + 1, files.length);
  }
  return contents;
}
