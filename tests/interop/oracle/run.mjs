/**
 * Asks the Python reference and nacre the same questions about generated workspaces. They must agree, but for the
 * decisions of docs/decisions.md.
 *
 *     node tests/interop/oracle/run.mjs [--cases N] [--seed N] [--python PATH]
 */
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { makeCase } from "./cases.mjs";
import {
  expectHashlineEdit,
  expectHashlineFormat,
  expectPermission,
  expectState,
  hashOfLine,
  normalisedTarget,
} from "./expectations.mjs";
import { Nacre } from "./nacre.mjs";

const { values: options } = parseArgs({
  options: {
    cases: { type: "string", default: "4000" },
    seed: { type: "string", default: "1" },
    python: { type: "string", default: "python3" },
  },
});

/** The reference behind a pipe: questions go in as lines, answers come out in the same order. */
class Reference {
  #process;
  #lines;

  constructor(python) {
    const script = fileURLToPath(new URL("reference.py", import.meta.url));
    this.#process = spawn(python, [script], { stdio: ["pipe", "pipe", "inherit"] });
    this.#lines = createInterface({ input: this.#process.stdout })[Symbol.asyncIterator]();
  }

  async ask(question) {
    this.#process.stdin.write(`${JSON.stringify(question)}\n`);
    const { value, done } = await this.#lines.next();
    if (done) throw new Error("The reference ended early");
    const reply = JSON.parse(value);
    return "raised" in reply ? { raised: reply.raised } : reply.answer;
  }

  close() {
    this.#process.stdin.end();
  }
}

const braces = /^(.*?)\{([^{}]*,[^{}]*)\}(.*)$/;

/** `pattern` in the words of the reference's glob dialect, which knows neither braces nor a leading "./" (D6). */
function inReferenceDialect(pattern) {
  const match = braces.exec(pattern);
  if (!match) return [pattern.replace(/^\.\//, "")];
  return match[2].split(",").flatMap((choice) => inReferenceDialect(match[1] + choice + match[3]));
}

async function askState(reference, files, op) {
  if (op.op === "glob") {
    op.asked = inReferenceDialect(op.pattern);
    const answers = [];
    for (const pattern of op.asked)
      answers.push(...(await reference.ask({ kind: "state", files, ops: [{ ...op, pattern }] }))[0]);
    return [answers];
  }
  if (op.op === "grep") {
    // The CR of a CR LF belongs to the line there, and to its end here (D3).
    const searched = Object.fromEntries(
      Object.entries(files).map(([path, stored]) => [
        path,
        typeof stored === "string" ? stored.replaceAll("\r\n", "\n") : stored,
      ]),
    );
    // Which files count as hidden, and which pass the filter, differs (D7): the reference is asked for all of them.
    return reference.ask({ kind: "state", files: searched, ops: [{ ...op, glob: null, ignoreHidden: false }] });
  }
  return reference.ask({ kind: "state", files, ops: [op] });
}

const same = (ours, expected) => {
  if (expected?.code !== undefined)
    return (
      ours?.code === expected.code &&
      (expected.errorPrefix === undefined || ours.error.startsWith(expected.errorPrefix))
    );
  if (expected?.error !== undefined) return ours?.error === expected.error;
  if (expected?.text !== undefined) return ours?.text === expected.text;
  return JSON.stringify(ours) === JSON.stringify(expected);
};

async function checkState(reference, nacre, test) {
  const [op, ...reads] = test.ops;
  const [theirs] = await askState(reference, test.files, op);
  const verdict = expectState(test.files, op, theirs);
  const run = await nacre.state(test.files, [op, ...reads]);
  const problems = same(run[0], verdict.answer) ? [] : [{ op, theirs, expected: verdict.answer, ours: run[0] }];
  if (reads.length > 0 && problems.length === 0) {
    const after = { ...test.files };
    const changed = run[0]?.path ?? null;
    if (changed !== null) {
      const [, bytes] = await reference.ask({
        kind: "state",
        files: test.files,
        ops: [op, { op: "readBytes", path: changed }],
      });
      after[changed] = {
        base64:
          verdict.content === undefined
            ? verdict.decisions.includes("D1")
              ? base64Of(op.content)
              : bytes
            : base64Of(verdict.content),
      };
    }
    reads.forEach((read, i) => {
      const expected = after[read.path] === undefined ? null : base64Of(after[read.path]);
      if (run[i + 1] !== expected) problems.push({ op: read, after: op, expected, ours: run[i + 1] });
    });
  }
  return { problems, decisions: verdict.decisions };
}

const base64Of = (content) => (typeof content === "string" ? Buffer.from(content).toString("base64") : content.base64);

async function checkOther(reference, nacre, test) {
  switch (test.kind) {
    case "hashlineFormat": {
      const verdict = expectHashlineFormat(await reference.ask(test));
      const ours = await nacre.hashlineFormat(test);
      return {
        problems: same(ours, verdict.answer) ? [] : [{ expected: verdict.answer, ours }],
        decisions: verdict.decisions,
      };
    }
    case "hashlineEdit": {
      const edit = { ...test.edit };
      const guess = (number) => (test.rightHashes ? hashOfLine(test.content, number) : "zz");
      edit.start_hash = guess(edit.start_line);
      if ("end_hash" in edit) edit.end_hash = guess(edit.end_line ?? edit.start_line);
      const theirs = await reference.ask({ kind: test.kind, content: test.content, edit });
      const verdict = expectHashlineEdit(test.content, edit, theirs);
      const ours = await nacre.hashlineEdit(test.content, edit);
      return {
        problems: same(ours, verdict.answer) ? [] : [{ edit, theirs, expected: verdict.answer, ours }],
        decisions: verdict.decisions,
      };
    }
    default: {
      const theirs = await reference.ask(test);
      const normal = test.operation === "execute" ? null : normalisedTarget(test.target);
      const theirsNormalised = normal === null ? null : await reference.ask({ ...test, target: normal });
      const verdict = expectPermission(test, theirs, theirsNormalised);
      const ours = await nacre.permission(test);
      return {
        problems: same(ours, verdict.answer) ? [] : [{ expected: verdict.answer, ours }],
        decisions: verdict.decisions,
      };
    }
  }
}

const reference = new Reference(options.python);
const nacre = await Nacre.load();
const seed = Number(options.seed);
const total = Number(options.cases);
const decided = new Map();
let failures = 0;
for (let index = 0; index < total && failures < 10; index++) {
  const test = makeCase(seed, index);
  const { problems, decisions } = await (test.kind === "state" ? checkState : checkOther)(reference, nacre, test);
  for (const decision of decisions) decided.set(decision, (decided.get(decision) ?? 0) + 1);
  for (const problem of problems) {
    failures++;
    console.error(
      `case ${index} of seed ${seed}:\n${JSON.stringify({ files: test.files, content: test.content, target: test.target, preset: test.preset, operation: test.operation, ...problem }, null, 1)}`,
    );
  }
}
reference.close();
nacre.dispose();
const explained = [...decided].sort().map(([decision, count]) => `${decision} ${count}`);
console.log(`${total} cases; differences by decision: ${explained.join(", ") || "none"}`);
console.log(`${total - failures} passed, ${failures} failed`);
process.exitCode = failures === 0 ? 0 : 1;
