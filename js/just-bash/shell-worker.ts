import { Bash, defineCommand, getCommandNames } from "just-bash";
import type { Message } from "./channel.js";
import { nodeThreads } from "./node-threads.js";
import { serveShell } from "./serve.js";

// The program of the worker that `createBashSandbox` starts, also as an entry point for bundlers.

interface WorkerScope {
  postMessage(message: unknown): void;
  addEventListener(type: "message", handler: (event: MessageEvent<Message>) => void): void;
}

const port = nodeThreads()?.parentPort;
const scope = globalThis as unknown as WorkerScope;
const justBash = { Bash, defineCommand, getCommandNames };

if (port) {
  const listen = (handler: (message: Message) => void): void => void port.on("message", handler);
  serveShell({ post: (message) => port.postMessage(message), listen }, justBash);
} else {
  const listen = (handler: (message: Message) => void): void =>
    scope.addEventListener("message", (event) => handler(event.data));
  serveShell({ post: (message) => scope.postMessage(message), listen }, justBash);
}
