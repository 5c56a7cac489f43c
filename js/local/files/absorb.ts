import { BatchRecords } from "../../batch-records.js";
import type { FailureReason } from "../../failure.js";
import { inParallel } from "../../in-parallel.js";
import type { Directory, FileTag } from "../../stores/directory.js";
import { folderFailure, isLost, isMissing } from "./folder-failure.js";
import { isDoubtful, type KnownFile, type KnownFiles, looksSame } from "./known.js";
import { sameBytes } from "./same-bytes.js";
import type { StoreAccess } from "./store-access.js";
import { callsAtOnce, type Finding } from "./survey.js";

/** Files without their contents that are put into the store together. */
const unreadAtOnce = 2000;
/** Files up to that size are read side by side. */
const smallBytes = 8 << 20;

export interface AbsorbOptions {
  /** Throw what cannot be read, rather than leaving it out. */
  readonly strict?: boolean | undefined;
  /** Called for each file or directory that was dealt with. */
  readonly onFile?: (() => void) | undefined;
}

/** A file whose content is to stay where it is until it is asked for. */
interface UnreadFile {
  readonly path: string;
  readonly tag: FileTag;
  /** When it was read or looked at, in milliseconds since 1970. */
  readonly seen: number;
}

/** A file whose content was read, and is to go into the store. */
interface ReadFile extends UnreadFile {
  readonly bytes: Uint8Array;
}

/** What reading came to: `gone` and `changed` while it was looked at, not read as it is beyond the budget, or not to be. */
type Reading = ReadFile | "gone" | "changed" | "unread" | FailureReason;

/** The part of the budget that is free for what others change, at least. */
const leastRoom = 1 / 4;

/** Takes what differs in the real files over into the store. The one place where they are read. */
export class Absorber {
  readonly #directory: Directory;
  readonly #store: StoreAccess;
  readonly #known: KnownFiles;
  /** Files whose times the store does not have yet. */
  #untimed: (readonly [path: string, file: KnownFile])[] = [];

  constructor(directory: Directory, store: StoreAccess, known: KnownFiles) {
    this.#directory = directory;
    this.#store = store;
    this.#known = known;
  }

  /** Whether the store has changed. */
  async absorb(findings: AsyncIterable<Finding>, { strict = false, onFile }: AbsorbOptions = {}): Promise<boolean> {
    let waiting = new Waiting();
    let changed = false;
    let room = this.#makeRoom();
    const flush = (): void => {
      this.#put(waiting);
      this.#store.setTimes(this.#untimed);
      this.#untimed = [];
      waiting = new Waiting();
    };
    const load = async (finding: Finding) => {
      if (finding.kind !== "file") return { finding, reading: undefined };
      const { size } = finding.tag;
      if (!strict && size > room) return { finding, reading: "unread" as const };
      room -= size;
      return { finding, reading: size <= smallBytes ? await this.#read(finding.path, strict) : undefined };
    };
    for await (const { finding, reading } of inParallel(findings, callsAtOnce, load)) {
      const { kind, path } = finding;
      if (kind === "same") this.#known.confirm(path, finding.tag);
      else {
        changed = true;
        if (kind === "file") this.#take(finding, reading ?? (await this.#read(path, strict)), waiting);
        else this.#takeOther(finding);
        if (waiting.full) flush();
      }
      if (kind !== "gone") onFile?.();
    }
    flush();
    return changed;
  }

  /** Bytes that may be read. */
  #makeRoom(): number {
    const { loadedBytes = 0, memoryBudget = Number.POSITIVE_INFINITY } = this.#store.memory();
    const room = memoryBudget - loadedBytes;
    const least = memoryBudget * leastRoom;
    if (room >= least) return room;
    this.#store.makeRoom(Math.floor(least));
    return least;
  }

  async #read(path: string, strict: boolean): Promise<Reading> {
    const seen = Date.now();
    try {
      const { bytes, tag } = await this.#directory.read(path);
      return { path, bytes, tag, seen };
    } catch (error) {
      if (isMissing(error)) return "gone";
      if (strict || isLost(error)) throw error;
      const reason = folderFailure(error, path).error;
      return reason.code === "is_a_directory" ? "changed" : reason;
    }
  }

  #take({ path, tag }: { readonly path: string; readonly tag: FileTag }, reading: Reading, waiting: Waiting): void {
    if (reading === "changed") return;
    if (reading === "unread") this.#takeUnread(path, tag, waiting);
    else if (reading === "gone") this.#forget(path);
    else if (!("bytes" in reading)) this.#leaveOut(path, tag, reading);
    else if (this.#holds(reading)) this.#note(reading);
    else {
      waiting.files.push(reading);
      waiting.records.push(path, reading.bytes);
    }
  }

  /** A file that looks as it did is loaded when somebody asks for it, and it is found out then. */
  #takeUnread(path: string, tag: FileTag, waiting: Waiting): void {
    const known = this.#known.get(path);
    if (!known?.leftOut && looksSame(known?.tag, tag)) return;
    waiting.unread.push({ path, tag, seen: Date.now() });
  }

  /** Whether the store has that content already: nobody is to hear of a change then. */
  #holds({ path, bytes, tag }: ReadFile): boolean {
    const known = this.#known.get(path);
    if (known?.tag.kind !== "file" || known.tag.size !== bytes.length || known.leftOut) return false;
    const held = this.#store.bytes(path);
    return held ? sameBytes(held, bytes) : looksSame(known.tag, tag) && this.#store.loadPresent(path, bytes);
  }

  #takeOther(finding: Exclude<Finding, { kind: "same" | "file" }>): void {
    const { kind, path } = finding;
    if (kind === "gone") this.#forget(path);
    else if (kind === "leftOut") this.#leaveOut(path, finding.tag, finding.reason, finding.listedOnly);
    else {
      const failure = this.#store.makeDirectory(path);
      if (failure) this.#leaveOut(path, finding.tag, failure.error);
      else this.#known.set(path, { tag: finding.tag });
    }
  }

  #put({ files, unread, records }: Waiting): void {
    const rows = unread.map(({ path, tag: { size } }) => ({ path, size }));
    const refusal = rows.length > 0 ? this.#store.writeUnread(rows) : undefined;
    for (const [index, file] of unread.entries()) {
      const refused = refusal && this.#store.writeUnread(rows.slice(index, index + 1));
      if (refused) this.#leaveOut(file.path, file.tag, refused.error);
      else this.#note(file);
    }
    const failure = files.length > 0 ? this.#store.writeBatch(records) : undefined;
    for (const file of files) {
      // One that does not fit takes no other with it.
      const refused = failure && this.#store.write(file.path, file.bytes);
      if (refused) this.#leaveOut(file.path, file.tag, refused.error);
      else this.#note(file);
    }
  }

  #note({ path, tag, seen }: UnreadFile): void {
    this.#known.set(path, { tag, doubtful: isDoubtful(tag, seen) });
    this.#untimed.push([path, { tag }]);
  }

  #forget(path: string): void {
    this.#store.remove(path);
    this.#known.delete(path);
  }

  #leaveOut(path: string, tag: FileTag, leftOut: FailureReason, listedOnly = false): void {
    this.#forget(path);
    this.#known.set(path, { tag, leftOut, listedOnly });
  }
}

/** Files that are put into the store together. */
class Waiting {
  readonly files: ReadFile[] = [];
  readonly unread: UnreadFile[] = [];
  readonly records = new BatchRecords();

  /** Whether it is time to put them there. */
  get full(): boolean {
    return this.records.full || this.unread.length >= unreadAtOnce;
  }
}
