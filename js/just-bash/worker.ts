import type { Message } from "./channel.js";
import { nodeThreads } from "./node-threads.js";
import { serveShell } from "./serve.js";

interface WorkerScope {
  postMessage(message: unknown): void;
  addEventListener(type: "message", handler: (event: MessageEvent<Message>) => void): void;
}

const port = nodeThreads()?.parentPort;
const scope = globalThis as unknown as WorkerScope;
const load = () => import("just-bash");

if (port) {
  const listen = (handler: (message: Message) => void): void => void port.on("message", handler);
  serveShell({ post: (message) => port.postMessage(message), listen }, load);
} else {
  const listen = (handler: (message: Message) => void): void =>
    scope.addEventListener("message", (event) => handler(event.data));
  serveShell({ post: (message) => scope.postMessage(message), listen }, load);
}
