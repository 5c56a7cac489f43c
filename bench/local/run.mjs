import { NEEDLE, readCorpus } from "../corpus.mjs";
import { IN_CHROMIUM, ON_NODE } from "./engines.mjs";
import { inChromium } from "./in-chromium.mjs";
import { idleMb, measure } from "./measure.mjs";
import { onNode } from "./on-node.mjs";
import { rowOf } from "./report.mjs";
import { someFiles } from "./some-files.mjs";

/**
 * Measures kept workspaces and what people use instead, in Chromium and on Node: every `nth` file of the corpus, and only
 * the engines whose keys are `chosen`, or all of them. An engine that fails does not keep the others from being measured.
 */
export async function measureLocal({ corpus, nth, chosen, say }) {
  const wanted = (engines) => engines.filter(({ key }) => !chosen || chosen.includes(key));
  const files = someFiles([...(await readCorpus(corpus))], nth);
  const search = { needle: NEEDLE, hits: files.filter(([, text]) => text.includes(NEEDLE)).length };
  const results = { Chromium: {}, Node: {} };
  const emptyMb = {};
  const add = async (where, name, { label, own = false }, work) => {
    say(`measuring ${label}, ${where}`);
    const figures = await work().catch((error) => ({ failed: String(error.message) }));
    results[where][name] = { label, own, ...figures };
    say(rowOf(results[where][name]));
  };

  const browsed = wanted(IN_CHROMIUM).flatMap((engine) => engine.scopes.map((scope) => ({ ...engine, scope })));
  const programs = [...new Set(browsed.map(({ program }) => program))];
  await inChromium({ files, programs }, async (inBrowser) => {
    emptyMb.Chromium = await inBrowser(({ open }) => idleMb(() => open("worker")));
    for (const { scope, ...engine } of browsed) {
      const root = `${engine.key}-${scope}`;
      await add("Chromium", root, { ...engine, label: `${engine.label} (${scope})` }, () =>
        inBrowser(({ open }) => measure(() => open(scope), engine, root, search)),
      );
    }
  });

  emptyMb.Node = await onNode({ corpus, nth }, ({ open }) => idleMb(open));
  for (const engine of wanted(ON_NODE)) {
    await add("Node", engine.key, engine, () =>
      onNode({ corpus, nth }, ({ open, folder }) => measure(open, engine, folder, search)),
    );
  }
  return { files: files.length, emptyMb, results };
}
