import { readdir, rmdir, unlink } from "node:fs/promises";
import { systemCode } from "./disk-directory-error.js";
import type { EntryName, Place } from "./disk-place.js";

/** How `unlink` says that it is not for directories; Deno removes them when they are empty. */
const isDirectory: ReadonlySet<string> = new Set(["EISDIR", "EPERM", "ENOTEMPTY"]);

/**
 * Removes an entry of a directory, and all below it. Goes down by handles and never through a link, so that nobody who
 * swaps directories meanwhile can lead it astray. What is gone already is no failure.
 */
export async function removeEntry(place: Place, name: EntryName): Promise<void> {
  try {
    await place.confirm();
    await unlink(place.at(name));
  } catch (error) {
    const code = systemCode(error);
    if (code === "ENOENT") return;
    if (!isDirectory.has(code) || !(await emptied(place, name))) throw error;
    await rmdir(place.at(name));
  }
}

/** False for what is no directory. */
async function emptied(place: Place, name: EntryName): Promise<boolean> {
  let inside: Place;
  try {
    inside = await place.enter(name);
  } catch (error) {
    if (["ENOTDIR", "ELOOP"].includes(systemCode(error))) return false;
    throw error;
  }
  try {
    // As bytes, for a name need not be UTF-8.
    for (const entry of await readdir(inside.at("."), { encoding: "buffer" })) await removeEntry(inside, entry);
    return true;
  } finally {
    await inside.close();
  }
}
