import type { Job } from "../commands/job-table.js";
import type { ExecuteResult } from "../sandbox.js";

/** A command in memory that runs beside others. Its output comes when it ends: the shell does not stream. */
export class MemoryJob implements Job {
  readonly pid = null;
  readonly #controller = new AbortController();
  #output = { stdout: "", stderr: "" };
  #running = true;
  #exitCode: number | null = null;

  /** `execute` runs the command until the signal is aborted. */
  constructor(execute: (signal: AbortSignal) => Promise<ExecuteResult>) {
    void this.#run(execute);
  }

  get running(): boolean {
    return this.#running;
  }

  get exitCode(): number | null {
    return this.#exitCode;
  }

  take(): { readonly stdout: string; readonly stderr: string } {
    const output = this.#output;
    this.#output = { stdout: "", stderr: "" };
    return output;
  }

  async end(): Promise<void> {
    this.#controller.abort();
    if (this.#running) this.#settle({ stdout: "", stderr: "", exitCode: 137 });
  }

  async #run(execute: (signal: AbortSignal) => Promise<ExecuteResult>): Promise<void> {
    try {
      const result = await execute(this.#controller.signal);
      this.#settle(result.error ? { stdout: "", stderr: `Error: ${result.error.message}`, exitCode: 1 } : result);
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      this.#settle({ stdout: "", stderr: `Error: ${message}`, exitCode: 1 });
    }
  }

  #settle(result: { readonly stdout: string; readonly stderr: string; readonly exitCode: number | null }): void {
    if (!this.#running) return;
    const { stdout, stderr, exitCode } = result;
    this.#output = { stdout, stderr };
    this.#exitCode = exitCode;
    this.#running = false;
  }
}
