import type { Backend, GrepOptions } from "nacre";
import type { KeptWorkspace } from "../../../js/local/kept-workspace.js";
import { MemoryDirectory } from "../../../js/stores/memory-directory.js";
import { MemoryLock } from "../../../js/stores/memory-lock.js";
import { MemoryVolume } from "../../../js/stores/memory-volume.js";
import { openFiles } from "./files-support.js";
import { ProbedDirectory } from "./probed-directory.js";

/** The least that `LocalBackend` takes. */
export const tinyBudget = 64 << 10;

/** Numbers that are the same in every run. */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed;
  }

  /** From 0 to `count - 1`. */
  below(count: number): number {
    this.#state = (Math.imul(this.#state, 1664525) + 1013904223) >>> 0;
    return Math.floor((this.#state / 2 ** 32) * count);
  }

  of<T>(items: readonly T[]): T {
    return items[this.below(items.length)] as T;
  }

  /** Lines of words, about `bytes` of them. */
  text(bytes: number): string {
    let text = "";
    while (text.length < bytes) text += `${this.of(words)} ${this.of(words)} ${this.below(100)}\n`;
    return text;
  }
}

const words = ["needle", "hay", "straw", "Nadel", "grün", "x"];

/** A folder that can be opened again and again, with a cache and intents. */
export function realFiles(canMove: boolean) {
  const folder = new MemoryDirectory();
  const directory = new ProbedDirectory(folder, { canMove });
  const cache = { volume: new MemoryVolume(), lock: new MemoryLock() };
  const volume = new MemoryVolume();
  const open = (memoryBudget = tinyBudget): Promise<KeptWorkspace> =>
    openFiles({ directory, cache, volume }, { memoryBudget });
  return { folder, directory, open };
}

/** Searches that differ in everything that a search can be told. */
export const searches: readonly (readonly [pattern: string, options: GrepOptions])[] = [
  ["needle", {}],
  ["NEEDLE", { ignoreCase: true }],
  ["^needle hay", { before: 2, after: 1 }],
  ["needle.*\\n.*straw", { multiline: true }],
  ["x 1\\d$", { output: "count" }],
  ["needle", { output: "files" }],
  ["needle", { output: "files", maxMatches: 7 }],
  ["needle", { maxMatches: 1 }],
  ["needle", { maxMatches: 333, after: 3 }],
  ["hay", { maxMatches: 1000, glob: "*.md" }],
  ["hay", { path: "/d1" }],
  ["hay", { path: "/d1/f3.txt" }],
  ["Nadel", { ignoreHidden: false }],
  ["grün x", { fixedString: true, output: "count", maxMatches: 11 }],
  ["nothing at all", {}],
  ["", { maxMatches: 5000 }],
];

/** What both answer to every search. */
export async function answersOf(files: Backend): Promise<unknown[]> {
  const answers: unknown[] = [];
  for (const [pattern, options] of searches) answers.push([pattern, options, await files.grep(pattern, options)]);
  return answers;
}

/** Writes the same files to all: some hidden, some binary, some large. */
export async function fillAll(random: Random, targets: readonly Backend[], count = 60): Promise<void> {
  for (let index = 0; index < count; index++) {
    const name = index % 9 === 8 ? `.h${index}` : `f${index}.${index % 3 === 0 ? "md" : "txt"}`;
    const text = random.text(random.of([0, 10, 1000, 6000]));
    const content = index % 11 === 10 ? `${text}needle\0` : text;
    for (const target of targets) await target.write(`/d${index % 4}/${name}`, content);
  }
}

/** Does one thing, any, to all, and tells what each answered, but for times. */
export async function act(
  random: Random,
  step: number,
  targets: readonly Backend[],
): Promise<{ readonly name: string; readonly answers: readonly unknown[] }> {
  const path = `/d${random.below(4)}/f${random.below(30)}.${random.of(["md", "txt"])}`;
  const other = `/d${random.below(5)}/f${random.below(30)}.txt`;
  const content = random.text(random.of([5, 3000, 9000]));
  const patch = `*** Begin Patch\n*** Delete File: ${path}\n*** Add File: ${other}.new\n+${step}\n*** End Patch`;
  const actions: Readonly<Record<string, (files: Backend) => Promise<object> | undefined>> = {
    read: (files) => files.read(path),
    write: (files) => files.write(path, content),
    replace: (files) => files.edit(path, "needle", "pin", { replaceAll: true }),
    edit: (files) => files.edit(path, content.slice(0, 9), "once"),
    move: (files) => files.move?.(path, other, { overwrite: true }),
    remove: (files) => files.remove?.(path),
    moveFolder: (files) => files.move?.(`/d${step % 4}`, `/d${(step + 1) % 4}/sub${step}`),
    grep: (files) => files.grep("pin|Nadel", { maxMatches: 50, after: 1 }),
    patch: (files) => files.applyPatch?.(patch),
  };
  const name = random.of(Object.keys(actions));
  const answers: unknown[] = [];
  for (const target of targets) {
    const { modifiedAt: _, ...answer } = ((await actions[name]?.(target)) ?? {}) as Record<string, unknown>;
    answers.push(answer);
  }
  return { name, answers };
}
