import { longestTimeoutMs } from "../commands/limits.js";
import { tell } from "../commands/output.js";
import type { ExecuteOptions, OutputChunk } from "../sandbox.js";
import type { Host } from "./host.js";
import { Utf8Reader } from "./output-text.js";
import { type Launch, ProcessGroup } from "./process-group.js";

/** Where the characters of a command go. */
export interface Sink {
  add(piece: string): void;
}

export interface RunOptions {
  readonly stdout: Sink;
  readonly stderr: Sink;
  readonly onOutput: ExecuteOptions["onOutput"];
  /** Absent: it may go on for ever. */
  readonly timeoutMs?: number | undefined;
  /** Bytes of output after which it is ended. Absent: it may print for ever. */
  readonly outputBytes?: number | undefined;
}

/** How a run ended, and what is to be said about it. */
export interface RunEnding {
  readonly exitCode: number | null;
  /** Lines for standard error. */
  readonly notes: string;
  /** The output was ended. */
  readonly limited: boolean;
}

/** Why a run was ended before its time: the exit code that says so, if one does, and words for standard error. */
interface Cause {
  readonly exitCode?: number;
  readonly note: string;
}

const leftoversNote = "Note: Processes that the command left running were ended with it\n";

/** A command on the host while it runs: its group, its characters and its bounds. */
export class Run {
  readonly group: ProcessGroup;
  readonly ended: Promise<RunEnding>;
  readonly #options: RunOptions;
  readonly #readers = { stdout: new Utf8Reader(), stderr: new Utf8Reader() };
  #bytes = 0;
  #cause: Cause | undefined;
  #ending: RunEnding | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** Throws what the system says when it cannot start. */
  constructor(host: Host, launch: Launch, options: RunOptions) {
    this.#options = options;
    this.group = new ProcessGroup(host, launch, (stream, bytes) => this.#read(stream, bytes));
    this.ended = this.#end();
  }

  /** How it ended, when it has. */
  get ending(): RunEnding | undefined {
    return this.#ending;
  }

  /** Lets the process of ours end while this goes on; it is ended then. */
  unref(): void {
    this.group.unref();
    (this.#timer as { unref?(): void } | undefined)?.unref?.();
  }

  /** Ends it with all that it started. */
  async end(note = ""): Promise<void> {
    await this.#stop({ note });
  }

  #read(stream: OutputChunk["stream"], bytes: Uint8Array): void {
    const { outputBytes = Number.POSITIVE_INFINITY } = this.#options;
    const room = Math.max(outputBytes - this.#bytes, 0);
    this.#bytes += bytes.length;
    this.#add(stream, this.#readers[stream].read(bytes.length > room ? bytes.subarray(0, room) : bytes));
    if (bytes.length <= room) return;
    void this.#stop({ exitCode: 126, note: `Error: Command ended after ${outputBytes} bytes of output\n` });
  }

  #add(stream: OutputChunk["stream"], text: string): void {
    this.#options[stream].add(text);
    void tell(this.#options.onOutput, { stream, text });
  }

  async #stop(cause: Cause): Promise<void> {
    this.#cause ??= cause;
    await this.group.kill();
  }

  async #end(): Promise<RunEnding> {
    const { timeoutMs, outputBytes } = this.#options;
    const late = { exitCode: 124, note: `Error: Command timed out after ${timeoutMs} ms\n` };
    if (timeoutMs !== undefined) {
      this.#timer = setTimeout(() => void this.#stop(late), Math.min(timeoutMs, longestTimeoutMs));
    }
    const { exitCode, leftovers } = await this.group.ended;
    clearTimeout(this.#timer);
    for (const stream of ["stdout", "stderr"] as const) this.#add(stream, this.#readers[stream].end());
    const notes = this.#cause?.note ?? (leftovers ? leftoversNote : "");
    this.#ending = {
      exitCode: this.#cause?.exitCode ?? exitCode,
      notes,
      limited: outputBytes !== undefined && this.#bytes > outputBytes,
    };
    return this.#ending;
  }
}
