/** Runs tasks one after the other, in the order in which they were given. */
export class TaskQueue {
  #last: Promise<unknown> = Promise.resolve();

  /** Settles as `task` does. One that fails keeps no other from running. */
  run<T>(task: () => Promise<T>): Promise<T> {
    const done = this.#last.then(task, task);
    this.#last = done.catch(() => undefined);
    return done;
  }

  /** Settles when all tasks given so far have. */
  async idle(): Promise<void> {
    await this.#last;
  }
}
