import { type BigIntStats, constants } from "node:fs";
import { type FileHandle, lstat, open, rename, unlink } from "node:fs/promises";
import { platform } from "node:process";
import { setTimeout as sleep } from "node:timers/promises";
import { systemCode } from "./disk-directory-error.js";
import type { Place } from "./disk-place.js";

// Windows has not all of these.
const { O_CREAT, O_EXCL, O_NOFOLLOW = 0, O_NONBLOCK = 0, O_WRONLY } = constants;

const shape = /^\.nacre-[0-9a-f]{16}\.tmp$/;

/** Milliseconds after which a temporary file is one that somebody left behind. */
const staleMs = 60_000;

/** Whether a name is one of a temporary file of ours. */
export function isTemporaryName(name: string): boolean {
  return shape.test(name);
}

function temporaryName(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(8));
  return `.nacre-${Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("")}.tmp`;
}

/** Removes temporary files among `names` that a process which was killed left behind. */
export async function removeLeftovers(place: Place, names: readonly string[]): Promise<void> {
  for (const name of names) {
    try {
      const { mtimeMs } = await lstat(place.at(name));
      if (Date.now() - mtimeMs > staleMs) await unlink(place.at(name));
    } catch {
      // Somebody else did it, or may and we may not.
    }
  }
}

/**
 * Puts `bytes` in the place of the file `name` at once, durably: `before` is the file that is there. Its permission bits
 * and, where the system lets us, its owner are kept. What a file may have besides, such as access lists, is not.
 */
export async function replaceFile(
  place: Place,
  name: string,
  bytes: Uint8Array,
  before: BigIntStats | undefined,
): Promise<BigIntStats> {
  if (before) await requireWritable(place.at(name));
  const temporary = temporaryName();
  const flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW;
  const handle = await open(place.at(temporary), flags, before ? 0o600 : 0o666);
  try {
    const written = await fill(handle, place, temporary, bytes, before);
    await place.confirm();
    await renameOver(place.at(temporary), place.at(name));
    await place.sync();
    return await afterRename(place, name, written);
  } catch (error) {
    await unlink(place.at(temporary)).catch(() => undefined);
    throw error;
  }
}

/** A rename changes when a file was changed. What somebody else has put there since is not told as ours. */
async function afterRename(place: Place, name: string, written: BigIntStats): Promise<BigIntStats> {
  const found = await lstat(place.at(name), { bigint: true }).catch(() => undefined);
  const isOurs = found?.dev === written.dev && found.ino === written.ino && found.mtimeNs === written.mtimeNs;
  return isOurs && found.size === written.size ? found : written;
}

/** A rename would not ask whether the file that gives way may be written. Deno wants a right of its own for `access`. */
async function requireWritable(path: string): Promise<void> {
  try {
    await (await open(path, O_WRONLY | O_NOFOLLOW | O_NONBLOCK)).close();
  } catch (error) {
    // A program that runs is not to be written in; it can give way.
    if (systemCode(error) !== "ETXTBSY") throw error;
  }
}

/** Closes the handle in any case. */
async function fill(
  handle: FileHandle,
  place: Place,
  name: string,
  bytes: Uint8Array,
  before: BigIntStats | undefined,
): Promise<BigIntStats> {
  try {
    const made = await handle.stat({ bigint: true });
    await place.confirm(name, made);
    if (before && (before.uid !== made.uid || before.gid !== made.gid)) {
      await handle.chown(Number(before.uid), Number(before.gid)).catch(() => undefined);
    }
    if (before) await handle.chmod(Number(before.mode) & 0o777);
    await handle.writeFile(bytes);
    await handle.sync();
    return await handle.stat({ bigint: true });
  } finally {
    await handle.close();
  }
}

/** On Windows, whoever has the file open (a virus scanner, an index) stops a rename for a moment. */
const mayPass: ReadonlySet<string> = new Set(platform === "win32" ? ["EPERM", "EACCES", "EBUSY"] : []);
const attempts = 8;

export async function renameOver(from: string, to: string): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await rename(from, to);
      return;
    } catch (error) {
      if (attempt >= attempts || !mayPass.has(systemCode(error))) throw error;
      await sleep(attempt * 20);
    }
  }
}
