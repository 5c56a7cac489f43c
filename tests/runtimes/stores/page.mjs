/**
 * The stores in a browser. The address says in which scope (`window` or `worker`) and which part: `contract`, `quota`, or
 * `steps`, which the driver calls one by one as `window.step(name)`.
 */
import { Collector } from "./collector.mjs";
import { steps } from "./steps.mjs";
import { registerContracts, registerQuota } from "./suite.mjs";

const query = new URLSearchParams(location.search);
const part = query.get("part");
const inWorker = typeof window === "undefined";

function startWorker() {
  // Firefox may stop a worker that nobody refers to.
  window.worker = new Worker(`${import.meta.url}${location.search}`, { type: "module" });
  return window.worker;
}

function callInWorker(worker, name) {
  return new Promise((resolve) => {
    worker.addEventListener("message", ({ data }) => resolve(data), { once: true });
    worker.postMessage(name);
  });
}

async function outcome() {
  const collector = new Collector();
  (part === "quota" ? registerQuota : registerContracts)(collector);
  return collector.run();
}

if (inWorker) {
  if (part === "steps") {
    addEventListener("message", async ({ data }) => postMessage(await steps[data]()));
    postMessage("ready");
  } else postMessage(await outcome());
} else if (query.get("scope") === "worker") {
  const worker = startWorker();
  const first = await new Promise((resolve) => {
    worker.addEventListener("message", ({ data }) => resolve(data), { once: true });
    worker.addEventListener("error", ({ message }) => resolve({ passed: 0, failures: [String(message)] }));
  });
  if (part === "steps") window.step = (name) => callInWorker(worker, name);
  window.outcome = first;
} else if (part === "steps") {
  window.step = (name) => steps[name]();
  window.outcome = "ready";
} else window.outcome = await outcome();
