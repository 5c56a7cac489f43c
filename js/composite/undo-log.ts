import { type Failure, failureOf, isFailure, type Outcome } from "../failure.js";

interface Step {
  readonly path: string;
  back(): Promise<object>;
}

/** What was done over several backends, so that it can be taken back when the rest fails. */
export class UndoLog {
  readonly #steps: Step[] = [];

  /** Remembers how to undo what is about to be done at `path`. */
  note(path: string, back: () => Promise<object>): void {
    this.#steps.push({ path, back });
  }

  /** Does `work` at `path`, which `back` undoes. When it fails as a value, it has done nothing. */
  async step<T extends object>(
    path: string,
    work: () => Promise<Outcome<T>>,
    back: () => Promise<object>,
  ): Promise<Outcome<T>> {
    this.note(path, back);
    const result = await work();
    if (isFailure(result)) this.#steps.pop();
    return result;
  }

  /** Carries out `work`, and undoes its steps when it fails or throws. */
  async guard<T extends object>(work: () => Promise<Outcome<T>>): Promise<Outcome<T>> {
    try {
      const result = await work();
      return isFailure(result) ? await this.takeBack(result) : result;
    } catch (error) {
      await this.#undo();
      throw error;
    }
  }

  /** Undoes every step, the newest first. The failure that made it necessary then says where that was not possible. */
  async takeBack({ error }: Failure): Promise<Failure> {
    const stuck = await this.#undo();
    if (stuck.length === 0) return { error };
    const places = stuck.map((path) => `'${path}'`).join(", ");
    return { error: { ...error, message: `${error.message}; could not put back ${places}` } };
  }

  async #undo(): Promise<readonly string[]> {
    const stuck: string[] = [];
    for (const { path, back } of this.#steps.splice(0).reverse()) {
      const result = await back().catch((error: unknown) => failureOf(error));
      if (isFailure(result) && result.error.code !== "not_found") stuck.push(path);
    }
    return stuck;
  }
}
