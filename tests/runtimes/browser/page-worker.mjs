import { runSuite } from "../suite.mjs";

runSuite().then(
  (outcome) => postMessage(outcome),
  (error) => postMessage({ passed: 0, failures: [String(error?.stack ?? error)] }),
);
