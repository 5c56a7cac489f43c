import type { BigIntStats } from "node:fs";
import { lstat, readlink, realpath } from "node:fs/promises";
import { basename, dirname, isAbsolute, join, parse, sep } from "node:path";
import { DirectoryError } from "./directory.js";
import { type ReservedNames, reservedPath } from "./directory-paths.js";
import { directoryError, systemCode } from "./disk-directory-error.js";
import type { OpenPlace, Place } from "./disk-place.js";
import type { Territory } from "./disk-territory.js";

/** As many as Linux follows. */
const maxLinks = 40;

/** An entry of a directory that is open, there or not. */
export interface Spot {
  readonly place: Place;
  /** "." for a directory that is at the top of what is allowed. */
  readonly name: string;
  readonly stat: BigIntStats | undefined;
}

/** Finds what workspace paths lead to, and refuses what lies outside. */
export class Resolver {
  readonly #territory: Territory;
  readonly #openPlace: OpenPlace;
  readonly #reserved: ReservedNames;

  constructor(territory: Territory, openPlace: OpenPlace, reserved: ReservedNames) {
    this.#territory = territory;
    this.#openPlace = openPlace;
    this.#reserved = reserved;
  }

  /** The directory itself, open. */
  directory(path: string): Promise<Place> {
    return this.#open(this.#territory.hostPath(path), path);
  }

  /** What `path` leads to, through links; without `stat`, where it would be. */
  async spot(path: string): Promise<Spot> {
    let hostPath = this.#territory.hostPath(path);
    for (let links = 0; links <= maxLinks; links++) {
      const spot = await this.#look(hostPath, path);
      if (!spot.stat?.isSymbolicLink()) return spot;
      hostPath = await this.#targetOf(spot, path);
    }
    throw directoryError({ code: "ELOOP" }, path);
  }

  /** The entry itself, which may be a link, but not one that leads outside. */
  async entry(path: string): Promise<Spot> {
    const spot = await this.#look(this.#territory.hostPath(path), path);
    if (!spot.stat?.isSymbolicLink()) return spot;
    await this.#targetOf(spot, path);
    return this.#look(this.#territory.hostPath(path), path);
  }

  /** The path that an entry has when links are not counted, where it is not `path`. */
  pathWithoutLinks(place: Place, name: string, path: string): string | undefined {
    return this.#territory.pathWithoutLinks(name === "." ? place.real : join(place.real, name), path);
  }

  async #look(hostPath: string, path: string): Promise<Spot> {
    const isTop = this.#territory.isTop(hostPath);
    const place = await this.#open(isTop ? hostPath : dirname(hostPath), path);
    const name = isTop ? "." : basename(hostPath);
    try {
      this.#refuseReserved(join(place.real, name), path);
      const stat = await lstat(place.at(name), { bigint: true }).catch((error: unknown) => {
        if (systemCode(error) === "ENOENT") return undefined;
        throw error;
      });
      await place.confirm();
      return { place, name, stat };
    } catch (error) {
      await place.close();
      throw error;
    }
  }

  /** Closes the spot of a link and tells where it leads; that may be missing. */
  async #targetOf({ place, name }: Spot, path: string): Promise<string> {
    try {
      const real = await realpath(place.at(name)).catch(() => destination(join(place.real, name)));
      if (this.#territory.contains(real)) return real;
    } finally {
      await place.close();
    }
    throw this.#territory.outside(path);
  }

  async #open(hostPath: string, path: string): Promise<Place> {
    let place: Place;
    try {
      place = await this.#openPlace(hostPath);
    } catch (error) {
      throw await this.#reason(error, hostPath, path);
    }
    try {
      if (!this.#territory.contains(place.real)) throw this.#territory.outside(path);
      this.#refuseReserved(place.real, path);
      return place;
    } catch (error) {
      await place.close();
      throw error;
    }
  }

  /** A link out of what is allowed is told as such, whether there is something behind it or not. */
  async #reason(error: unknown, hostPath: string, path: string): Promise<unknown> {
    const { root } = this.#territory;
    const top = await lstat(root).catch(() => undefined);
    if (!top?.isDirectory()) return new DirectoryError("lost", path, `The folder '${root}' is gone`, { cause: error });
    const leadsTo = await destination(hostPath).catch(() => hostPath);
    return this.#territory.contains(leadsTo) ? error : this.#territory.outside(path);
  }

  /** By their real place, too: a link or another spelling may lead there. */
  #refuseReserved(real: string, path: string): void {
    const inside = this.#territory.pathOf(real);
    if (inside !== undefined && this.#reserved.covers(inside)) throw reservedPath(path);
  }
}

const separator = sep === "/" ? "/" : /[\\/]/;

/** Where a path leads when its links are followed, also when something on the way is missing. */
async function destination(path: string): Promise<string> {
  let { root: reached } = parse(path);
  const ahead = path.slice(reached.length).split(separator);
  let links = 0;
  for (let part = ahead.shift(); part !== undefined; part = ahead.shift()) {
    const next = join(reached, part);
    const target = part === ".." ? undefined : await readlink(next).catch(() => undefined);
    if (target === undefined) {
      reached = next;
      continue;
    }
    if (++links > maxLinks) throw Object.assign(new Error(`Too many links in ${path}`), { code: "ELOOP" });
    const { root } = parse(target);
    if (isAbsolute(target)) reached = root;
    ahead.unshift(...target.slice(root.length).split(separator));
  }
  return reached;
}
