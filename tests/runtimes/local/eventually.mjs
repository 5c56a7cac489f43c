import { equal } from "../collector.mjs";

/** Asks until it is so. */
export async function eventually(ask, wanted, ms = 5000) {
  let found;
  for (const until = Date.now() + ms; Date.now() < until; await new Promise((resolve) => setTimeout(resolve, 20))) {
    found = await ask();
    if (JSON.stringify(found) === JSON.stringify(wanted)) return;
  }
  equal(found, wanted);
}
