import { inWindowAndWorker } from "../browser/both.mjs";
import { Collector } from "../collector.mjs";
import { registerDirectories } from "./suite.mjs";

await inWindowAndWorker(import.meta.url, () => {
  const collector = new Collector();
  registerDirectories(collector);
  return collector.run();
});
