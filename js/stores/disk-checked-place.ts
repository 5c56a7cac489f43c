import type { BigIntStats } from "node:fs";
import { lstat, realpath } from "node:fs/promises";
import { platform } from "node:process";
import { type EntryName, joinName, type Place, syncDirectory } from "./disk-place.js";

/** A path that is looked at before and after. Somebody who swaps directories just then may be missed. */
class CheckedPlace implements Place {
  readonly real: string;
  readonly #found: BigIntStats;

  constructor(real: string, found: BigIntStats) {
    this.real = real;
    this.#found = found;
  }

  at<N extends EntryName>(name: N): N {
    return joinName(this.real, name);
  }

  async enter(name: EntryName): Promise<Place> {
    await this.confirm();
    return checkedAt(joinName(this.real, String(name)));
  }

  async confirm(name?: string, found?: BigIntStats): Promise<void> {
    await this.#confirmSelf();
    if (name === undefined || found === undefined) return;
    if (!isSame(await lstat(this.at(name), { bigint: true }), found)) throw moved(this.at(name));
    await this.#confirmSelf();
  }

  async sync(): Promise<void> {
    if (platform !== "win32") await syncDirectory(this.real);
  }

  async close(): Promise<void> {}

  async #confirmSelf(): Promise<void> {
    const found = await lstat(this.real, { bigint: true });
    if (!isSame(found, this.#found) || (await realpath(this.real)) !== this.real) throw moved(this.real);
  }
}

/** For any host. */
export async function openChecked(hostPath: string): Promise<Place> {
  return checkedAt(await realpath(hostPath));
}

async function checkedAt(real: string): Promise<Place> {
  const found = await lstat(real, { bigint: true });
  if (!found.isDirectory()) throw Object.assign(new Error(`${real} is no directory`), { code: "ENOTDIR" });
  return new CheckedPlace(real, found);
}

function isSame(one: BigIntStats, other: BigIntStats): boolean {
  return one.dev === other.dev && one.ino === other.ino;
}

function moved(real: string): Error {
  return Object.assign(new Error(`${real} was moved or replaced`), { code: "ESTALE" });
}
