import { LocalBackend } from "nacre";
import { nastySteps } from "./nasty-steps.mjs";
import { outsideSteps } from "./outside-steps.mjs";

const open = new Map();

/** What the driver asks for, in one page or another. */
export const steps = {
  ...nastySteps(open),
  ...outsideSteps(open),
  async open(root, options = {}) {
    try {
      open.set(root, await LocalBackend.open({ root, ...options }));
      return "open";
    } catch (error) {
      return `${error.name} ${error.code}: ${error.message}`;
    }
  },
  async close(root) {
    await open.get(root).close();
    open.delete(root);
    return "closed";
  },
  async call(root, method, ...args) {
    try {
      return await open.get(root)[method](...args);
    } catch (error) {
      return { thrown: `${error.name} ${error.code}: ${error.message}` };
    }
  },
  /** Writes so many files, one after the other. */
  async fill(root, prefix, count, size = 100) {
    const times = [];
    for (let i = 0; i < count; i++) {
      const start = performance.now();
      const { error } = await open.get(root).write(`${prefix}${i}.txt`, `${i}\n`.padEnd(size, "x"));
      if (error) return { error, i };
      times.push(performance.now() - start);
    }
    return { median: times.sort((a, b) => a - b)[times.length >> 1] };
  },
};
