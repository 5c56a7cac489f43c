/**
 * Workspaces in a browser. The address says in which scope (`window`, `worker`, `shared`) and which part: `contract`, or
 * `steps`, which the driver calls one by one as `window.step(name, ...args)`.
 */
import { Collector } from "./collector.mjs";
import { steps } from "./steps.mjs";
import { registerContracts } from "./suite.mjs";

const query = new URLSearchParams(location.search);
const ways = query.get("ways")?.split(",");

async function outcome() {
  const collector = new Collector();
  registerContracts(collector, ways);
  return collector.run();
}

/** Answers what the page asks of this worker, over `port`. */
function serve(port) {
  port.onmessage = async ({ data: { id, name, args } }) => {
    try {
      const value = name === "contract" ? await outcome() : await steps[name](...args);
      port.postMessage({ id, value });
    } catch (error) {
      port.postMessage({ id, error: String(error?.stack ?? error) });
    }
  };
}

/** Asks the worker behind `port`. */
function asker(port) {
  const waiting = new Map();
  let last = 0;
  port.onmessage = ({ data: { id, value, error } }) => {
    const { resolve, reject } = waiting.get(id);
    waiting.delete(id);
    if (error) reject(new Error(error));
    else resolve(value);
  };
  return (name, ...args) =>
    new Promise((resolve, reject) => {
      waiting.set(++last, { resolve, reject });
      port.postMessage({ id: last, name, args });
    });
}

if (typeof document !== "undefined") {
  const scope = query.get("scope");
  // Browsers may stop a worker that nobody refers to.
  if (scope === "worker") window.worker = new Worker(`${import.meta.url}${location.search}`, { type: "module" });
  if (scope === "shared") window.worker = new SharedWorker(`${import.meta.url}${location.search}`, { type: "module" });
  const ask = window.worker ? asker(window.worker.port ?? window.worker) : undefined;
  window.step = ask ?? ((name, ...args) => steps[name](...args));
  if (query.get("part") === "contract") {
    window.outcome = await (ask ? ask("contract") : outcome()).catch((error) => ({
      passed: 0,
      failures: [String(error?.stack ?? error)],
    }));
  } else window.outcome = "ready";
} else if ("onconnect" in globalThis) {
  globalThis.onconnect = ({ ports: [port] }) => serve(port);
} else serve(globalThis);
