import type { Backend, FileInfo } from "../backend.js";
import { MisuseError } from "../core/errors.js";
import { kindOf } from "../core/kind.js";
import { indexOfLoneSurrogate, loneSurrogateMessage, utf8Length } from "../core/text.js";
import { isWithin, nameOf, parentOf, tidy, upwards } from "../paths.js";
import type { AsBackendOptions, PlainBackend } from "../plain-backend.js";
import { Member } from "./member.js";

/** A backend and how it is mounted. */
export interface Mount {
  readonly backend: Backend | PlainBackend;
  /** `strip` (the default) mounts it at its own root, `keep` hands it the whole path. */
  readonly prefix?: "keep" | "strip" | undefined;
}

/** What stands where, by path. */
export type Routes = Readonly<Record<string, Backend | PlainBackend | Mount>>;

const longestSegment = 255;
const longestPath = 4096;

function flawOf(route: string): string | undefined {
  const surrogate = indexOfLoneSurrogate(route);
  if (surrogate >= 0) return loneSurrogateMessage("it", route, surrogate);
  if (route.includes("\0")) return "it cannot contain NUL";
  if (route.startsWith("~")) return "it cannot start with '~'";
  if (/^[A-Za-z]:[\\/]/.test(route)) return "Windows absolute paths are not allowed";
  if (utf8Length(route) > longestPath) return `it is longer than ${longestPath} bytes`;
  const segments = route.split("/");
  if (segments.includes("..")) return "it cannot contain '..'";
  if (segments.some((segment) => utf8Length(segment) > longestSegment)) {
    return `it has a name longer than ${longestSegment} bytes`;
  }
  return tidy(route) === "/" ? "the root is the default backend's; name a directory, such as '/box'" : undefined;
}

function isMount(given: Backend | PlainBackend | Mount): given is Mount {
  return typeof given === "object" && given !== null && "backend" in given && !("readBytes" in given);
}

function memberOf(route: string, given: Backend | PlainBackend | Mount, options: AsBackendOptions): Member {
  const flaw = flawOf(route);
  if (flaw !== undefined) throw new MisuseError(`Invalid route '${route}': ${flaw}`);
  const { backend, prefix = "strip" } = isMount(given) ? given : { backend: given };
  if (prefix !== "keep" && prefix !== "strip") {
    throw new MisuseError(`The prefix of route '${route}' must be 'keep' or 'strip', not '${prefix}'`);
  }
  const mount = tidy(route);
  return new Member(backend, mount, prefix === "strip" ? mount : "", options);
}

/** Which backend holds which part of the path space. */
export class Mounts {
  /** What holds all that no route names. */
  readonly base: Member;
  /** The default and all routes. */
  readonly members: readonly Member[];
  readonly #routed = new Map<string, Member>();
  /** The directories that are there because a mount stands at or below them. */
  readonly #fixed = new Set<string>();

  constructor(base: Backend | PlainBackend, routes: Routes, options: AsBackendOptions) {
    // A map has no properties: its routes would go unseen.
    if (typeof routes !== "object" || routes === null || Symbol.iterator in routes) {
      throw new MisuseError(`Routes must be an object from path to backend, not ${kindOf(routes)}`);
    }
    this.base = new Member(base, "/", "", options);
    for (const [route, given] of Object.entries(routes)) {
      const member = memberOf(route, given, options);
      if (this.#routed.has(member.mount)) {
        throw new MisuseError(`Route '${route}' is a second one for '${member.mount}'`);
      }
      this.#routed.set(member.mount, member);
      for (const directory of ["/", ...upwards(member.mount)]) this.#fixed.add(directory);
    }
    this.members = [this.base, ...this.#routed.values()];
  }

  /** The backend that `path` belongs to: that of the longest route at or above it. */
  ownerOf(path: string): Member {
    for (const at of this.#routed.size > 0 ? upwards(path) : []) {
      const member = this.#routed.get(at);
      if (member) return member;
    }
    return this.base;
  }

  isMount(path: string): boolean {
    return this.#routed.has(path);
  }

  /** Whether `path` is a directory that cannot go, because a mount stands at or below it. */
  isFixed(path: string): boolean {
    return this.#fixed.has(path);
  }

  /** Whether what `member` holds at `path` is to be seen, a file or an ordinary directory. */
  shows(path: string, member: Member): boolean {
    return this.ownerOf(path) === member && !this.isFixed(path);
  }

  /** The mounts strictly below `path`. */
  below(path: string): readonly Member[] {
    if (!this.isFixed(path)) return [];
    return [...this.#routed.values()].filter(({ mount }) => mount !== path && isWithin(mount, path));
  }

  /** The entries of directory `path` that mounts make: themselves, and the directories on the way to them. */
  entriesOf(path: string): readonly FileInfo[] {
    return [...this.#fixed].filter((at) => at !== "/" && parentOf(at) === path).map(directoryAt);
  }
}

/** What is known of a directory that exists because of a mount. */
export function directoryAt(path: string): FileInfo {
  return { path, name: nameOf(path), isDir: true, size: null };
}
