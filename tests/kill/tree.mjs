export const directory = "/";

const parentOf = (path) => path.slice(0, path.lastIndexOf("/"));

/** What a workspace ought to hold, in a form so simple that it cannot be wrong: the label of each content, by path. */
export class Tree {
  entries;

  constructor(entries = []) {
    this.entries = new Map(entries);
  }

  clone() {
    return new Tree(this.entries);
  }

  write(path, label) {
    this.mkdir(parentOf(path));
    this.entries.set(path, label);
  }

  mkdir(path) {
    if (path === "" || this.entries.has(path)) return;
    this.mkdir(parentOf(path));
    this.entries.set(path, directory);
  }

  remove(path) {
    for (const known of this.below(path)) this.entries.delete(known);
  }

  move(from, to) {
    const moved = this.below(from).map((path) => [to + path.slice(from.length), this.entries.get(path)]);
    this.remove(from);
    this.mkdir(parentOf(to));
    for (const [path, label] of moved) this.entries.set(path, label);
  }

  /** `path` and what is in it. */
  below(path) {
    return [...this.entries.keys()].filter((known) => known === path || known.startsWith(`${path}/`));
  }

  get files() {
    return [...this.entries.keys()].filter((path) => this.entries.get(path) !== directory);
  }

  get directories() {
    return [...this.entries.keys()].filter((path) => this.entries.get(path) === directory);
  }

  /** Paths at which the two differ. */
  differences(other) {
    const paths = new Set([...this.entries.keys(), ...other.entries.keys()]);
    return [...paths].filter((path) => this.entries.get(path) !== other.entries.get(path));
  }
}
