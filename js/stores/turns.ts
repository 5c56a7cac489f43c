/** Runs some work side by side and other work alone, in the order in which it was asked for. */
export class Turns {
  #alone: Promise<unknown> = Promise.resolve();
  readonly #together = new Set<Promise<unknown>>();

  /** After all that was to run alone so far. */
  together<T>(work: () => Promise<T> | T): Promise<T> {
    const running = this.#alone.then(work);
    const settled: Promise<unknown> = settling(running).then(() => this.#together.delete(settled));
    this.#together.add(settled);
    return running;
  }

  /** After everything so far, and before everything later. */
  alone<T>(work: () => Promise<T> | T): Promise<T> {
    const running = Promise.all([this.#alone, ...this.#together]).then(work);
    this.#alone = settling(running);
    return running;
  }
}

function settling(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => undefined,
    () => undefined,
  );
}
