/**
 * The program of the worker that has a workspace: it alone may write in place to the origin private file system. Bundlers
 * that do not follow `new Worker(new URL(...))` take it from `nacre/local/worker`.
 */
import type { Line, Request, Response } from "./messages.js";
import { WorkspaceServer } from "./workspace-server.js";

interface WorkerScope {
  readonly navigator: { readonly locks?: LockManager };
  postMessage(message: unknown, transfer: Transferable[]): void;
  addEventListener(type: "message", listener: (event: MessageEvent<Request>) => void): void;
}

const scope = globalThis as unknown as WorkerScope;

const line: Line<Response, Request> = {
  post: (message, transfer = []) => scope.postMessage(message, [...transfer]),
  listen: (handler) => scope.addEventListener("message", (event) => handler(event.data)),
};

new WorkspaceServer(line);

const lock = `nacre worker ${crypto.randomUUID()}`;
const forever = (): Promise<never> => {
  line.post({ type: "alive", lock });
  return new Promise(() => undefined);
};
// Nothing else tells a page that its worker was ended.
scope.navigator.locks?.request(lock, forever).catch(() => undefined);
