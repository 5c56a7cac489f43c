import type { Channel } from "./channel.js";
import { FileSystemError, hostMethods, type ShellHost } from "./host.js";
import { type JustBash, runShell } from "./shell.js";

interface Waiting {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** The worker's side: runs the shell, and has the other side do what concerns files. */
export function serveShell(channel: Channel, justBash: JustBash): void {
  const waiting = new Map<number, Waiting>();
  let lastId = 0;

  const call = (method: string, args: readonly unknown[]): Promise<unknown> =>
    new Promise((resolve, reject) => {
      const id = ++lastId;
      waiting.set(id, { resolve, reject });
      channel.post({ type: "call", id, method, args });
    });
  const host = Object.fromEntries(
    hostMethods.map((method) => [method, (...args: unknown[]) => call(method, args)]),
  ) as unknown as ShellHost;

  const settle = (id: number): Waiting | undefined => {
    const found = waiting.get(id);
    waiting.delete(id);
    return found;
  };

  channel.listen((message) => {
    if (message.type === "answer") settle(message.id)?.resolve(message.value);
    else if (message.type === "refusal") settle(message.id)?.reject(new FileSystemError(message));
    else if (message.type === "run") {
      void runShell(justBash, host, message.task).then((outcome) => channel.post({ type: "done", outcome }));
    }
  });
  channel.post({ type: "ready" });
}
