import type { Backend, EditOptions, EditResult, Replacement } from "./backend.js";

/** What a method of a backend takes. */
export type Arguments<M extends keyof Backend> = Parameters<NonNullable<Backend[M]>>;
/** What it returns. */
export type Answer<M extends keyof Backend> = ReturnType<NonNullable<Backend[M]>>;

/** A backend whose files are those of another one. */
export class BackendDelegate implements Backend {
  /** Who answers. */
  protected readonly target: Backend;
  readonly realPaths?: NonNullable<Backend["realPaths"]>;

  constructor(target: Backend, realPaths = target.realPaths?.bind(target)) {
    this.target = target;
    if (realPaths) this.realPaths = realPaths;
  }

  exists(...args: Arguments<"exists">): Answer<"exists"> {
    return this.target.exists(...args);
  }

  stat(...args: Arguments<"stat">): Answer<"stat"> {
    return this.target.stat(...args);
  }

  ls(...args: Arguments<"ls">): Answer<"ls"> {
    return this.target.ls(...args);
  }

  read(...args: Arguments<"read">): Answer<"read"> {
    return this.target.read(...args);
  }

  readBytes(...args: Arguments<"readBytes">): Answer<"readBytes"> {
    return this.target.readBytes(...args);
  }

  write(...args: Arguments<"write">): Answer<"write"> {
    return this.target.write(...args);
  }

  edit(path: string, oldString: string, newString: string, options?: EditOptions): Promise<EditResult>;
  edit(path: string, edits: readonly Replacement[], options?: EditOptions): Promise<EditResult>;
  edit(...args: unknown[]): Promise<EditResult> {
    return (this.target.edit as (...args: unknown[]) => Promise<EditResult>).apply(this.target, args);
  }

  hashlineEdit(...args: Arguments<"hashlineEdit">): Answer<"hashlineEdit"> {
    return this.target.hashlineEdit(...args);
  }

  applyPatch(...args: Arguments<"applyPatch">): Answer<"applyPatch"> {
    return this.target.applyPatch(...args);
  }

  glob(...args: Arguments<"glob">): Answer<"glob"> {
    return this.target.glob(...args);
  }

  grep(...args: Arguments<"grep">): Answer<"grep"> {
    return this.target.grep(...args);
  }

  remove(...args: Arguments<"remove">): Answer<"remove"> {
    return this.target.remove(...args);
  }

  move(...args: Arguments<"move">): Answer<"move"> {
    return this.target.move(...args);
  }

  mkdir(...args: Arguments<"mkdir">): Answer<"mkdir"> {
    return this.target.mkdir(...args);
  }
}
