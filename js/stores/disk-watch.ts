import { type FSWatcher, watch } from "node:fs";
import { lstat, readdir } from "node:fs/promises";
import { sep } from "node:path";
import { platform, versions } from "node:process";
import { ChangeBatch } from "./change-batch.js";
import type { DirectoryChange } from "./directory.js";
import { joined, nameOf, parentOf } from "./directory-paths.js";
import type { Place } from "./disk-place.js";

interface Watching {
  close(): void;
}

/** Where changes go that a watcher sees. */
interface Sink {
  /** Whether nothing is to be told of a path, nor of what is below it. */
  readonly isHidden: (path: string) => boolean;
  see(path: string): void;
  overflow(): void;
}

/** Watches all below `root`. `open` opens a directory in it by its workspace path. */
export function watchDisk(
  root: string,
  open: (path: string) => Promise<Place>,
  isHidden: (path: string) => boolean,
  onChange: (change: DirectoryChange) => void,
): () => void {
  const batch = new ChangeBatch(onChange);
  const sink: Sink = {
    isHidden,
    see: (path) => {
      if (!isHidden(path)) batch.add(path);
    },
    overflow: () => batch.overflow(),
  };
  const watching = isNodeOnLinux() ? new TreeWatch(root, open, sink) : watchRecursively(root, sink);
  return () => {
    batch.close();
    watching.close();
  };
}

/** There a recursive watch blocks while it walks, follows links, and loses directories that are renamed. */
function isNodeOnLinux(): boolean {
  return platform === "linux" && !("Deno" in globalThis) && !("bun" in versions);
}

function watchRecursively(root: string, sink: Sink): Watching {
  try {
    const watcher = watch(root, { recursive: true, persistent: false }, (_, name) => {
      if (name === null) sink.overflow();
      else sink.see(`/${name.split(sep).join("/")}`);
    });
    watcher.on("error", () => sink.overflow());
    return watcher;
  } catch {
    sink.overflow();
    return { close: () => undefined };
  }
}

/** A watch for each directory. */
class TreeWatch implements Watching {
  readonly #root: string;
  readonly #open: (path: string) => Promise<Place>;
  readonly #sink: Sink;
  readonly #watchers = new Map<string, FSWatcher>();
  /** Entries that came or went, to be looked at one after another. */
  readonly #renamed = new Set<string>();
  #looking = false;
  #closed = false;

  constructor(root: string, open: (path: string) => Promise<Place>, sink: Sink) {
    this.#root = root;
    this.#open = open;
    this.#sink = sink;
    void this.#orOverflow(async () => {
      const place = await open("/");
      await this.#add("/", place, false);
    });
  }

  close(): void {
    this.#closed = true;
    for (const watcher of this.#watchers.values()) watcher.close();
    this.#watchers.clear();
    this.#renamed.clear();
  }

  /** Watches a directory and those below it, and closes the place. */
  async #add(path: string, place: Place, isNew: boolean): Promise<void> {
    try {
      if (this.#closed) return;
      this.#watchers.set(path, this.#watch(path, place));
      for (const entry of await readdir(place.at("."), { withFileTypes: true })) {
        const inner = joined(path, entry.name);
        if (this.#sink.isHidden(inner)) continue;
        if (isNew) this.#sink.see(inner);
        if (entry.isDirectory()) {
          await this.#orOverflow(async () => this.#add(inner, await place.enter(entry.name), isNew));
        }
      }
    } finally {
      await place.close();
    }
  }

  #watch(path: string, place: Place): FSWatcher {
    const watcher = watch(place.at("."), { persistent: false }, (kind, name) => {
      if (name === null) {
        this.#sink.overflow();
        return;
      }
      // "." is the directory itself, when it goes.
      const inner = name === "." ? path : joined(path, name);
      this.#sink.see(inner);
      if (kind !== "rename" || inner === path || this.#sink.isHidden(inner)) return;
      this.#renamed.add(inner);
      if (!this.#looking) void this.#look();
    });
    watcher.on("error", () => this.#sink.overflow());
    return watcher;
  }

  async #look(): Promise<void> {
    this.#looking = true;
    for (const path of this.#renamed) {
      this.#renamed.delete(path);
      await this.#orOverflow(() => this.#lookAt(path));
    }
    this.#looking = false;
  }

  async #lookAt(path: string): Promise<void> {
    if (this.#watchers.has(path)) this.#drop(path);
    const parent = await this.#open(parentOf(path));
    try {
      const isWatched = parent.real === joinedReal(this.#root, parentOf(path));
      if (!isWatched || !(await lstat(parent.at(nameOf(path)))).isDirectory()) return;
      await this.#add(path, await parent.enter(nameOf(path)), true);
    } finally {
      await parent.close();
    }
  }

  #drop(path: string): void {
    for (const [directory, watcher] of this.#watchers) {
      if (directory !== path && !directory.startsWith(`${path}/`)) continue;
      watcher.close();
      this.#watchers.delete(directory);
    }
  }

  /** What is gone meanwhile needs no watch; without one for what is there, changes may be missed. */
  async #orOverflow(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      const gone = ["ENOENT", "ENOTDIR", "ELOOP", "not_found", "not_a_directory", "outside"];
      if (!gone.includes(String((error as { code?: unknown }).code))) this.#sink.overflow();
    }
  }
}

function joinedReal(root: string, path: string): string {
  return path === "/" ? root : (root === "/" ? "" : root) + path;
}
