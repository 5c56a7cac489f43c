/** The steps in a process of their own, which is told by messages what to do: `bench/local/on-node.mjs` starts it. */
import { readCorpus } from "../corpus.mjs";
import { someFiles } from "./some-files.mjs";
import { stepsWith } from "./steps.mjs";

const [corpus, nth] = process.argv.slice(2);
const steps = stepsWith({
  load: (program) => import(`./engines/${program}.mjs`),
  corpus: async () => someFiles([...(await readCorpus(corpus))], Number(nth)),
});

process.on("message", async ({ name, args }) => {
  try {
    process.send({ value: await steps[name](...args) });
  } catch (error) {
    process.send({ error: error.stack });
  }
});
