import type { Message, ShellWorker, StartWorker } from "./channel.js";
import { nodeThreads } from "./node-threads.js";

/** Megabytes of heap for one shell in a thread of Node. */
const heapMegabytes = 512;

function startThread(threads: NonNullable<ReturnType<typeof nodeThreads>>): ShellWorker {
  const worker = new threads.Worker(new URL("./shell-worker.js", import.meta.url), {
    env: {},
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: heapMegabytes },
  });
  return {
    post: (message) => worker.postMessage(message),
    listen: (handler) => void worker.on("message", (message: Message) => handler(message)),
    onFailure(handler) {
      worker.on("error", handler);
      worker.on("exit", (code) => handler(new Error(`The shell's worker ended with ${code}`)));
    },
    hold: (busy) => (busy ? worker.ref() : worker.unref()),
    terminate: () => void worker.terminate(),
  };
}

function startWebWorker(): ShellWorker {
  const worker = new Worker(new URL("./shell-worker.js", import.meta.url), { type: "module" });
  return {
    post: (message) => worker.postMessage(message),
    listen: (handler) => worker.addEventListener("message", (event: MessageEvent<Message>) => handler(event.data)),
    onFailure: (handler) =>
      worker.addEventListener("error", (event) => {
        event.preventDefault();
        handler(new Error(event.message || "The shell's worker did not start"));
      }),
    hold: () => undefined,
    terminate: () => worker.terminate(),
  };
}

/** Firefox, as of 153, sometimes blocks for ever in a worker that starts another. */
function mayBlock(): boolean {
  return typeof document === "undefined" && /\bFirefox\//.test(globalThis.navigator?.userAgent ?? "");
}

/** Starts a shell in a thread or a web worker, whichever the runtime has. */
export const startWorker: StartWorker = () => {
  const threads = nodeThreads();
  if (threads) return startThread(threads);
  return typeof Worker === "function" && !mayBlock() ? startWebWorker() : undefined;
};
