import { runSuite } from "../suite.mjs";

const worker = new Worker(new URL("./page-worker.js", import.meta.url), { type: "module" });
const inWorker = new Promise((resolve) => {
  worker.onmessage = (event) => resolve(event.data);
  worker.onerror = (event) => resolve({ passed: 0, failures: [`worker: ${event.message}`] });
});

try {
  window.outcome = { window: await runSuite(), worker: await inWorker };
} catch (error) {
  window.outcome = { window: { passed: 0, failures: [String(error?.stack ?? error)] }, worker: await inWorker };
}
