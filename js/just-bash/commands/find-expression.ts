import type { TreeEntry } from "../host.js";
import { type Matcher, wildcard } from "../wildcard.js";
import { countOf } from "./flags.js";

/** One file as an expression sees it. */
export interface Candidate {
  readonly entry: TreeEntry;
  readonly name: string;
  /** As it is printed. */
  readonly display: string;
}

/** Whether the candidate passes; may print. */
export type Test = (candidate: Candidate) => boolean;

export interface FindExpression {
  readonly test: Test;
  readonly minDepth: number;
  readonly maxDepth: number;
}

export interface FindSurroundings {
  readonly print: (display: string, end: "\n" | "\0") => void;
  /** Milliseconds since 1970 when the file was changed; nothing when it is not there. */
  readonly modifiedOf: (operand: string) => Promise<number | undefined>;
}

const units: Readonly<Record<string, number>> = { c: 1, b: 512, k: 1024, M: 1024 ** 2, G: 1024 ** 3 };

function sizeTest(text: string): Test | undefined {
  const parsed = /^([+-]?)(\d{1,12})([cbkMG]?)$/.exec(text);
  if (!parsed) return undefined;
  const [, sign, digits = "", unit] = parsed;
  const scale = units[unit || "b"] ?? 512;
  const wanted = Number(digits) * scale;
  if (sign === "+") return ({ entry }) => entry.size > wanted;
  if (sign === "-") return ({ entry }) => entry.size < wanted;
  if (scale === 512) return ({ entry }) => Math.ceil(entry.size / 512) === Number(digits);
  return ({ entry }) => entry.size === wanted;
}

/** Reads the expression of a `find`: nothing where there is something in it that is not known here. */
export class FindParser {
  readonly #args: readonly string[];
  readonly #surroundings: FindSurroundings;
  #at = 0;
  #acts = false;
  #minDepth = 0;
  #maxDepth = Number.POSITIVE_INFINITY;

  constructor(args: readonly string[], surroundings: FindSurroundings) {
    this.#args = args;
    this.#surroundings = surroundings;
  }

  async parse(): Promise<FindExpression | undefined> {
    const test = this.#args.length === 0 ? () => true : await this.#either();
    if (!test || this.#at < this.#args.length) return undefined;
    const { print } = this.#surroundings;
    const printing: Test = (candidate) => {
      if (!test(candidate)) return false;
      print(candidate.display, "\n");
      return true;
    };
    return { test: this.#acts ? test : printing, minDepth: this.#minDepth, maxDepth: this.#maxDepth };
  }

  async #either(): Promise<Test | undefined> {
    let left = await this.#both();
    while (left && (this.#take("-o") || this.#take("-or"))) {
      const first = left;
      const second = await this.#both();
      left = second && ((candidate) => first(candidate) || second(candidate));
    }
    return left;
  }

  async #both(): Promise<Test | undefined> {
    let left = await this.#one();
    while (left && this.#at < this.#args.length && !["-o", "-or", ")", "\\)"].includes(this.#args[this.#at] ?? "")) {
      if (!this.#take("-a")) this.#take("-and");
      const first = left;
      const second = await this.#one();
      left = second && ((candidate) => first(candidate) && second(candidate));
    }
    return left;
  }

  async #one(): Promise<Test | undefined> {
    if (this.#take("!") || this.#take("-not")) {
      const inner = await this.#one();
      return inner && ((candidate) => !inner(candidate));
    }
    if (this.#take("(") || this.#take("\\(")) {
      const inner = await this.#either();
      return this.#take(")") || this.#take("\\)") ? inner : undefined;
    }
    return this.#primary(this.#args[this.#at++] ?? "");
  }

  async #primary(name: string): Promise<Test | undefined> {
    const { print, modifiedOf } = this.#surroundings;
    if (name === "-print" || name === "-print0") {
      this.#acts = true;
      return ({ display }) => {
        print(display, name === "-print" ? "\n" : "\0");
        return true;
      };
    }
    if (name === "-empty") return ({ entry }) => (entry.isDir ? entry.empty : entry.size === 0);
    const value = this.#args[this.#at++];
    if (value === undefined) return undefined;
    const matching = (ignoreCase: boolean, of: (candidate: Candidate) => string): Test => {
      const matches: Matcher = wildcard(value, ignoreCase);
      return (candidate) => matches(of(candidate));
    };
    switch (name) {
      case "-name":
      case "-iname":
        return matching(name === "-iname", (candidate) => candidate.name);
      case "-path":
      case "-ipath":
        return matching(name === "-ipath", (candidate) => candidate.display);
      case "-type":
        return value === "f" || value === "d" ? ({ entry }) => entry.isDir === (value === "d") : undefined;
      case "-size":
        return sizeTest(value);
      case "-newer": {
        const modified = await modifiedOf(value);
        return modified === undefined ? undefined : ({ entry }) => entry.modified > modified;
      }
      case "-maxdepth":
      case "-mindepth":
        return this.#depth(name, countOf(value));
      default:
        return undefined;
    }
  }

  #depth(name: "-maxdepth" | "-mindepth", depth: number | undefined): Test | undefined {
    if (depth === undefined) return undefined;
    if (name === "-maxdepth") this.#maxDepth = depth;
    else this.#minDepth = depth;
    return () => true;
  }

  #take(word: string): boolean {
    if (this.#args[this.#at] !== word) return false;
    this.#at += 1;
    return true;
  }
}
