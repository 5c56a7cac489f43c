/**
 * nacre at work: an agent session on a real source tree, held in memory.
 *
 *     npm start [-- DIRECTORY]
 */
import { resolve } from "node:path";
import { createInterface } from "node:readline/promises";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { createConsoleToolset, DEFAULT_RULESET, StateBackend } from "nacre";
import { createBashSandbox } from "nacre/just-bash";
import { modelFromEnvironment } from "./model.mjs";
import { editByHash, exploreAndEdit } from "./script.mjs";
import { scriptedModel } from "./scripted-model.mjs";
import { runSession } from "./session.mjs";
import { readSourceTree } from "./source-tree.mjs";
import { Transcript } from "./transcript.mjs";

const EXPLORE = "Look around this code base, note where to start reading in /NOTES.md, and tell me how large it is.";
const FINISH = "Finish /NOTES.md: set its status to done.";

const { positionals } = parseArgs({ allowPositionals: true });
const directory = resolve(positionals[0] ?? fileURLToPath(new URL("../node_modules/ai/src", import.meta.url)));
const transcript = new Transcript();
const realModel = await modelFromEnvironment();

async function decide(toolName) {
  if (realModel === null || !process.stdin.isTTY) return true;
  const prompt = createInterface({ input: process.stdin, output: process.stdout });
  const reply = await prompt.question(`    allow ${toolName}? [y/N] `);
  prompt.close();
  return reply.trim().toLowerCase() === "y";
}

async function session(backend, options, script, task) {
  using sandbox = await createBashSandbox(backend, { permissions: DEFAULT_RULESET });
  using toolset = await createConsoleToolset({ backend: sandbox, permissions: DEFAULT_RULESET, ...options });
  const model = realModel ?? scriptedModel(script);
  await runSession({ model, toolset, task, transcript, decide });
}

transcript.heading("nacre · an agent in an in-memory workspace");
const started = performance.now();
const tree = await readSourceTree(directory, (done, total) => transcript.progress(`reading ${done} of ${total} files`));
tree.set("/.env", new TextEncoder().encode("API_KEY=never-shown-to-a-model\n"));
using files = await StateBackend.create({
  files: tree,
  onProgress: ({ done, total }) => transcript.progress(`loading ${done} of ${total} files`),
});
const usage = files.usage();
transcript.progressDone(
  `${usage.files} files, ${(usage.bytes / 1e6).toFixed(1)} MB from ${directory} in ${Math.round(performance.now() - started)} ms`,
);
transcript.note(
  realModel === null
    ? "model: scripted (set AI_GATEWAY_API_KEY, ANTHROPIC_API_KEY or OPENAI_API_KEY for a real one)"
    : `model: ${realModel.modelId ?? realModel}`,
);

transcript.heading("1 · explore, search, edit by exact text, run commands");
using before = files.snapshot();
await session(files, { editFormat: "str_replace" }, exploreAndEdit(), EXPLORE);

transcript.heading("2 · the same workspace, forked; edit by line hash");
using middle = files.snapshot();
using fork = files.fork();
await session(fork, { editFormat: "hashline" }, editByHash(), FINISH);

transcript.heading("3 · what changed");
transcript.note("on the fork, since the beginning:");
for (const change of (await fork.diff(before, { text: true })).changes) {
  transcript.note(`${change.kind} ${change.path}`);
  if (change.diff) transcript.diff(change.diff);
}
transcript.note("merged back into the workspace:");
const merged = await files.merge(fork, { base: middle });
transcript.note(`${merged.taken} taken, ${merged.woven} woven, ${merged.conflicts.length} in conflict`);
