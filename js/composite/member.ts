import { asBackend } from "../as-backend.js";
import type { Backend, FileInfo, Outcome } from "../backend.js";
import type { Core } from "../core/core.js";
import { type Failure, isFailure } from "../failure.js";
import { nameOf, upwards } from "../paths.js";
import type { AsBackendOptions, PlainBackend } from "../plain-backend.js";

const methods: readonly (keyof Backend)[] = [
  "exists",
  "stat",
  "ls",
  "read",
  "readBytes",
  "write",
  "edit",
  "hashlineEdit",
  "applyPatch",
  "glob",
  "grep",
  "remove",
  "move",
  "mkdir",
];

function isWhole(given: Backend | PlainBackend): given is Backend {
  return methods.every((method) => typeof (given as Partial<Backend> | null)?.[method] === "function");
}

/** A backend at its place, between its own paths and those of the composite. */
export class Member {
  readonly backend: Backend;
  /** Where it is mounted; `/` for the default. */
  readonly mount: string;
  /** What is taken off paths on their way in: nothing, unless it is mounted at its own root. */
  readonly prefix: string;

  constructor(given: Backend | PlainBackend, mount: string, prefix: string, options: AsBackendOptions) {
    this.backend = isWhole(given) ? given : asBackend(given, options);
    this.mount = mount;
    this.prefix = prefix;
  }

  /** A path of the composite as the backend knows it. */
  inner(path: string): string {
    return path.slice(this.prefix.length) || "/";
  }

  /** A path of the backend as the composite shows it. */
  outer(path: string): string {
    return this.prefix === "" ? path : `${this.prefix}${path === "/" ? "" : path}`;
  }

  entry<T extends FileInfo>(info: T): T {
    if (this.prefix === "") return info;
    const path = this.outer(info.path);
    return { ...info, path, name: nameOf(path) };
  }

  /** Findings, in the composite's paths. */
  placed<T extends { readonly path: string }>(all: readonly T[]): readonly T[] {
    return this.prefix === "" ? all : all.map((one) => ({ ...one, path: this.outer(one.path) }));
  }

  /** What the backend answered to a call about `path`, in the composite's paths. */
  result<T extends { readonly path: string }>(result: Outcome<T>, path: string): Outcome<T> {
    if (isFailure(result)) return this.failure(result, path);
    return this.prefix === "" ? result : { ...result, path: this.outer(result.path) };
  }

  /** A failure of a call about `path`: its path, and those that its message quotes, as the composite shows them. */
  failure({ error }: Failure, path: string): Failure {
    if (this.prefix === "") return { error };
    const about = error.path?.startsWith("/") ? error.path : this.inner(path);
    const quoted = [...new Set([...upwards(this.inner(path)), ...upwards(about), "/"])];
    quoted.sort((a, b) => b.length - a.length);
    let { message } = error;
    for (const inner of quoted) message = message.replaceAll(`'${inner}'`, () => `'${this.outer(inner)}'`);
    return { error: { ...error, message, path: this.outer(about) } };
  }

  /** An edit of one file, answered in the backend's paths, with the composite's in the head of its diff. */
  withDiff<T extends { readonly path: string; readonly diff: string }>(core: Core, result: Outcome<T>): Outcome<T> {
    if (isFailure(result) || this.prefix === "" || !/^--- .*\n\+\+\+ /.test(result.diff)) return result;
    // Names are quoted in heads; the core knows how.
    const example = { path: this.outer(result.path), oldString: "", newString: "x" };
    const { value } = core.call<{ readonly diff: string }>("text.edit", example, "");
    const diff = [...value.diff.split("\n").slice(0, 2), ...result.diff.split("\n").slice(2)].join("\n");
    return { ...result, diff };
  }
}
