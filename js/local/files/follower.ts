import { type CallOptions, orAborted } from "../../abort.js";
import { DisposedError } from "../../core/errors.js";
import type { Failure } from "../../failure.js";
import { isWithin, upwards } from "../../paths.js";
import type { DirectoryChange } from "../../stores/directory.js";
import type { RefreshScope } from "../keeper.js";
import { isLost } from "./folder-failure.js";
import { looksSame } from "./known.js";
import type { RealFiles } from "./real-files.js";
import type { Finding, InspectOptions } from "./survey.js";

/** How far looking at real files is. */
export interface FilesProgress {
  /** `read`: all are read; `verify`: they are compared with what a cache had of them. */
  readonly phase: "read" | "verify";
  readonly done: number;
  readonly total: number | undefined;
}

/** A comparison of all below a directory, or only in it, with the real files. */
interface Walk {
  readonly top: string;
  readonly deep: boolean;
  readonly done: Promise<void>;
  /** When it was over. */
  ended: number;
}

/** Paths that are looked at in one turn. */
const pathsAtOnce = 256;
/** Paths that a watcher names; with more of them everything is compared. */
const mostTold = 10_000;
/** How long a walk is good for, where nobody tells of changes. */
const walkMs = 2000;
/** How long a watcher may take until it sees everything. */
const settlingMs = 1000;
/** A search waits for a walk below a directory of fewer entries. */
const fewEntries = 200;
/** Progress is told that often. */
const progressStep = 256;

/** Follows what others do to real files: by a watcher, by walks, and by a look at each file that is asked for. */
export class Follower {
  readonly #files: RealFiles;
  readonly #onProgress: ((progress: FilesProgress) => void) | undefined;
  readonly #closing = new AbortController();
  readonly #running = new Set<Promise<void>>();
  readonly #told = new Set<string>();
  #overflowed = false;
  #walks: Walk[] = [];
  /** How often it was said that everything may be different, and how often that was so when all was last compared. */
  #doubts = { raised: 0, settled: 0 };
  #stopWatching: (() => void) | undefined;
  #watchedSince = 0;
  /** `unsure` until a walk has seen what happened before the watcher saw everything; `missing` for good after a gap. */
  #watcher: "unsure" | "sure" | "missing" = "missing";
  #following: Promise<void> | undefined;
  #verified = false;

  constructor(files: RealFiles, onProgress: ((progress: FilesProgress) => void) | undefined) {
    this.#files = files;
    this.#onProgress = onProgress;
  }

  /** Whether all files were compared with the real ones, and none was missed since. */
  get verified(): boolean {
    return this.#verified;
  }

  watch(): void {
    this.#stopWatching = this.#files.directory.watch?.((change) => this.#hear(change));
    if (!this.#stopWatching) return;
    this.#watcher = "unsure";
    this.#watchedSince = performance.now();
  }

  /** Reads everything. */
  async readAll({ signal }: CallOptions): Promise<void> {
    const counter = this.#counter("read", undefined);
    const findings = this.#files.surveyor.survey("/", { signal });
    await this.#files.alone(() => this.#files.absorb(findings, { onFile: counter.count }));
    counter.finish();
    this.#verified = true;
  }

  /** Compares everything, in the background or for somebody who waits. */
  async verify({ signal }: CallOptions = {}): Promise<void> {
    await orAborted(this.#walk("/", true).done, signal);
  }

  /** Has paths looked at soon. */
  suspect(paths: Iterable<string>): void {
    this.#hear({ paths: [...paths] });
  }

  /** What is listed, searched or copied from now on waits for a look at it: a watcher tells of changes a while later. */
  doubt(): void {
    this.#doubts.raised++;
    this.#walks = [];
  }

  /** Sees to it that what is known at `path` is fresh enough. Throws what the directory does. */
  async refresh(path: string, scope: RefreshScope, { signal }: CallOptions): Promise<Failure | undefined> {
    if (scope === "state" && !this.#isDoubted) return undefined;
    const isKnownDirectory = (): boolean => path === "/" || this.#files.known.get(path)?.tag.kind === "directory";
    if (scope === "entry" || !isKnownDirectory()) await this.#refreshEntry(path);
    if (scope !== "entry" && isKnownDirectory()) await this.#refreshBelow(path, scope !== "entries", signal);
    const leftOut = upwards(path).map((above) => this.#files.known.get(above)?.leftOut);
    const reason = leftOut.find((one) => one !== undefined);
    return reason && { error: { ...reason, path } };
  }

  async close(): Promise<void> {
    this.#closing.abort(new DisposedError("This workspace is closed"));
    this.#stopWatching?.();
    await Promise.allSettled(this.#running);
  }

  get #isDoubted(): boolean {
    return this.#doubts.settled < this.#doubts.raised;
  }

  async #refreshEntry(path: string): Promise<void> {
    if (path === "/") return;
    const { directory, known } = this.#files;
    const real = await directory.stat(path);
    const before = known.get(path);
    const isSure = !before?.doubtful && !before?.leftOut;
    if (isSure && looksSame(before?.tag, real)) return;
    await this.#files.alone(() => this.#files.absorbNamed([path]));
  }

  async #refreshBelow(path: string, deep: boolean, signal: AbortSignal | undefined): Promise<void> {
    if (!this.#isDoubted && this.#watcher !== "missing" && this.#verified) {
      if (this.#watcher === "unsure" && !this.#freshWalk("/", true)) this.#walk("/", true);
      return;
    }
    const walk = this.#freshWalk(path, deep) ?? this.#walk(path, deep);
    const waits = this.#isDoubted || !deep || this.#files.known.countBelow(path, fewEntries) < fewEntries;
    if (waits) await orAborted(walk.done, signal);
  }

  #freshWalk(path: string, deep: boolean): Walk | undefined {
    const now = performance.now();
    this.#walks = this.#walks.filter(({ ended }) => now - ended < walkMs);
    return this.#walks.find((walk) => {
      // One directory is looked at sooner by itself than in the course of a long walk.
      if (!deep && walk.top !== path && walk.ended > now) return false;
      return walk.deep ? isWithin(path, walk.top) : !deep && walk.top === path;
    });
  }

  #walk(top: string, deep: boolean): Walk {
    const walk = { top, deep, done: this.#compare(top, deep), ended: Number.POSITIVE_INFINITY };
    this.#walks.push(walk);
    this.#run(
      walk.done.then(
        () => {
          walk.ended = performance.now();
        },
        () => {
          walk.ended = Number.NEGATIVE_INFINITY;
        },
      ),
    );
    return walk;
  }

  /** Compares the real files with what is known, and takes over what differs. */
  async #compare(top: string, deep: boolean): Promise<void> {
    const began = performance.now();
    const doubts = this.#doubts.raised;
    const isAll = top === "/" && deep;
    const counter = isAll && !this.#verified ? this.#counter("verify", this.#files.known.size) : undefined;
    const { signal } = this.#closing;
    let differing: string[] = [];
    const others: Finding[] = [];
    for await (const finding of this.#files.surveyor.survey(top, { deep, intoNew: false, signal })) {
      if (finding.kind !== "gone") counter?.count();
      if (finding.kind === "same") {
        this.#files.known.confirm(finding.path, finding.tag);
        continue;
      }
      if (finding.kind === "leftOut" && finding.listedOnly) others.push(finding);
      else differing.push(finding.path);
      if (differing.length < pathsAtOnce) continue;
      await this.#takeOver(differing, "found");
      differing = [];
    }
    await this.#takeOver(differing, "found");
    if (others.length > 0) await this.#files.alone(() => this.#files.absorb(inTurn(others)));
    if (!isAll) return;
    counter?.finish();
    this.#verified = true;
    this.#doubts.settled = Math.max(this.#doubts.settled, doubts);
    if (this.#watcher === "unsure" && began - this.#watchedSince >= settlingMs) this.#watcher = "sure";
  }

  async #takeOver(paths: readonly string[], because: InspectOptions["because"]): Promise<void> {
    if (paths.length === 0) return;
    const { signal } = this.#closing;
    const findings = this.#files.surveyor.inspect(paths, { because, signal });
    await this.#files.alone(() => this.#files.absorb(findings));
  }

  #hear(change: DirectoryChange): void {
    if (this.#closing.signal.aborted) return;
    if (change === "overflow") this.#overflow();
    else for (const path of change.paths) this.#told.add(path);
    if (this.#told.size > mostTold) this.#overflow();
    if (this.#following) return;
    this.#following = this.#follow().finally(() => {
      this.#following = undefined;
    });
    this.#run(this.#following);
  }

  /** The watcher may have no room for all directories: it is not relied on any more. */
  #overflow(): void {
    this.#overflowed = true;
    this.#told.clear();
    this.#watcher = "missing";
    this.#verified = false;
  }

  async #follow(): Promise<void> {
    while (this.#overflowed || this.#told.size > 0) {
      if (this.#overflowed) {
        this.#overflowed = false;
        await this.#walk("/", true).done;
        continue;
      }
      const paths = [...this.#told].slice(0, pathsAtOnce);
      for (const path of paths) this.#told.delete(path);
      // Most are what this workspace wrote itself: nobody has to wait for a look at those.
      await this.#takeOver(await this.#files.surveyor.differing(paths), "told");
    }
  }

  /** Work whose failure is met again by whoever asks for the files. */
  #run(work: Promise<void>): void {
    const settled: Promise<void> = work
      .catch((error: unknown) => {
        if (isLost(error)) this.#verified = false;
      })
      .finally(() => this.#running.delete(settled));
    this.#running.add(settled);
  }

  #counter(phase: FilesProgress["phase"], total: number | undefined): { count: () => void; finish: () => void } {
    let done = 0;
    const tell = (of: number | undefined): void => this.#onProgress?.({ phase, done, total: of });
    return {
      count: () => {
        done++;
        if (done % progressStep === 0) tell(total === undefined ? undefined : Math.max(total, done));
      },
      finish: () => tell(done),
    };
  }
}

async function* inTurn<T>(items: Iterable<T>): AsyncGenerator<T> {
  yield* items;
}
