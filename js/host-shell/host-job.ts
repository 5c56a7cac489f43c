import type { Job } from "../commands/job-table.js";
import type { ExecuteOptions } from "../sandbox.js";
import type { Host } from "./host.js";
import { TailText } from "./output-text.js";
import type { Launch } from "./process-group.js";
import { Run } from "./run.js";

/** A command that goes on beside others. Of output that nobody fetches, the newest is kept. */
export class HostJob implements Job {
  readonly #run: Run;
  readonly #stdout: TailText;
  readonly #stderr: TailText;

  private constructor(host: Host, launch: Launch, options: ExecuteOptions, outputChars: number) {
    this.#stdout = new TailText(outputChars);
    this.#stderr = new TailText(outputChars);
    const { onOutput, timeoutMs } = options;
    this.#run = new Run(host, launch, { stdout: this.#stdout, stderr: this.#stderr, onOutput, timeoutMs });
    void this.#run.ended.then(({ notes }) => this.#stderr.add(notes));
  }

  /** Rejects with what the system says when it cannot start. */
  static async start(host: Host, launch: Launch, options: ExecuteOptions, outputChars: number): Promise<HostJob> {
    const job = new HostJob(host, launch, options, outputChars);
    await job.#run.group.started;
    job.#run.unref();
    return job;
  }

  get pid(): number | null {
    return this.#run.group.pid;
  }

  get running(): boolean {
    return this.#run.ending === undefined;
  }

  get exitCode(): number | null {
    return this.#run.ending?.exitCode ?? null;
  }

  take(): { readonly stdout: string; readonly stderr: string } {
    return { stdout: this.#stdout.take(), stderr: this.#stderr.take() };
  }

  async end(): Promise<void> {
    await this.#run.end();
    await this.#run.ended;
  }
}
