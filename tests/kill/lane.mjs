import { hashOf, random } from "./random.mjs";
import { Tree } from "./tree.mjs";
import { apply, Workload } from "./workload.mjs";

const roots = ["/first", "/second"];
const PATIENCE_MS = 60_000;
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** The workspace is not what it ought to be. */
export class Violation extends Error {
  lost;
  torn;

  constructor(message, { lost = 0, torn = 0 } = {}) {
    super(message);
    this.lost = lost;
    this.torn = torn;
  }
}

/** One workspace, and what it ought to hold, through many rounds. */
export class Lane {
  acknowledged = 0;
  #hosting;
  #open;
  #seed;
  #random;
  /** By root: the steps of the last writer, and how many of them were acknowledged. */
  #writers = new Map(roots.map((root) => [root, { workload: new Workload("", root, []), steps: 0, parts: new Set() }]));

  /** `open`: the options for the workspace. */
  constructor(hosting, open, seed) {
    this.#hosting = hosting;
    this.#open = { ...open, root: hosting.root };
    this.#seed = seed;
    this.#random = random(hashOf(seed));
  }

  /** Works on the workspace until the host is killed. */
  async round(number) {
    // Real files that are being repaired would be seen half-done by who opens them beside.
    const count = number % 7 === 3 && this.#open.layout === "pack" ? 2 : 1;
    const session = this.#start(`${this.#seed}.${number}`, count);
    try {
      if (number % 5 === 4) {
        await session.reached("opening");
        await pause(this.#random.below(this.#hosting.openingMs));
      } else {
        await session.reached("entries");
        session.begin();
        await session.reached("working");
        await pause(this.#random.below(this.#hosting.workingMs));
      }
    } finally {
      await session.end(() => pause(this.#random.below(this.#hosting.workingMs)));
    }
  }

  /** Opens it once more, to see what the last round left. */
  async check() {
    const session = this.#start(`${this.#seed}.end`, 1);
    try {
      await session.reached("entries");
    } finally {
      await session.end();
    }
  }

  #start(seed, count) {
    const plans = roots.slice(0, count).map((root) => {
      return { open: this.#open, writer: { root, seed: `${seed}${root}` }, leavesSwaps: this.#leavesSwaps };
    });
    const states = plans.map(() => ({ opening: false, entries: false, working: false }));
    let failure;
    let news = () => undefined;
    const take = (index, line) => {
      const { root } = plans[index].writer;
      if (failure) return;
      try {
        if (line === "opening") states[index].opening = true;
        else if (line.startsWith("entries ")) {
          this.#settle(JSON.parse(line.slice(8)));
          states[index].entries = true;
        } else if (line.startsWith("refused")) throw new Violation(line);
        else {
          this.#acknowledge(root, line);
          states[index].working = true;
        }
      } catch (error) {
        failure = error;
      }
      news();
    };
    const session = this.#hosting.start(plans, take);
    return {
      reached: async (state) => {
        const until = Date.now() + PATIENCE_MS;
        while (!failure && !states.every((row) => row[state])) {
          if (Date.now() > until) throw new Violation(`A writer does not get as far as "${state}"`);
          await Promise.race([pause(1000), new Promise((resolve) => (news = resolve))]);
        }
        if (failure) throw failure;
      },
      begin: () => {
        for (const [index, { writer }] of plans.entries()) {
          const { workload } = this.#writers.get(writer.root);
          const next = new Workload(writer.seed, writer.root, workload.tree.entries);
          this.#writers.set(writer.root, { workload: next, steps: 0, parts: new Set() });
          session.go(index);
        }
      },
      end: async (between = async () => undefined) => {
        for (const index of plans.keys()) {
          if (index > 0) await between();
          await session.kill(index);
        }
        if (failure) throw failure;
      },
    };
  }

  #acknowledge(root, line) {
    const writer = this.#writers.get(root);
    const [number, part] = line.split(".").map(Number);
    if (number !== writer.steps + 1) throw new Error(`A report that cannot be: ${line} after ${writer.steps}`);
    if (part !== undefined) {
      writer.parts.add(part);
      return;
    }
    this.acknowledged++;
    writer.workload.next();
    writer.steps = number;
    writer.parts.clear();
  }

  /** Whether a host that died may have left what it wrote to beside a file. */
  get #leavesSwaps() {
    return this.#open.layout === "files" && this.#hosting.leavesSwaps;
  }

  /** Finds out how far each writer has come, and that nothing else is there. */
  #settle(entries) {
    const strangers = entries.filter(([path]) => !roots.some((root) => path === root || path.startsWith(`${root}/`)));
    if (strangers.length > 0) throw new Violation(`Nobody made ${strangers.map(([path]) => path).join(", ")}`);
    for (const root of roots) {
      const found = new Tree(entries.filter(([path]) => path === root || path.startsWith(`${root}/`)));
      const { workload, parts } = this.#writers.get(root);
      const tree = this.#stateOf(workload, parts, found);
      this.#writers.set(root, { workload: new Workload("", root, tree.entries), steps: 0, parts: new Set() });
    }
  }

  /** The state that was found, when it is one that may be. */
  #stateOf(workload, parts, found) {
    const acknowledged = workload.tree.differences(found);
    if (acknowledged.length === 0 && parts.size === 0) return found;
    let nearest = { tree: workload.tree.clone(), paths: acknowledged, said: "what was acknowledged" };
    for (let ahead = 1; ahead <= this.#hosting.ahead; ahead++) {
      const before = workload.tree.clone();
      const step = workload.next();
      const paths = workload.tree.differences(found);
      if (paths.length === 0) return found;
      const writes = step.kind === "burst" ? step.writes : [];
      if (isPartly(before, writes, ahead === 1 ? parts : new Set(), found)) return found;
      if (paths.length < nearest.paths.length) {
        nearest = { tree: workload.tree.clone(), paths, said: `step ${ahead} behind it, ${JSON.stringify(step)}` };
      }
    }
    const { paths, tree, said } = nearest;
    const torn = paths.filter((path) => found.entries.get(path)?.startsWith("torn"));
    const rows = paths.map((path) => `  ${path}: found ${found.entries.get(path)}, not ${tree.entries.get(path)}`);
    throw new Violation(`It is nearest to ${said}:\n${rows.join("\n")}`, {
      lost: paths.length - torn.length,
      torn: torn.length,
    });
  }
}

/** Whether some of the writes have happened, those in `parts` among them, and nothing else. */
function isPartly(before, writes, parts, found) {
  const tree = before.clone();
  for (const [index, write] of writes.entries()) {
    const label = found.entries.get(write.path);
    if (parts.has(index) || label === write.label) apply(tree, write);
  }
  return writes.length > 0 && tree.differences(found).length === 0;
}
