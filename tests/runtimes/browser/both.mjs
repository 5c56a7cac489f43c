/** Runs tests in a window and in a worker with the same script, `url`; the window gets both outcomes. */
export async function inWindowAndWorker(url, run) {
  const own = run().catch((error) => ({ passed: 0, failures: [String(error?.stack ?? error)] }));
  if (typeof window === "undefined") {
    postMessage(await own);
    return;
  }
  const worker = new Worker(url, { type: "module" });
  const inWorker = new Promise((resolve) => {
    worker.onmessage = (event) => resolve(event.data);
    worker.onerror = (event) => resolve({ passed: 0, failures: [`worker: ${event.message}`] });
  });
  window.outcome = { window: await own, worker: await inWorker };
}
