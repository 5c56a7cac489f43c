/** A test runner of a few lines: collects, then runs in order. */
export class Collector {
  tests = [];
  #names = [];

  describe = (name, body) => {
    this.#names.push(name);
    body();
    this.#names.pop();
  };

  it = (name, body) => {
    this.tests.push({ name: [...this.#names, name].join(" › "), body });
  };

  /** @returns {Promise<{ passed: number, failures: string[] }>} */
  async run() {
    const failures = [];
    for (const { name, body } of this.tests) {
      try {
        await body();
      } catch (error) {
        failures.push(`${name}: ${error?.stack ?? error}`);
      }
    }
    return { passed: this.tests.length - failures.length, failures };
  }
}

export function equal(actual, expected) {
  const [found, wanted] = [JSON.stringify(actual), JSON.stringify(expected)];
  if (found !== wanted) throw new Error(`expected ${wanted}, got ${found}`);
}
