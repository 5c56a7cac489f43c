import { BatchRecords } from "../../batch-records.js";
import type { FailureReason } from "../../failure.js";
import { inParallel } from "../../in-parallel.js";
import type { Directory, FileTag } from "../../stores/directory.js";
import { folderFailure, isLost, isMissing } from "./folder-failure.js";
import { isDoubtful, type KnownFile, type KnownFiles } from "./known.js";
import { sameBytes } from "./same-bytes.js";
import type { StoreAccess } from "./store-access.js";
import { callsAtOnce, type Finding } from "./survey.js";

/** Files up to that size are read side by side. */
const smallBytes = 8 << 20;

export interface AbsorbOptions {
  /** Throw what cannot be read, rather than leaving it out. */
  readonly strict?: boolean | undefined;
  /** Called for each file or directory that was dealt with. */
  readonly onFile?: (() => void) | undefined;
}

/** A file whose content was read, and is to go into the store. */
interface ReadFile {
  readonly path: string;
  readonly bytes: Uint8Array;
  readonly tag: FileTag;
  /** When it was read, in milliseconds since 1970. */
  readonly seen: number;
}

/** What reading came to: `gone` and `changed` while it was looked at, or not to be read at all. */
type Reading = ReadFile | "gone" | "changed" | FailureReason;

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
    const flush = (): void => {
      this.#put(waiting);
      this.#store.setTimes(this.#untimed);
      this.#untimed = [];
      waiting = new Waiting();
    };
    const load = async (finding: Finding) => {
      const reads = finding.kind === "file" && finding.tag.size <= smallBytes;
      return { finding, reading: reads ? await this.#read(finding.path, strict) : undefined };
    };
    for await (const { finding, reading } of inParallel(findings, callsAtOnce, load)) {
      const { kind, path } = finding;
      if (kind === "same") this.#known.confirm(path, finding.tag);
      else {
        changed = true;
        if (kind === "file") this.#take(finding, reading ?? (await this.#read(path, strict)), waiting);
        else this.#takeOther(finding);
        if (waiting.records.full) flush();
      }
      if (kind !== "gone") onFile?.();
    }
    flush();
    return changed;
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
    if (reading === "gone") this.#forget(path);
    else if (!("bytes" in reading)) this.#leaveOut(path, tag, reading);
    else if (this.#holds(reading)) this.#note(reading);
    else {
      waiting.files.push(reading);
      waiting.records.push(path, reading.bytes);
    }
  }

  /** Whether the store has that content already: nobody is to hear of a change then. */
  #holds({ path, bytes }: ReadFile): boolean {
    const known = this.#known.get(path);
    if (known?.tag.kind !== "file" || known.tag.size !== bytes.length || known.leftOut) return false;
    const held = this.#store.bytes(path);
    return held !== undefined && sameBytes(held, bytes);
  }

  #takeOther(finding: Exclude<Finding, { kind: "same" | "file" }>): void {
    const { kind, path } = finding;
    if (kind === "gone") this.#forget(path);
    else if (kind === "leftOut") this.#leaveOut(path, finding.tag, finding.reason);
    else {
      const failure = this.#store.makeDirectory(path);
      if (failure) this.#leaveOut(path, finding.tag, failure.error);
      else this.#known.set(path, { tag: finding.tag });
    }
  }

  #put({ files, records }: Waiting): void {
    const failure = files.length > 0 ? this.#store.writeBatch(records) : undefined;
    for (const file of files) {
      // One that does not fit takes no other with it.
      const refused = failure && this.#store.write(file.path, file.bytes);
      if (refused) this.#leaveOut(file.path, file.tag, refused.error);
      else this.#note(file);
    }
  }

  #note({ path, tag, seen }: ReadFile): void {
    this.#known.set(path, { tag, doubtful: isDoubtful(tag, seen) });
    this.#untimed.push([path, { tag }]);
  }

  #forget(path: string): void {
    this.#store.remove(path);
    this.#known.delete(path);
  }

  #leaveOut(path: string, tag: FileTag, leftOut: FailureReason): void {
    this.#forget(path);
    this.#known.set(path, { tag, leftOut });
  }
}

/** Files that are put into the store together. */
class Waiting {
  readonly files: ReadFile[] = [];
  readonly records = new BatchRecords();
}
