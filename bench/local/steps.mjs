import { fill, first, warmGrep, writes } from "./tasks.mjs";

/**
 * What the driver asks of a page or a process, which has one engine at a time. `load` imports the program of an engine,
 * `corpus` reads the files to put in as pairs.
 */
export function stepsWith({ load, corpus }) {
  let engine;
  return {
    async fill(program, root, options) {
      const { Engine } = await load(program);
      const filled = await fill(Engine, root, options, await corpus());
      engine = filled.engine;
      return filled.figures;
    },
    async first(program, root, options, needle) {
      const opened = await first(() => load(program), root, options, needle);
      engine = opened.engine;
      return opened.figures;
    },
    verified: () => engine.verified(),
    warmGrep: (needle) => warmGrep(engine, needle),
    writes: () => writes(engine),
    close: () => engine.close(),
    collect: () => globalThis.gc?.({ type: "major", execution: "sync", flavor: "last-resort" }),
  };
}
