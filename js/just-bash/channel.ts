import type { ShellOutcome, ShellTask } from "./shell.js";

/** What the two sides of a shell in a worker say to each other. */
export type Message =
  | { readonly type: "ready" }
  | { readonly type: "run"; readonly task: ShellTask }
  | { readonly type: "call"; readonly id: number; readonly method: string; readonly args: readonly unknown[] }
  | { readonly type: "answer"; readonly id: number; readonly value: unknown }
  | { readonly type: "refusal"; readonly id: number; readonly code: string; readonly message: string }
  | { readonly type: "done"; readonly outcome: ShellOutcome };

/** One end of the line between a worker and the one who started it. */
export interface Channel {
  post(message: Message): void;
  listen(handler: (message: Message) => void): void;
}

/** A worker as its starter holds it. */
export interface ShellWorker extends Channel {
  /** Calls `handler` once if the worker breaks. */
  onFailure(handler: (error: Error) => void): void;
  /** Whether the worker keeps the process from ending. */
  hold(busy: boolean): void;
  /** Ends the worker at once, whatever it is doing. */
  terminate(): void;
}

/** Starts a worker; nothing where the runtime has none. */
export type StartWorker = () => ShellWorker | undefined;
