import type * as WorkerThreads from "node:worker_threads";
import { builtinModule } from "../builtin-module.js";

/** Node's threads, where there are any. */
export function nodeThreads(): typeof WorkerThreads | undefined {
  return builtinModule<typeof WorkerThreads>("node:worker_threads");
}
