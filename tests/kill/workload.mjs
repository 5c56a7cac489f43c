/** What is done to a workspace: chosen from a seed, so that the driver knows without being told. */
import { contentOf, editOf, emptyLabel, labelOf } from "./content.mjs";
import { hashOf, random } from "./random.mjs";
import { Tree } from "./tree.mjs";

/** Above it, files are made smaller. */
const MOST_BYTES = 6 << 20;
const MOST_FILES = 150;

/** What each operation does, to a tree and to a backend. */
const operations = {
  write: {
    apply: (tree, { path, label }) => tree.write(path, label),
    perform: (files, { path, label }) => files.write(path, contentOf(label)),
  },
  edit: {
    apply: (tree, { path, label }) => tree.write(path, editOf(label).next),
    perform: (files, { path, label }) => files.edit(path, editOf(label).replacements),
  },
  move: {
    apply: (tree, { from, to }) => tree.move(from, to),
    perform: (files, { from, to }) => files.move(from, to, { overwrite: true }),
  },
  remove: {
    apply: (tree, { path }) => tree.remove(path),
    perform: (files, { path }) => files.remove(path, { recursive: true }),
  },
  mkdir: {
    apply: (tree, { path }) => tree.mkdir(path),
    perform: (files, { path }) => files.mkdir(path),
  },
  import: {
    apply: (tree, { pairs }) => pairs.forEach(([path, label]) => void tree.write(path, label)),
    perform: (files, { pairs }) => files.import(pairs.map(([path, label]) => [path, contentOf(label)])),
  },
  merge: {
    apply: (tree, { steps }) => steps.forEach((step) => void apply(tree, step)),
    async perform(files, { steps }) {
      const fork = await files.fork();
      try {
        for (const step of steps) {
          const result = await perform(fork, step);
          if (result.error) return result;
        }
        const result = await files.merge(fork);
        return result.error || result.merged ? result : { error: result.conflicts };
      } finally {
        fork.dispose();
      }
    },
  },
  /** Writes side by side, each of which is reported on its own. */
  burst: {
    apply: (tree, { writes }) => writes.forEach((step) => void apply(tree, step)),
    async perform(files, { writes }, report) {
      const all = writes.map(async (step, i) => {
        const result = await perform(files, step);
        if (!result.error) report(i);
        return result;
      });
      return (await Promise.all(all)).find((result) => result.error) ?? {};
    },
  },
};

export const apply = (tree, step) => operations[step.kind].apply(tree, step);
export const perform = (files, step, report) => operations[step.kind].perform(files, step, report);

const chances = { write: 9, edit: 5, move: 3, moveDirectory: 2, remove: 2, mkdir: 1, import: 1, merge: 2, burst: 2 };
const lots = Object.entries(chances).flatMap(([kind, count]) => Array(count).fill(kind));

/** The steps of one writer, which has all that is below `root` to itself. */
export class Workload {
  tree;
  #root;
  #random;
  #seed;
  #names = 0;

  /** `entries`: what is below `root` when it begins. */
  constructor(seed, root, entries) {
    this.#seed = seed;
    this.#random = random(hashOf(seed));
    this.#root = root;
    // In the order of paths, as the choices depend on it.
    this.tree = new Tree([...entries].sort(([a], [b]) => (a < b ? -1 : 1)));
  }

  /** Chooses the next step; `tree` is what it leaves. */
  next() {
    const step = this.#choose(this.tree, this.#random.pick(lots));
    apply(this.tree, step);
    return step;
  }

  #choose(tree, kind) {
    const { pick, below } = this.#random;
    const files = tree.files;
    const inner = tree.directories.filter((path) => path !== this.#root);
    const editable = files.filter((path) => /^\S+ \d{1,5} /.test(tree.entries.get(path)));
    if (files.length > MOST_FILES && inner.length > 0) return { kind: "remove", path: pick(inner) };
    if (kind === "edit" && editable.length > 0) return this.#edit(tree, pick(editable));
    if (kind === "move" && files.length > 0) return this.#moveFile(pick(files));
    if (kind === "moveDirectory" && inner.length > 0) return this.#moveDirectory(tree, pick(inner));
    if (kind === "remove" && files.length > 0)
      return { kind, path: pick(inner.length > 0 && below(3) === 0 ? inner : files) };
    if (kind === "mkdir") return { kind, path: this.#directory() };
    if (kind === "import") return { kind, pairs: this.#pairs() };
    if (kind === "merge") return { kind, steps: this.#forked(tree) };
    if (kind === "burst") return { kind, writes: this.#writes(tree) };
    return this.#write(tree, this.#path());
  }

  #write(tree, path) {
    const bytes = tree.files.reduce((sum, known) => sum + Number(tree.entries.get(known).split(" ")[1] ?? 0), 0);
    return { kind: "write", path, label: this.#label(bytes > MOST_BYTES ? 3000 : undefined) };
  }

  #edit(tree, path) {
    return { kind: "edit", path, label: tree.entries.get(path) };
  }

  #moveFile(from) {
    const to = this.#path();
    return to === from ? { kind: "mkdir", path: this.#directory() } : { kind: "move", from, to };
  }

  #moveDirectory(tree, from) {
    const to = this.#directory();
    const free = !tree.entries.has(to) && !to.startsWith(`${from}/`);
    return free ? { kind: "move", from, to } : { kind: "mkdir", path: to };
  }

  #pairs() {
    const place = this.#directory();
    return Array.from({ length: 50 }, (_, i) => [`${place}/i${i}`, this.#label(3000)]);
  }

  #forked(tree) {
    const fork = tree.clone();
    return ["write", "edit", "move", "remove", "write"].map((kind) => {
      const step = this.#choose(fork, kind);
      apply(fork, step);
      return step;
    });
  }

  /** Into directories that are there, so that none depends on another. */
  #writes(tree) {
    const places = [this.#root, ...tree.directories.filter((path) => path !== this.#root)];
    const paths = new Set(Array.from({ length: 6 }, () => `${this.#random.pick(places)}/f${this.#random.below(8)}`));
    return [...paths].map((path) => ({ kind: "write", path, label: this.#label(20_000) }));
  }

  #directory() {
    const { below } = this.#random;
    const depth = 1 + below(3);
    return this.#root + Array.from({ length: depth }, () => `/d${below(4)}`).join("");
  }

  #path() {
    const place = this.#random.below(4) === 0 ? this.#root : this.#directory();
    return `${place}/f${this.#random.below(8)}`;
  }

  #label(most) {
    const { below } = this.#random;
    const size = most ?? [3000, 3000, 3000, 40_000, 300_000][below(5)];
    const large = most === undefined && below(12) === 0;
    if (!large && below(20) === 0) return emptyLabel;
    return labelOf(`${this.#seed}.${++this.#names}`, large ? 1_500_000 + below(200_000) : below(size));
  }
}
