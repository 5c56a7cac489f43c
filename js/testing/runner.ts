import type { Backend } from "../backend.js";
import { ok } from "./assert.js";

/** The two functions of a test runner that are used: Jest, Vitest, Mocha, `node:test`, Deno's and Bun's have them. */
export interface Runner {
  describe(name: string, body: () => void): unknown;
  it(name: string, body: () => Promise<void>): unknown;
}

/** Files that a case starts with, by absolute path. */
type InitialFiles = Readonly<Record<string, string | Uint8Array>>;

export interface ContractOptions<B extends Backend> {
  readonly name: string;
  /** Makes an empty backend for one case. One with a `dispose` method is disposed after it. */
  readonly create: () => Promise<B> | B;
  readonly runner: Runner;
}

/** One promise of the contract. */
export interface Case<B extends Backend> {
  readonly name: string;
  readonly files?: InitialFiles;
  run(backend: B): Promise<void>;
}

export interface Section<B extends Backend> {
  readonly name: string;
  readonly cases: readonly Case<B>[];
}

/** Registers every case with the runner. */
export function register<B extends Backend>(sections: readonly Section<B>[], options: ContractOptions<B>): void {
  const { name, create, runner } = options;
  runner.describe(name, () => {
    for (const section of sections) {
      runner.describe(section.name, () => {
        for (const { name: title, files = {}, run } of section.cases) {
          runner.it(title, async () => {
            const backend = await create();
            try {
              for (const [path, content] of Object.entries(files)) ok(await backend.write(path, content));
              await run(backend);
            } finally {
              if ("dispose" in backend && typeof backend.dispose === "function") await backend.dispose();
            }
          });
        }
      });
    }
  });
}
